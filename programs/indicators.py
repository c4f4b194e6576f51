"""Every number in every report is one named indicator: its unit, what it counts, one query.

Apps say in their own `indicators.py` what they count; programmes and targets name indicators by code.
"""

from collections.abc import Callable
from dataclasses import dataclass

from japan import fiscal
from programs import keeping
from programs.dimensions import AREA, MONTH, months_begun
from programs.suppression.rounding import K, protected


@dataclass(frozen=True)
class Indicator:
    """`counts(council, first, until, by)` gives {keys: number} of the days from `first` to `until`, both inclusive, by any of its
    dimensions: a key for each of `by`, in its order; () alone without any. Months are counted from the April of the fiscal year in which
    `first` lies, which is 0. `summable`: whether the months add up to the period. Whoever asks, asks `between`, which is the same.
    """

    code: str
    label: str
    unit: str
    definition: str
    programs: tuple[str, ...]
    counts: Callable
    dimensions: tuple[str, ...] = (MONTH, AREA)
    summable: bool = True
    # `labels(by, council)`: [(key, words)] in the order of a table.
    labels: Callable | None = None
    # `listed(user, year)`: the address where those of them stand that this person may see, or nothing. Where it counts something of cases, also
    # of the key of another period (`publishing/periods.py`).
    listed: Callable | None = None
    # `cases(council, first, until)`: the ids of the cases that were counted, where it counts something of a case.
    cases: Callable | None = None
    # The unit of a plan's number that is counted by this without anybody saying so, in a programme of its own.
    binds: str = ""
    # And only where the number is one of this, as the plan calls it.
    measures: str = ""
    # `counts_together(council, first, until, wanted)`: {dimensions: {keys: number}} of several at once, none with topics, where that is quicker.
    counts_together: Callable | None = None
    # Of what records, where months that have ended are kept (`keeping.py`): triggers tell by these words what has changed.
    reads: tuple[str, ...] = ()
    # Whether it speaks of people; of meetings or districts nobody is known by a small number.
    of_people: bool = True
    # What stands where nothing was counted: of a median nothing, since none of them is 0.
    nothing: float | None = 0

    def between(self, council, first, until, by) -> dict:
        return self.together(council, first, until, [by])[by]

    def together(self, council, first, until, wanted) -> dict:
        """{dimensions: {keys: number}}"""
        return keeping.together(self, council, first, until, wanted)

    def protected(self, number: float) -> float | None:
        """For whoever sees no exact figures; None: hidden. A median always is: of a few it is one person's own."""
        if not self.of_people:
            return number
        return None if self.nothing is None else protected(number, K)

    def count(self, council, year, until, by) -> dict:
        """Of the fiscal year up to and with `until`, by one dimension: {key: number}; without one the only key is None."""
        found = self.between(council, fiscal.bounds(year)[0], until, (by,) if by else ())
        return {(keys[0] if by else None): number for keys, number in found.items()}

    def total(self, council, year, until) -> int:
        return self.count(council, year, until, None).get(None, 0)

    def by_month(self, council, year, until) -> list[int | None]:
        """April first; None for a month that has not come by `until`."""
        found = self.count(council, year, until, MONTH)
        begun = months_begun(year, until)
        return [found.get(month, 0) if month < begun else None for month in range(12)]


@dataclass(frozen=True)
class Series:
    """One kind of what is charted: twelve numbers, April first."""

    key: str
    label: str
    by_month: list[int]

    @property
    def total(self) -> int:
        return sum(self.by_month)


@dataclass(frozen=True)
class Chart:
    """`series` from the foot of a bar to its top."""

    title: str
    unit: str
    series: list[Series]

    @property
    def totals(self) -> list[int]:
        return [sum(numbers) for numbers in zip(*(one.by_month for one in self.series), strict=True)]


_registry: dict[str, Indicator] = {}
# Programme code -> function(council, first, until, by) giving {keys: start, new, reopened, closed, end}.
_flows: dict[str, Callable] = {}
# Programme code -> function(council, year, until) giving a Chart.
_charts: dict[str, Callable] = {}


def register(indicator: Indicator) -> Indicator:
    _registry[indicator.code] = indicator
    return indicator


def get(code: str) -> Indicator | None:
    return _registry.get(code)


def of_program(code: str) -> list[Indicator]:
    return [indicator for indicator in _registry.values() if code and code in indicator.programs]


def bound_by_itself(program: str, unit: str, measure: str = "") -> str:
    """The code of what counts a plan's number of this unit in this programme, or nothing."""
    found = (one for one in of_program(program) if one.binds == unit and one.measures in (measure or ""))
    return next((one.code for one in found), "")


def everything() -> list[Indicator]:
    return list(_registry.values())


def register_chart(program: str, function: Callable) -> None:
    _charts[program] = function


def chart_of(program: str) -> Callable | None:
    """The one chart of a programme, where there is something to see."""
    return _charts.get(program)


def register_flow(program: str, function: Callable) -> None:
    _flows[program] = function


def flow_of(program: str) -> Callable | None:
    """期首 + 新規 + 再開 - 終結 = 期末, where a programme has cases."""
    return _flows.get(program)
