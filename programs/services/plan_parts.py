"""The plan's own words, changed on a page: added, edited and withdrawn, with what stood before. Nothing is deleted but a number's row."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from privacy.gate import service
from programs.changes import ADDED, CHANGED, WITHDRAWN, Change, keep
from programs.importing import code_for, numbers_set
from programs.indicators import bound_by_itself
from programs.models import Goal, Plan, PlanChange, Policy, Program, Quantity, Target
from programs.plan_document import numbers_in
from programs.proposing import propose
from programs.ready_measures import begin_measures

PARENT = {Goal: "plan", Policy: "goal", Program: "policy", Target: "program", Quantity: "target"}
PERIODS = {"year": "年", "month": "月", "week": "週", "session": "1回"}


def plan_of(part) -> Plan:
    while not isinstance(part, Plan):
        part = getattr(part, PARENT[type(part)])
    return part


def council_of_part(part, **_):
    return plan_of(part).area


@service("plan.import", on=council_of_part)
def part_save(part, *, actor, **values):
    """A plan's title, the name of a goal, policy or programme, the words of a target."""
    changes = []
    for column, value in values.items():
        before = getattr(part, column)
        if before != value:
            changes.append(change(CHANGED, part, str(before or ""), str(value or "")))
            setattr(part, column, value)
    if not changes:
        return part
    part.full_clean()
    part.save()
    if isinstance(part, Target):
        _read_numbers(part, changes[0].before)
    keep(plan_of(part), PlanChange.How.PAGE, changes, actor)
    return part


@service("plan.import", on=council_of_part)
def part_add(parent, *, actor, year, **values):
    """One below `parent`. What was withdrawn comes back when it is added again; `year`: of a target, and from which it comes back."""
    row = ADD[type(parent)](parent, year, **values)
    if not row._state.adding and not _is_gone(row):
        raise ValidationError(_("This is in the plan already."))
    _come_back(row)
    row.full_clean()
    row.save()
    if isinstance(row, Program):
        begin_measures(row)
    if isinstance(row, Target):
        if not row.quantities.exists():
            numbers_set(row, numbers_in(row.text))
        propose(row, begin_measures(parent))
    keep(plan_of(row), PlanChange.How.PAGE, [change(ADDED, row, after=str(row))], actor)
    return row


@service("plan.import", on=council_of_part)
def part_withdraw(part, *, actor, year, why):
    """From `year` on for a programme. What still holds something is emptied first. `why` stands in the history."""
    if isinstance(part, Plan) or _holds(part):
        raise ValidationError(_("Withdraw what stands below it first."))
    if _is_gone(part):
        return part
    _require_year(plan_of(part), year)
    if isinstance(part, Program):
        part.withdrawn_date = date(year, 4, 1)
    else:
        part.withdrawn_at = timezone.now()
    part.save()
    keep(plan_of(part), PlanChange.How.PAGE, [change(WITHDRAWN, part, str(part), why)], actor)
    return part


@service("plan.import", on=council_of_part)
def part_restore(part, *, actor):
    """It stands in the plan again, with its past."""
    if isinstance(part, Plan) or not _is_gone(part):
        return part
    above = getattr(part, PARENT[type(part)])
    if not isinstance(above, Plan) and _is_gone(above):
        raise ValidationError(_("Bring back what it belongs to first."))
    _come_back(part)
    part.save()
    keep(plan_of(part), PlanChange.How.PAGE, [change(ADDED, part, after=str(part))], actor)
    return part


@service("plan.import", on=council_of_part)
def number_save(target: Target, *, actor, quantity: Quantity | None = None, **values) -> Quantity:
    """A number of a target. A new one, and one of another unit, is proposed by what it is counted, as a document's is."""
    before = words_of(quantity) if quantity else ""
    anew = quantity is None or quantity.unit != values["unit"] or (quantity.measure or "") != (values["measure"] or "")
    row = quantity or Quantity(target=target, position=target.quantities.count())
    for column, value in values.items():
        setattr(row, column, value)
    if anew and row.proposed:
        row.counted, row.rule = None, ""
        row.indicator = bound_by_itself(target.program.code, row.unit, row.measure)
    row.full_clean(exclude=["counted"])
    row.save()
    if anew and row.proposed:
        propose(target, begin_measures(target.program))
    if before != words_of(row):
        kind = CHANGED if before else ADDED
        keep(plan_of(target), PlanChange.How.PAGE, [change(kind, row, before, words_of(row))], actor)
    return row


@service("plan.import", on=council_of_part)
def number_withdraw(quantity: Quantity, *, actor) -> Quantity:
    """The one row of a plan that goes: its words stay in the history."""
    keep(plan_of(quantity), PlanChange.How.PAGE, [change(WITHDRAWN, quantity, words_of(quantity))], actor)
    quantity.delete()
    return quantity


def words_of(quantity: Quantity) -> str:
    """広報誌 年4回以上"""
    value = "" if quantity.value is None else f"{quantity.value.normalize():f}"
    more = "以上" if quantity.comparator == Quantity.Comparator.AT_LEAST else ""
    period = PERIODS.get(quantity.period or "", "")
    return " ".join(filter(None, [quantity.measure, f"{period}{value}{quantity.unit}{more}", quantity.place]))


def _read_numbers(target: Target, before: str) -> None:
    """Of changed words the numbers are read anew, unless somebody made them on the page."""
    standing, stated = list(target.quantities.filter(by_hand=False)), numbers_in(before)
    if len(standing) == len(stated) and all(map(_says, standing, stated)):
        numbers_set(target, numbers_in(target.text))
        propose(target, begin_measures(target.program))


def _says(row: Quantity, stated) -> bool:
    """Whether a row is what the words said. Of "all" of something, the document's own number was filled in."""
    same = (row.measure, row.unit, row.period, row.place) == (stated.measure, stated.unit, stated.period, stated.place)
    return same and (stated.value is None or row.value == Decimal(str(stated.value)))


def _goal(plan, year, number, name):
    row = plan.goals.filter(number=number).first() or Goal(plan=plan, number=number)
    return _named(row, name)


def _policy(goal, year, number, name):
    row = goal.policies.filter(number=number).first() or Policy(goal=goal, number=number, position=goal.policies.count())
    return _named(row, name)


def _named(row, name):
    if row._state.adding or row.withdrawn_at:
        row.name = name
    return row


def _program(policy, year, name, summary):
    row = policy.programs.filter(name=name).first()
    row = row or Program(policy=policy, name=name, position=policy.programs.count(), code=code_for(name))
    row.summary = summary or row.summary
    return row


def _target(program, year, scope, text):
    _require_year(plan_of(program), year)
    of = year if scope == Target.Scope.YEAR else None
    row = program.targets.filter(scope=scope, fiscal_year=of, text=text).first()
    return row or Target(program=program, scope=scope, fiscal_year=of, text=text, position=program.targets.count())


def _require_year(plan, year) -> None:
    if not plan.from_year <= year <= plan.to_year:
        raise ValidationError(_("This year is not one of the plan."))


ADD: dict[type, Callable[..., Any]] = {Plan: _goal, Goal: _policy, Policy: _program, Program: _target}


def _is_gone(part) -> bool:
    return bool(part.withdrawn_date if isinstance(part, Program) else part.withdrawn_at)


def _come_back(part) -> None:
    if isinstance(part, Program):
        part.withdrawn_date = None
    else:
        part.withdrawn_at = None


def _holds(part) -> bool:
    if isinstance(part, Goal):
        return part.policies.filter(withdrawn_at=None).exists()
    return isinstance(part, Policy) and part.programs.filter(withdrawn_date=None).exists()


def change(kind, part, before="", after="") -> Change:
    words = {
        Plan: _("Plan"), Goal: _("Basic goal"), Policy: _("Basic plan"), Program: _("Programme"), Target: _("Target"),
        Quantity: _("Number of a target"),
    }  # fmt: skip
    about = part
    while isinstance(about, Target | Quantity):
        about = getattr(about, PARENT[type(about)])
    place = about.policy.number if isinstance(about, Program) else str(getattr(about, "number", ""))
    name = getattr(about, "name", "") or str(about)
    return Change(kind, words[type(part)], place, name, before, after, part=about.pk)
