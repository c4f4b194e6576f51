"""What people decide about the plan: how a target stands, by what it is counted, and which of its steps are done."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy.gate import service
from programs.models import Measure, Milestone, Quantity, Remark, Target


def _council(target, **_):
    return target.program.policy.goal.plan.area


@service("target.judge", on=_council)
def target_judge(target: Target, *, actor, status=None, comment="", judgement="") -> Target:
    """`judgement`: instead of the rule's, with the comment as its reason. What was said before stays as it was."""
    if judgement and not comment.strip():
        raise ValidationError({"comment": _("Write why it is judged otherwise than by the rule.")})
    target.status, target.comment, target.judgement = status or target.status, comment, judgement
    target.status_by, target.status_at = actor, timezone.now()
    target.full_clean()
    target.save()
    Remark.objects.create(
        target=target, status=target.status, judgement=judgement, comment=comment, by=actor, at=target.status_at
    )
    return target


@service("target.judge", on=_council)
def quantity_bind(
    target: Target, *, actor, quantity: Quantity | None = None, measure: Measure | None, indicator="", rule="", value=None
) -> Quantity:
    """By what a number is counted; without `quantity` one more thing that shows how the target stands."""
    row = quantity or Quantity(
        target=target, by_hand=True, position=target.quantities.count(), comparator=Quantity.Comparator.AT_LEAST
    )
    if measure and measure.program.policy.goal.plan.area_id != target.program.policy.goal.plan.area_id:
        raise ValidationError({"counted": _("This measure belongs to another council.")})
    row.counted, row.indicator, row.rule, row.proposed = measure, indicator, rule if measure else "", False
    if row.by_hand:
        row.value = value
        row.unit = row.unit or (measure.unit if measure else "")
        row.period = row.period or "year"
    row.full_clean(exclude=["unit"])
    row.save()
    return row


@service("target.judge", on=_council)
def milestone_save(
    target: Target, *, actor, name, milestone: Milestone | None = None, due_date=None, done_date=None, evidence=""
) -> Milestone:
    row = milestone or Milestone(target=target, position=target.milestones.count())
    if done_date and done_date > timezone.localdate():
        raise ValidationError({"done_date": _("This day has not come yet.")})
    row.name, row.due_date, row.done_date, row.evidence = name, due_date, done_date, evidence
    row.full_clean()
    row.save()
    return row
