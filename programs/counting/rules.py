"""How facts become the result of a target: by month, by district, to date. Plain values in, plain values out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from japan import fiscal
from programs.counting.facts import Fact
from programs.models.activities import Measure
from programs.models.plan import Quantity

Rule, Adds = Quantity.Rule, Measure.Adds
Number = float | None


@dataclass(frozen=True)
class Bound:
    """What is counted and how. `value`: the plan's number, in a `period`. `planned`: months of the programme's own, none: all of them."""

    rule: str
    adds: str
    value: Number = None
    period: str | None = None
    of_term: bool = False
    district: int | None = None
    planned: tuple[int, ...] = ()

    @property
    def is_monthly(self) -> bool:
        return self.period == "month"

    @property
    def each(self) -> int:
        """How often a month, or a year of the term, must have it to count."""
        monthly = self.rule == Rule.MONTHS and self.is_monthly
        yearly = self.rule == Rule.YEARS
        return max(1, round(self.value)) if self.value and (monthly or yearly) else 1


@dataclass(frozen=True)
class Span:
    """The fiscal year that is shown, until when, and the years of the term."""

    year: int
    until: date
    term: Sequence[int] = ()

    @property
    def begun(self) -> int:
        """How many months of the year have begun."""
        return max(0, min(12, 12 * (self.until.year - self.year) + self.until.month - 3))

    @property
    def is_over(self) -> bool:
        return self.until >= fiscal.bounds(self.year)[1]


@dataclass
class Found:
    """`times`: how often in each month, whatever is counted; None: the month has not come. `by_year` of a term only."""

    value: Number
    wanted: Number
    times: list[int | None]
    by_month: list[Number]
    by_year: dict[int, int] = field(default_factory=dict)
    total: int = 0


def amount(adds: str, facts: Sequence[Fact]) -> Number:
    """Nothing where there is nothing to be averaged or latest."""
    numbers = [fact.number for fact in facts]
    if adds == Adds.AVERAGE:
        return sum(numbers) / len(numbers) if numbers else None
    if adds == Adds.LATEST:
        return numbers[-1] if numbers else None
    if adds == Adds.PLACES:
        return places(facts)
    if adds == Adds.PARTNERS:
        return len({name for fact in facts for name in fact.partners})
    return sum(numbers)


def places(facts: Sequence[Fact]) -> int:
    return len({fact.place for fact in facts if fact.place})


def districts(facts: Sequence[Fact]) -> int:
    return len({district for fact in facts for district in fact.districts})


# By rule, what some facts come to. `adds` is the measure's own way.
COUNT: dict[str, Callable[[str, Sequence[Fact]], Number]] = {
    Rule.AMOUNT: amount,
    Rule.TIMES: lambda adds, facts: len(facts),
    Rule.AVERAGE: lambda adds, facts: amount(Adds.AVERAGE, facts),
    Rule.MONTHS: lambda adds, facts: len(facts),
    Rule.PLACES: lambda adds, facts: places(facts),
    Rule.DISTRICTS: lambda adds, facts: districts(facts),
    Rule.YEARS: lambda adds, facts: len(facts),
}


def find(bound: Bound, facts: Sequence[Fact], span: Span, all_districts: int = 0) -> Found:
    """`facts`: of the whole term until the day, of one measure. `all_districts`: where the plan says all and no number."""
    if bound.district is not None:
        facts = [fact for fact in facts if bound.district in fact.districts]
    shown = in_year(facts, span)
    count = COUNT[bound.rule]
    months = [[fact for fact in shown if fiscal.month_index(fact.date) == index] for index in range(12)]
    found = Found(
        value=count(bound.adds, shown), wanted=bound.value,
        times=[len(month) if index < span.begun else None for index, month in enumerate(months)],
        by_month=[count(bound.adds, month) if index < span.begun else None for index, month in enumerate(months)],
        total=len(shown),
    )  # fmt: skip
    if bound.rule == Rule.MONTHS:
        found.value = sum(len(month) >= bound.each for month in months)
        found.wanted = (len(bound.planned) or 12) if bound.is_monthly else bound.value
    elif bound.rule == Rule.YEARS:
        found.by_year = {
            year: sum(fiscal.fiscal_year(fact.date) == year for fact in facts) for year in span.term if year <= span.year
        }
        found.value = sum(times >= bound.each for times in found.by_year.values())
        found.wanted = len(span.term) if bound.value is not None else None
    elif bound.rule in (Rule.PLACES, Rule.DISTRICTS) and bound.of_term:
        found.value = count(bound.adds, [fact for fact in facts if fact.date <= span.until])
    if bound.rule in (Rule.TIMES, Rule.AMOUNT) and bound.value is not None:
        found.wanted = bound.value * {"month": len(bound.planned) or 12, "week": 52}.get(bound.period or "", 1)
    if bound.rule == Rule.DISTRICTS and bound.value is None:
        found.wanted = all_districts or None
    return found


def in_year(facts: Sequence[Fact], span: Span) -> list[Fact]:
    first = fiscal.bounds(span.year)[0]
    return [fact for fact in facts if first <= fact.date <= span.until]


def by_district(bound: Bound, facts: Sequence[Fact], span: Span, ids: Sequence[int]) -> dict[int | None, list[Number]]:
    """Of each district its months. What was for the whole council stands under None; what was in two, under both."""
    shown = in_year(facts, span)
    found: dict[int | None, list[Number]] = {}
    for district in [*ids, None]:
        here = [fact for fact in shown if (district in fact.districts if district is not None else not fact.districts)]
        months = [[fact for fact in here if fiscal.month_index(fact.date) == index] for index in range(12)]
        found[district] = [
            COUNT[bound.rule](bound.adds, month) if index < span.begun else None for index, month in enumerate(months)
        ]
    return found
