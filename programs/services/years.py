"""次年度へ: the targets of a year become the next year's draft, with all by which they are counted; adopted, or taken back."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from privacy.context import Actor
from privacy.gate import service
from programs.changes import ADDED, WITHDRAWN, Change, keep
from programs.models import Goal, Measure, Milestone, Plan, PlanChange, Policy, Program, Quantity, Target, YearCopy


def _council(plan, **_):
    return plan.area


@service("plan.import", on=_council)
def year_copy(plan: Plan, *, actor, year) -> YearCopy:
    """What is planned for `year` into the year after; after the last year of the term, into a plan of the next term. Pressed again, or
    by a second person at the same moment, it finds what the first press made."""
    if not plan.from_year <= year <= plan.to_year:
        raise ValidationError(_("This year is not one of the plan."))
    Plan.objects.select_for_update().get(pk=plan.pk)
    into = plan if year < plan.to_year else _next_term(plan)
    known = YearCopy.objects.filter(plan=into, fiscal_year=year + 1, withdrawn_at=None).first()
    if known:
        return known
    programs = _programs_into(plan, into, year + 1)
    changes: list[Change] = []
    for before, program, measures in programs:
        _copy_targets(before, program, measures, year, into, changes)
    keep(into, PlanChange.How.COPY, changes, actor)
    return YearCopy.objects.create(source=plan, plan=into, fiscal_year=year + 1, by=_user(actor))


@service("plan.import", on=lambda copy, **_: copy.plan.area)
def year_adopt(copy: YearCopy, *, actor) -> YearCopy:
    if copy.is_draft:
        copy.adopted_by, copy.adopted_at = _user(actor), timezone.now()
        copy.save()
    return copy


@service("plan.import", on=lambda copy, **_: copy.plan.area)
def year_withdraw(copy: YearCopy, *, actor) -> YearCopy:
    """Only the copies go, and only as long as it is a draft: a target that somebody added for that year stays."""
    if copy.adopted_at:
        raise ValidationError(_("This plan was adopted. Its targets are withdrawn one by one."))
    if copy.withdrawn_at:
        return copy
    now = timezone.now()
    copies = _copies_of(copy).select_related("program__policy")
    changes = [_change(WITHDRAWN, one, before=one.text) for one in copies]
    copies.update(withdrawn_at=now)
    if copy.plan_id != copy.source_id:
        copy.plan.withdrawn_at = now
        copy.plan.save(update_fields=["withdrawn_at"])
    copy.withdrawn_by, copy.withdrawn_at = _user(actor), now
    copy.save()
    keep(copy.plan, PlanChange.How.COPY, changes, actor)
    return copy


def _copies_of(copy):
    found = Target.objects.filter(program__policy__goal__plan=copy.plan, withdrawn_at=None).exclude(copied_from=None)
    return found.filter(fiscal_year=copy.fiscal_year)


def _next_term(plan) -> Plan:
    from_year = plan.to_year + 1
    found = Plan.objects.filter(area=plan.area, from_year=from_year).first()
    if found is None:
        return Plan.objects.create(
            area=plan.area, title=plan.title, philosophy=plan.philosophy, from_year=from_year, to_year=plan.to_year + from_year - plan.from_year
        )  # fmt: skip
    found.withdrawn_at = None
    found.save(update_fields=["withdrawn_at"])
    return found


def _programs_into(plan, into, year) -> list[tuple[Program, Program, dict]]:
    """(of the year before, of the year to come, {its measures of before: those to come})"""
    standing = (
        Program.objects.filter(policy__goal__plan=plan, withdrawn_date=None)
        .select_related("policy__goal__plan")
        .prefetch_related("measures", "targets__quantities", "targets__milestones")
    )
    if into == plan:
        return [(one, one, {}) for one in standing]
    return [(one, *_program_into(one, into)) for one in standing]


def _program_into(program, into) -> tuple[Program, dict]:
    policy, goal = program.policy, program.policy.goal
    goal, _made = Goal.objects.get_or_create(plan=into, number=goal.number, defaults={"name": goal.name})
    policy, _made = Policy.objects.get_or_create(
        goal=goal, number=policy.number, defaults={"name": policy.name, "position": policy.position}
    )
    kept = {"summary", "position", "code", "planned_months"}
    found, _made = Program.objects.get_or_create(
        policy=policy, name=program.name, defaults={name: getattr(program, name) for name in kept}
    )
    known = {one.name: one for one in found.measures.all()}
    for one in program.measures.all():
        if one.retired_date is None and one.name not in known:
            columns = {name: getattr(one, name) for name in ("position", "name", "unit", "adds", "kind")}
            known[one.name] = Measure.objects.create(program=found, **columns)
    return found, {one.pk: known.get(one.name) for one in program.measures.all()}


def _copy_targets(before, program, measures, year, into, changes) -> None:
    """A programme that has a plan for the year already, from a document or by hand, keeps that one."""
    standing = {(one.scope, one.text): one for one in program.targets.all() if one.fiscal_year in (None, year + 1)}
    if any(one.withdrawn_at is None and not one.is_of_term for one in standing.values()):
        return
    of_term = before.pk != program.pk
    for target in before.targets.all():
        if target.withdrawn_at or not (target.fiscal_year == year or (of_term and target.is_of_term)):
            continue
        known = standing.get((target.scope, target.text))
        if known is None:
            known = _copy(target, program, year, measures)
        elif known.withdrawn_at:
            known.withdrawn_at, known.copied_from = None, target
            known.save(update_fields=["withdrawn_at", "copied_from"])
        changes.append(_change(ADDED, known, after=known.text))


def _copy(target, program, year, measures) -> Target:
    copy = Target.objects.create(
        program=program, scope=target.scope, fiscal_year=None if target.is_of_term else year + 1, position=target.position,
        text=target.text, copied_from=target,
    )  # fmt: skip
    Quantity.objects.bulk_create(_number(one, copy, measures) for one in target.quantities.all())
    Milestone.objects.bulk_create(
        Milestone(target=copy, position=one.position, name=one.name, due_date=_year_later(one.due_date))
        for one in target.milestones.all()
        if one.done_date is None
    )
    return copy


def _number(quantity, target, measures) -> Quantity:
    kept = ("position", "measure", "comparator", "value", "unit", "period", "place", "indicator", "rule", "by_hand", "proposed")
    counted = measures.get(quantity.counted_id) or (quantity.counted if quantity.counted_id else None)
    return Quantity(target=target, counted=counted, **{name: getattr(quantity, name) for name in kept})


def _year_later(day):
    if day is None:
        return None
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _change(kind, target, before="", after="") -> Change:
    program = target.program
    return Change(kind, _("Target"), program.policy.number, program.name, before, after, part=program.pk)


def _user(actor):
    return actor.user if isinstance(actor, Actor) else actor
