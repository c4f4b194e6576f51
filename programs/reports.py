"""Plan against result: each programme's indicators, each target's numbers to date, and a judgement proposed by rule."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from japan import fiscal
from privacy.models import Area
from programs import indicators
from programs.counting import facts as recorded
from programs.counting import judging, rules
from programs.counting.judging import ACHIEVED, BEHIND, NOT_STARTED, ON_TRACK, OUT_OF_SCOPE, Judged, share_of_year
from programs.counting.rules import Bound, Found, Span
from programs.measured import of_measures
from programs.models import Measure, Milestone, Plan, Program, Quantity, Target
from programs.once import one_page
from programs.proposing import district_of

IN_JAPANESE = {ACHIEVED: "達成", ON_TRACK: "順調", BEHIND: "遅れ", NOT_STARTED: "未着手", OUT_OF_SCOPE: "対象外"}
# As a target's own columns name them.
WORDS = {
    Target.Judgement.ACHIEVED: ACHIEVED, Target.Judgement.ON_TRACK: ON_TRACK, Target.Judgement.BEHIND: BEHIND,
    Target.Judgement.NOT_STARTED: NOT_STARTED, Target.Judgement.OUT_OF_SCOPE: OUT_OF_SCOPE,
}  # fmt: skip
SIGNS = {
    ACHIEVED: ("ok", "ok"),
    ON_TRACK: ("now", "run"),
    BEHIND: ("bad", "oct"),
    NOT_STARTED: ("off", "minus"),
    OUT_OF_SCOPE: ("off", "ring"),
}


@dataclass
class IndicatorResult:
    indicator: indicators.Indicator
    # Or the sign of a hidden one, and no months (`pages/rounded.py`).
    value: float | str
    by_month: list[float | None]


@dataclass
class Line:
    """One number of a target: what it came to, beside what was planned. `times`: how often, month by month."""

    quantity: Quantity
    label: str
    unit: str
    found: Found
    judged: Judged
    share: float | None
    # Asked for only where a page shows it.
    districts: Callable[[], list[tuple[str, list]]] = list
    # Not told to whoever sees no exact figures.
    is_hidden: bool = False

    @cached_property
    def by_district(self) -> list[tuple[str, list]]:
        """By month and district; the whole council's last, where there is any."""
        return self.districts()

    @property
    def value(self) -> float | None:
        value = self.found.value
        return value if value is None or not value % 1 else round(value, 1)

    @property
    def wanted(self) -> float | None:
        return self.found.wanted

    @property
    def counts_months(self) -> bool:
        """Beside how many months, how often in all of them."""
        return self.quantity.rule == Quantity.Rule.MONTHS


@dataclass
class TargetResult:
    """`value` and `wanted` are those of its first number."""

    target: Target
    lines: list[Line] = field(default_factory=list)
    steps: list[Milestone] = field(default_factory=list)
    proposed: Judged | None = None

    @property
    def first(self) -> Line | None:
        return next((line for line in self.lines if line.wanted is not None), next(iter(self.lines), None))

    @property
    def value(self) -> float | None:
        return self.first.value if self.first else None

    @property
    def wanted(self) -> float | None:
        return self.first.wanted if self.first else None

    @property
    def judgement(self) -> str | None:
        """A person's, else the rule's."""
        own = WORDS.get(Target.Judgement(self.target.judgement)) if self.target.judgement else None
        return own or (self.proposed.word if self.proposed else None)

    @property
    def is_overridden(self) -> bool:
        return bool(self.target.judgement) and (self.proposed is None or self.judgement != self.proposed.word)

    @property
    def chip(self) -> tuple[str, str, str] | None:
        """(word, kind, icon)"""
        return (_(self.judgement), *SIGNS[self.judgement]) if self.judgement else None


@dataclass
class ProgramResult:
    program: Program
    targets: list[TargetResult] = field(default_factory=list)
    # Of other apps, beside the programme's own measures.
    counted_elsewhere: list[IndicatorResult] = field(default_factory=list)
    # Counted only where a page shows them.
    count_own: Callable[[], list[IndicatorResult]] = list
    # Whether the page shows its tables.
    unfolded: bool = False
    # How its year is judged, where the page shows it (`pages/standings.py`).
    standing: Any = None

    @cached_property
    def own_measures(self) -> list[IndicatorResult]:
        return self.count_own()

    @property
    def indicators(self) -> list[IndicatorResult]:
        """All that counts it. Put together at each look, since what is counted elsewhere may have been rounded meanwhile."""
        return [*self.counted_elsewhere, *self.own_measures]


def plans_for(area, year) -> list[Plan]:
    """Those that cover the year, the newest first: one that was taken in beside another hides none."""
    found = Plan.objects.filter(area=area, from_year__lte=year, to_year__gte=year, withdrawn_at=None).order_by("-from_year")
    for one in found:
        one.area = area
    return list(found)


def plan_for(area, year) -> Plan | None:
    return next(iter(plans_for(area, year)), None)


def as_of(year: int, today: date | None = None) -> date:
    """Today within the fiscal year, its last day afterwards."""
    first, last = fiscal.bounds(year)
    return max(first, min(today or timezone.localdate(), last))


@dataclass
class _Frame:
    """What every programme of one page is counted with."""

    area: Area
    span: Span
    facts: recorded.Facts
    districts: list[Area]
    # Of which district alone the page speaks.
    district: Area | None
    # Whether the page shows what a programme counts beside its targets.
    lists: bool = True
    counted: dict[str, IndicatorResult] = field(default_factory=dict)


def results(
    plan: Plan,
    year: int,
    today: date | None = None,
    district: Area | None = None,
    only: Program | None = None,
    lists: bool = True,
    step: Callable[[int, int], None] = lambda _done, _total: None,
) -> list[ProgramResult]:
    """Every programme of the plan in its own order; an indicator is counted once however many programmes show it.

    Without `lists` only what a target is counted by. `step` is told how many of them are done."""
    until = as_of(year, today)
    programs = (
        Program.objects.filter(policy__goal__plan=plan)
        .filter(Q(withdrawn_date=None) | Q(withdrawn_date__gt=fiscal.bounds(year)[0]))
        .select_related("policy__goal__plan")
        .prefetch_related(
            Prefetch("targets", _shown(year)), "targets__milestones",
            Prefetch("targets__quantities", Quantity.objects.select_related("counted")), Prefetch("measures", Measure.objects.all()),
        )
    )  # fmt: skip
    if only:
        programs = programs.filter(pk=only.pk)
    frame = _Frame(
        plan.area, Span(year, until, range(plan.from_year, plan.to_year + 1)),
        recorded.load(plan.area, fiscal.bounds(plan.from_year)[0], until, _measures_of(programs) if only else None),
        list(Area.objects.districts().filter(council=plan.area, special="", closed_date=None)), district, lists,
    )  # fmt: skip
    found = []
    with one_page():
        for number, program in enumerate(programs):
            step(number, len(programs))
            found.append(_program_result(program, frame))
    return found


def _shown(year: int):
    """The targets of the year, and those of the whole term."""
    return Target.objects.filter(Q(fiscal_year=None) | Q(fiscal_year=year), withdrawn_at=None)


def _measures_of(programs) -> set:
    """Its own, and those of others by which a target of it is counted."""
    numbers = [one for program in programs for target in program.targets.all() for one in target.quantities.all()]
    return {one.pk for program in programs for one in program.measures.all()} | {one.counted_id for one in numbers} - {None}


def as_json(plan: Plan | None, year: int, today: date | None = None) -> dict:
    """The report for other programs; its shape is kept."""
    return {
        "fiscal_year": year,
        "as_of": as_of(year, today).isoformat(),
        "programs": [_json_program(result) for result in (results(plan, year, today) if plan else [])],
    }


def _program_result(program, frame: _Frame) -> ProgramResult:
    found = ProgramResult(program)
    if frame.lists:
        _list_indicators(found, program, frame)
    found.targets = [_target_result(target, frame) for target in program.targets.all()]
    return found


def _list_indicators(found: ProgramResult, program, frame: _Frame) -> None:
    found.counted_elsewhere = [_counted(one, frame) for one in indicators.of_program(program.code)]
    found.count_own = lambda: [_counted(one, frame) for one in of_measures(_used(program, frame), frame.facts)]


def _used(program, frame: _Frame) -> list[Measure]:
    return [one for one in program.measures.all() if one.retired_date is None or frame.facts.get(one.pk)]


def _counted(indicator, frame: _Frame) -> IndicatorResult:
    if indicator.code not in frame.counted:
        area, year, until = frame.area, frame.span.year, frame.span.until
        months = indicator.by_month(area, year, until)
        value = sum(filter(None, months)) if indicator.summable else indicator.total(area, year, until)
        frame.counted[indicator.code] = IndicatorResult(indicator, value, months)
    return frame.counted[indicator.code]


def _target_result(target, frame: _Frame) -> TargetResult:
    lines = [line for quantity in target.quantities.all() if (line := _line(target, quantity, frame))]
    found = TargetResult(target, lines, list(target.milestones.all()))
    judged = [line.judged for line in lines]
    if found.steps:
        judged.append(_judge_steps(found.steps, frame.span))
    found.proposed = judging.together(judged) or _as_said(target)
    return found


def _judge_steps(steps, span) -> Judged:
    overdue = sum(bool(step.due_date and step.due_date < span.until and not step.done_date) for step in steps)
    done = sum(bool(step.done_date and step.done_date <= span.until) for step in steps)
    return judging.judge_steps(done, overdue, len(steps), span)


def _as_said(target) -> Judged:
    """Of what nothing counts, what somebody said of it."""
    words = {Target.Status.DONE: ACHIEVED, Target.Status.UNDER_WAY: ON_TRACK, Target.Status.NOT_STARTED: NOT_STARTED}
    return Judged(words[Target.Status(target.status)], str(target.get_status_display()))


def _line(target, quantity, frame: _Frame) -> Line | None:
    if indicator := indicators.get(quantity.indicator):
        return _line_of_indicator(target, quantity, indicator, frame)
    if quantity.counted is None:
        return None
    measure, span = quantity.counted, frame.span
    own = district_of(quantity.place, frame.districts)
    if own and frame.district and own != frame.district:
        return None
    place = own or frame.district
    bound = Bound(
        quantity.rule or Quantity.Rule.TIMES, measure.adds, None if quantity.value is None else float(quantity.value), quantity.period,
        target.is_of_term, place.pk if place else None, tuple(target.program.planned_months),
    )  # fmt: skip
    facts = frame.facts.get(measure.pk, [])
    found = rules.find(bound, facts, span, len(frame.districts))
    unit = unit_of(bound.rule, measure, quantity.unit)
    share = None if bound.rule == Quantity.Rule.AVERAGE else share_of_year(span.year, span.until, bound.planned)
    return Line(
        quantity, _label(quantity, measure), unit, found, judging.judge_number(bound, found, span, unit),
        share, lambda: _districts(bound, facts, frame),
    )  # fmt: skip


def _districts(bound, facts, frame) -> list[tuple[str, list]]:
    found = rules.by_district(bound, facts, frame.span, [area.pk for area in frame.districts])
    rows = [(area.label, found[area.pk]) for area in frame.districts]
    return [*rows, *([(_("Whole council"), found[None])] if any(found[None]) else [])]


def unit_of(rule, measure, stated="") -> str:
    """What the result is told in: of months that had it, months."""
    return {
        Quantity.Rule.TIMES: stated if stated and stated != measure.unit and stated not in ("名", "人") else _("times"),
        Quantity.Rule.MONTHS: _("months"), Quantity.Rule.YEARS: _("years"), Quantity.Rule.PLACES: stated or _("places"),
        Quantity.Rule.DISTRICTS: stated or _("districts"),
    }.get(rule, measure.unit)  # fmt: skip


def _label(quantity, measure) -> str:
    place = f" {quantity.place}" if quantity.place and not quantity.place.startswith("全") else ""
    return f"{measure.name}{place}"


def _line_of_indicator(target, quantity, indicator, frame: _Frame) -> Line | None:
    wanted = quantity.yearly or quantity.value
    counted = _counted(indicator, frame)
    span = frame.span
    found = Found(
        counted.value, None if wanted is None else float(wanted), counted.by_month, counted.by_month, total=int(counted.value)
    )
    bound = Bound(Quantity.Rule.AMOUNT, Measure.Adds.SUM, found.wanted, planned=tuple(target.program.planned_months))
    judged = judging.judge_number(bound, found, span, str(indicator.unit))
    return Line(
        quantity, str(indicator.label), str(indicator.unit), found, judged, share_of_year(span.year, span.until, bound.planned)
    )


def _json_program(result: ProgramResult) -> dict:
    return {
        "policy": result.program.policy.number,
        "name": result.program.name,
        "indicators": [
            {
                "name": str(found.indicator.label), "unit": str(found.indicator.unit), "value": found.value,
                "by_month": [number or 0 for number in found.by_month],
            }
            for found in result.indicators
        ],
        "targets": [
            {
                "scope": found.target.scope, "text": found.target.text, "value": found.value, "wanted": found.wanted,
                "judgement": IN_JAPANESE.get(found.judgement),
            }
            for found in result.targets
        ],
    }  # fmt: skip
