"""Plan against result: each programme's indicators, each target's number to date, and a judgement proposed by rule."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from japan import fiscal
from programs import indicators
from programs.models import Plan, Program, Target

ACHIEVED, ON_TRACK, BEHIND, NOT_STARTED = (
    gettext_noop("achieved"), gettext_noop("on track"), gettext_noop("behind"), gettext_noop("not started"),
)  # fmt: skip
IN_JAPANESE = {ACHIEVED: "達成", ON_TRACK: "順調", BEHIND: "遅れ", NOT_STARTED: "未着手"}
# Behind means less than nine tenths of today's share of the year.
SLACK = 0.9


@dataclass
class IndicatorResult:
    indicator: indicators.Indicator
    value: int
    by_month: list[int | None]


@dataclass
class TargetResult:
    """`value` and `wanted` where a number of the target is bound to an indicator."""

    target: Target
    value: float | None = None
    wanted: float | None = None
    judgement: str | None = None
    share: float = 0.0
    unit: str = ""

    @property
    def chip(self) -> tuple[str, str, str] | None:
        """(word, kind, icon) of what is proposed."""
        signs = {
            ACHIEVED: (_("Proposed: achieved"), "ok", "ok"), ON_TRACK: (_("Proposed: on track"), "now", "run"),
            BEHIND: (_("Proposed: behind"), "bad", "oct"), NOT_STARTED: (_("Proposed: not started"), "off", "minus"),
        }  # fmt: skip
        return signs.get(self.judgement or "")


@dataclass
class ProgramResult:
    program: Program
    indicators: list[IndicatorResult] = field(default_factory=list)
    targets: list[TargetResult] = field(default_factory=list)


def plans_for(area, year) -> list[Plan]:
    """Those that cover the year, the newest first: one that was taken in beside another hides none."""
    return list(Plan.objects.filter(area=area, from_year__lte=year, to_year__gte=year).order_by("-from_year"))


def plan_for(area, year) -> Plan | None:
    return next(iter(plans_for(area, year)), None)


def as_of(year: int, today: date | None = None) -> date:
    """Today within the fiscal year, its last day afterwards."""
    first, last = fiscal.bounds(year)
    return max(first, min(today or timezone.localdate(), last))


def results(plan: Plan, year: int, today: date | None = None) -> list[ProgramResult]:
    """Every programme of the plan in its own order; an indicator is counted once however many programmes show it."""
    until = as_of(year, today)
    counted: dict[str, IndicatorResult] = {}
    programs = (
        Program.objects.filter(policy__goal__plan=plan)
        .filter(Q(withdrawn_date=None) | Q(withdrawn_date__gt=fiscal.bounds(year)[0]))
        .select_related("policy__goal")
        .prefetch_related("targets__quantities")
    )
    return [_program_result(program, plan.area, year, until, counted) for program in programs]


def judge(value: float, wanted: float, share: float) -> str:
    """`share` is how much of the year has passed, 0 to 1."""
    if value >= wanted:
        return ACHIEVED
    if value == 0:
        return NOT_STARTED
    return ON_TRACK if value >= wanted * share * SLACK else BEHIND


def share_of_year(year: int, until: date) -> float:
    first, last = fiscal.bounds(year)
    return ((until - first).days + 1) / ((last - first).days + 1)


def as_json(plan: Plan | None, year: int, today: date | None = None) -> dict:
    """The report for other programs; its shape is kept."""
    return {
        "fiscal_year": year,
        "as_of": as_of(year, today).isoformat(),
        "programs": [_json_program(result) for result in (results(plan, year, today) if plan else [])],
    }


def _program_result(program, area, year, until, counted) -> ProgramResult:
    found = ProgramResult(program)
    for indicator in indicators.of_program(program.code):
        if indicator.code not in counted:
            months = indicator.by_month(area, year, until)
            value = sum(filter(None, months)) if indicator.summable else indicator.total(area, year, until)
            counted[indicator.code] = IndicatorResult(indicator, value, months)
        found.indicators.append(counted[indicator.code])
    for target in program.targets.all():
        if target.fiscal_year in (None, year):
            found.targets.append(_target_result(target, area, year, until, counted))
    return found


def _target_result(target, area, year, until, counted) -> TargetResult:
    for quantity in target.quantities.all():
        indicator = indicators.get(quantity.indicator)
        wanted = quantity.yearly or quantity.value
        if indicator is None or wanted is None:
            continue
        value = counted[indicator.code].value if indicator.code in counted else indicator.total(area, year, until)
        wanted, share = float(wanted), share_of_year(year, until)
        return TargetResult(target, value, wanted, judge(value, wanted, share), share, indicator.unit)
    return TargetResult(target)


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
