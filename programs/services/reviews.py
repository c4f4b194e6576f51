"""What people say of a programme's quarters and years: nothing is overwritten, each saving is one row more."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from japan import fiscal
from privacy.context import Actor
from privacy.gate import service
from programs.models import Comment, Evaluation, Money, Program, Review


def _council(program, **_):
    return program.policy.goal.plan.area


@service("program.write", on=_council)
def review_save(program: Program, *, actor, year, quarter, done="", learned="", next="") -> Review | None:
    """A version more. The same words again make none."""
    before = Review.objects.filter(program=program, fiscal_year=year, quarter=quarter).first()
    if before and (before.done, before.learned, before.next) == (done, learned, next):
        return before
    if before is None and not (done or learned or next).strip():
        raise ValidationError(_("Nothing is written yet."))
    row = Review(program=program, fiscal_year=year, quarter=quarter, done=done, learned=learned, next=next)
    return _kept(row, actor)


@service("target.judge", on=_council)
def comment_add(program: Program, *, actor, year, quarter, text) -> Comment:
    return _kept(Comment(program=program, fiscal_year=year, quarter=quarter, text=text), actor)


@service("program.write", on=_council)
def money_save(program: Program, *, actor, year, budget=None, spent=None, note="") -> Money:
    before = Money.objects.filter(program=program, fiscal_year=year).first()
    if before and (before.budget, before.spent, before.note) == (budget, spent, note):
        return before
    return _kept(Money(program=program, fiscal_year=year, budget=budget, spent=spent, note=note), actor)


@service("target.judge", on=_council)
def program_judge(program: Program, *, actor, year, judgement="", comment="") -> Evaluation:
    """`judgement`: instead of the rule's, with the comment as its reason."""
    if judgement and not comment.strip():
        raise ValidationError({"comment": _("Write why it is judged otherwise than by the rule.")})
    before = Evaluation.objects.filter(program=program, fiscal_year=year).first()
    if before and (before.judgement, before.comment) == (judgement, comment):
        return before
    return _kept(Evaluation(program=program, fiscal_year=year, judgement=judgement, comment=comment), actor)


def _kept(row, actor):
    plan = row.program.policy.goal.plan
    if not plan.from_year <= row.fiscal_year <= plan.to_year:
        raise ValidationError(_("This year is not one of the plan."))
    if row.program.withdrawn_date and row.program.withdrawn_date <= fiscal.bounds(row.fiscal_year)[0]:
        raise ValidationError(_("This programme is no longer in the plan in that year."))
    row.by = actor.user if isinstance(actor, Actor) else actor
    row.full_clean()
    row.save()
    return row
