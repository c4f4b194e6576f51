"""Working days against the published holidays of a year, written by hand, and a plain count."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from japan.workdays import close_of_business, is_holiday, is_workday, workdays_after

# 国民の祝日 of 2026 as the Cabinet Office publishes them: 6 May stands in for the 3rd, 22 September lies between two holidays.
HOLIDAYS_2026 = {
    (1, 1), (1, 12), (2, 11), (2, 23), (3, 20), (4, 29), (5, 3), (5, 4), (5, 5), (5, 6), (7, 20), (8, 11), (9, 21), (9, 22), (9, 23),
    (10, 12), (11, 3), (11, 23),
}  # fmt: skip
TURN = {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}
DAYS = st.dates(date(2022, 1, 1), date(2030, 12, 31))


def test_the_holidays_of_a_year_are_the_published_ones():
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
    assert {(day.month, day.day) for day in days if is_holiday(day)} == HOLIDAYS_2026 | TURN


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 11, 24), 0, date(2026, 11, 24)),
        (date(2026, 11, 22), 0, date(2026, 11, 24)),
        (date(2026, 11, 20), 1, date(2026, 11, 24)),
        (date(2026, 11, 21), 1, date(2026, 11, 24)),
        (date(2026, 11, 24), 3, date(2026, 11, 27)),
        (date(2026, 11, 26), 3, date(2026, 12, 1)),
        (date(2026, 12, 28), 1, date(2027, 1, 4)),
        (date(2026, 5, 1), 1, date(2026, 5, 7)),
        (date(2026, 9, 18), 1, date(2026, 9, 24)),
    ],
)
def test_working_days_by_hand(day, count, expected):
    assert workdays_after(day, count) == expected


@given(DAYS, st.integers(1, 30))
def test_so_many_working_days_lie_between(day, count):
    found = workdays_after(day, count)
    between = [day + timedelta(days=number) for number in range(1, (found - day).days + 1)]
    assert sum(is_workday(one) for one in between) == count
    assert is_workday(found)


@given(DAYS)
def test_a_working_day_is_a_weekday_and_no_holiday(day):
    assert is_workday(day) == (day.weekday() not in (5, 6) and not is_holiday(day))
    assert workdays_after(day, 0) == day or not is_workday(day)


def test_what_is_due_on_a_day_is_late_at_five_in_japan():
    moment = close_of_business(date(2026, 11, 24))
    assert (moment.date(), moment.time(), moment.utcoffset()) == (date(2026, 11, 24), time(17), timedelta(hours=9))
