"""When the meetings of a series are: 毎月第2火曜, or every so many weeks."""

from datetime import date, datetime, timedelta

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

from conferences.codes import Rhythm

AHEAD = 3


def next_days(rhythm: str, *, day: int, nth: int, weeks: int, after: date, number: int = AHEAD) -> list[date]:
    """The next days after this one. `day`: 0 is Monday. Weeks are counted from the week of `after`."""
    first = datetime.combine(after + timedelta(days=1), datetime.min.time())
    if rhythm == Rhythm.MONTHLY:
        rule = rrule(MONTHLY, byweekday=weekday(day, nth), dtstart=first, count=number)
    else:
        monday = first - timedelta(days=after.weekday() + 1)
        rule = rrule(WEEKLY, interval=weeks, byweekday=day, dtstart=monday, count=number + 2)
    return [moment.date() for moment in rule if moment.date() > after][:number]
