"""When visits are planned: n times a month, every n weeks, on the n-th weekday; pauses and holidays left out.

A planned day is the last day of its visit: visitors choose their own days before it. Periods are what a visit counts in:
the month for monthly rhythms, the week (Monday to Sunday) for weekly ones.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain

from dateutil.relativedelta import relativedelta
from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

from japan.workdays import is_holiday
from visits.codes import Pattern

# How far ahead the next planned day is looked for; a rhythm of 8 weeks with a long pause lies well inside.
HORIZON = timedelta(days=400)


@dataclass(frozen=True)
class Rhythm:
    """`weekdays`: 0 is Monday; none: any day of the week. `nth`: 1 to 4, or -1 for the last one."""

    pattern: str
    start: date
    times: int = 1
    weeks: int = 1
    weekdays: tuple[int, ...] = ()
    nth: tuple[int, ...] = ()
    skip_holidays: bool = False


def planned(rhythm: Rhythm, first: date, last: date, pauses: Iterable[tuple[date, date | None]] = ()) -> list[date]:
    """The planned days from `first` to `last`, both included. `pauses`: (first day, last day or None while it lasts)."""
    if last < (first := max(first, rhythm.start)):
        return []
    days = _monthly_shares(rhythm, first, last) if rhythm.pattern == Pattern.TIMES else _by_rule(rhythm, first, last)
    pauses = list(pauses)
    return [day for day in days if not any(begun <= day and (ended is None or day <= ended) for begun, ended in pauses)]


def period(rhythm: Rhythm, day: date) -> tuple[date, date]:
    """The first and last day of the period that a visit on this day counts in."""
    if rhythm.pattern == Pattern.WEEKS:
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def next_due(rhythm: Rhythm, last_visit: date | None, visits_in_period: int, pauses=(), after: date | None = None) -> date | None:
    """The first planned day that no visit has answered.

    The visits of a period answer its planned days in order; a visit also settles whatever was missed in earlier periods.
    `after`: nothing before this day is asked for (an enrolment that was paused, or reopened).
    """
    pauses = list(pauses)
    begun = rhythm.start if after is None else max(rhythm.start, after)
    if last_visit is None:
        return _first(planned(rhythm, begun, begun + HORIZON, pauses))
    first, last = period(rhythm, last_visit)
    inside = [day for day in planned(rhythm, first, last, pauses) if day >= begun]
    ahead = planned(rhythm, max(begun, last + timedelta(days=1)), max(begun, last) + HORIZON, pauses)
    return _first(chain(inside[visits_in_period:], ahead))


def _first(days: Iterable[date]) -> date | None:
    return next(iter(days), None)


def _monthly_shares(rhythm: Rhythm, first: date, last: date) -> list[date]:
    """Twice a month is by the 15th and by the month's end: n shares of the month, each with its last day."""
    found, month = [], first.replace(day=1)
    while month <= last:
        length = monthrange(month.year, month.month)[1]
        shares = (month.replace(day=-(-length * share // rhythm.times)) for share in range(1, rhythm.times + 1))
        found += [day for day in shares if first <= day <= last]
        month += relativedelta(months=1)
    return found


def _by_rule(rhythm: Rhythm, first: date, last: date) -> list[date]:
    """Weeks are counted from the week of the start, so that every second week stays the same weeks."""
    if rhythm.pattern == Pattern.WEEKS:
        begun = rhythm.start - timedelta(days=rhythm.start.weekday())
        rule = rrule(WEEKLY, interval=rhythm.weeks, byweekday=list(rhythm.weekdays) or [6], dtstart=_midnight(begun), wkst=0)
    else:
        days = [weekday(day, nth) for nth in rhythm.nth for day in rhythm.weekdays]
        rule = rrule(MONTHLY, byweekday=days, dtstart=_midnight(rhythm.start.replace(day=1)))
    found = [moment.date() for moment in rule.between(_midnight(first), _midnight(last), inc=True)]
    return [day for day in found if not (rhythm.skip_holidays and rhythm.weekdays and is_holiday(day))]


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)
