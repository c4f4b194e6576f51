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


def next_due(
    rhythm: Rhythm, visits: Iterable[date], pauses: Iterable[tuple[date, date | None]] = (), settled: date | None = None
) -> date | None:
    """The first planned day that no visit has answered.

    The visits of a period answer its planned days in order; a visit also settles whatever was missed in earlier periods, so that
    only the days of visits in the newest one's period are looked at. `settled`: nothing up to this day is asked for any more.
    """
    visits, pauses = sorted(visits), list(pauses)
    begun = max(rhythm.start, settled + timedelta(days=1)) if settled else rhythm.start
    if not visits:
        return _first(planned(rhythm, begun, begun + HORIZON, pauses))
    first, last = period(rhythm, visits[-1])
    inside = [day for day in visits if first <= day]
    before = sum(day < begun for day in inside)
    open_days = [day for day in planned(rhythm, first, last, pauses)[before:] if day >= begun]
    ahead = max(begun, last + timedelta(days=1))
    return _first(chain(open_days[len(inside) - before :], planned(rhythm, ahead, ahead + HORIZON, pauses)))


def after_pauses(day: date, pauses: Iterable[tuple[date, date | None]], grace: timedelta) -> date | None:
    """A day on which somebody would be missed, put off while a pause lasts and for the days of grace after it; None: it lasts."""
    for begun, ended in sorted(pauses, key=lambda pause: pause[0]):
        if begun <= day and (ended is None or day <= ended):
            if ended is None:
                return None
            day = ended + timedelta(days=1) + grace
    return day


def _first(days: Iterable[date]) -> date | None:
    return next(iter(days), None)


def _monthly_shares(rhythm: Rhythm, first: date, last: date) -> list[date]:
    """Twice a month is by the 15th and by the month's end: n shares of the month, each with its last day, one visit a day at most."""
    found, month = [], first.replace(day=1)
    while month <= last:
        length = monthrange(month.year, month.month)[1]
        times = min(rhythm.times, length)
        shares = (month.replace(day=-(-length * share // times)) for share in range(1, times + 1))
        found += [day for day in shares if first <= day <= last]
        month += relativedelta(months=1)
    return found


def _by_rule(rhythm: Rhythm, first: date, last: date) -> list[date]:
    """Weeks are counted from the week of the start, so that every second week stays the same weeks."""
    if rhythm.pattern == Pattern.WEEKS:
        begun = rhythm.start - timedelta(days=rhythm.start.weekday())
        # Not from the start on: years of weeks would be walked through each time.
        begun += timedelta(weeks=(first - begun).days // 7 // rhythm.weeks * rhythm.weeks)
        rule = rrule(WEEKLY, interval=rhythm.weeks, byweekday=list(rhythm.weekdays) or [6], dtstart=_midnight(begun), wkst=0)
    else:
        days = [weekday(day, nth) for nth in rhythm.nth for day in rhythm.weekdays]
        rule = rrule(MONTHLY, byweekday=days, dtstart=_midnight(first.replace(day=1)))
    found = [moment.date() for moment in rule.between(_midnight(first), _midnight(last), inc=True)]
    return [day for day in found if not (rhythm.skip_holidays and rhythm.weekdays and is_holiday(day))]


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)
