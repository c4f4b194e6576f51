"""Working days: not a Saturday or Sunday, not a national holiday, and not the turn of the year (29 December to 3 January).

Holidays come from jpholiday, which keeps the dates that the Cabinet Office publishes; the turn of the year is the custom of public
offices (行政機関の休日に関する法律, article 1).
"""

from datetime import date, datetime, time, timedelta

import jpholiday
from django.utils import timezone

CLOSING = time(17, 0)


def is_holiday(day: date) -> bool:
    """National holidays and the turn of the year, whatever the weekday."""
    return (day.month, day.day) in {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)} or bool(jpholiday.is_holiday(day))


def is_workday(day: date) -> bool:
    return day.weekday() < 5 and not is_holiday(day)


def workdays_after(day: date, count: int) -> date:
    """The `count`-th working day after this one; the day itself does not count. With 0: the day, or the next working day."""
    while count > 0 or not is_workday(day):
        day += timedelta(days=1)
        if is_workday(day):
            count -= 1
    return day


def close_of_business(day: date) -> datetime:
    """The moment when what is due on a day is late."""
    return timezone.make_aware(datetime.combine(day, CLOSING))
