"""What whoever sees no exact figures reads on the plan's pages: numbers of the office's own records are rounded, as in a report (ADR 49).

What programmes recorded of evenings and prints names nobody, and is shown as it is.
"""

from dataclasses import replace

from programs import indicators
from programs.counting.judging import Judged
from programs.reports import IndicatorResult, Line, ProgramResult, TargetResult
from programs.suppression.rounding import HIDDEN

NOT_TOLD = [None] * 12


def as_seen(results: list[ProgramResult], *, exact: bool) -> list[ProgramResult]:
    """The same rows, after their `standings`. Without months: added up they would tell."""
    for row in results if not exact else ():
        row.counted_elsewhere = [*map(_indicator, row.counted_elsewhere)]
        for target in row.targets:
            _target(target)
    return results


def _indicator(found: IndicatorResult) -> IndicatorResult:
    if not found.indicator.of_people:
        return found
    number = found.indicator.protected(found.value)
    return IndicatorResult(found.indicator, HIDDEN if number is None else number, NOT_TOLD)


def _target(found: TargetResult) -> None:
    told = list(map(_line, found.lines))
    if told == found.lines:
        return
    found.lines = told
    # The rule's reason names the number, and its word can tell more of a hidden one than may be known.
    is_hidden = found.proposed is None or any(line.is_hidden for line in told)
    found.proposed = None if is_hidden else Judged(found.proposed.word, "")


def _line(line: Line) -> Line:
    indicator = indicators.get(line.quantity.indicator)
    if indicator is None or not indicator.of_people or line.found.value is None:
        return line
    number = indicator.protected(line.found.value)
    found = replace(line.found, value=number, times=NOT_TOLD, by_month=NOT_TOLD, total=number or 0)
    return replace(line, found=found, is_hidden=number is None)
