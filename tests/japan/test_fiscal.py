"""年度."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from japan import fiscal

DAYS = st.dates(date(1868, 1, 25), date(2100, 12, 31))


@given(DAYS)
@example(date(2023, 3, 31))
@example(date(2023, 4, 1))
def test_a_day_lies_within_its_own_year_and_month(day):
    year = fiscal.fiscal_year(day)
    first, last = fiscal.bounds(year)
    assert first <= day <= last
    assert fiscal.months(year)[fiscal.month_index(day)] == day.replace(day=1)


def test_years_follow_each_other_without_a_gap():
    assert fiscal.bounds(2023) == (date(2023, 4, 1), date(2024, 3, 31))
    assert fiscal.bounds(2024)[0] - fiscal.bounds(2023)[1] == timedelta(days=1)


def test_twelve_months_from_april():
    months = fiscal.months(2023)
    assert (len(months), months[0], months[8], months[-1]) == (12, date(2023, 4, 1), date(2023, 12, 1), date(2024, 3, 1))


@pytest.mark.parametrize(
    ("year", "label", "short"),
    [
        (2023, "令和5年度", "R5"),
        (2019, "令和元年度", "R1"),
        (2018, "平成30年度", "H30"),
        (1989, "平成元年度", "H1"),
        (1988, "昭和63年度", "S63"),
    ],
)
def test_a_year_is_named_by_the_era_of_most_of_it(year, label, short):
    assert (fiscal.label(year), fiscal.short_label(year)) == (label, short)


@given(st.dates(date(1900, 1, 1), date(2023, 3, 31)), st.integers(2023, 2040))
@example(date(1943, 4, 1), 2023)
@example(date(1943, 4, 2), 2023)
@example(date(1944, 2, 29), 2023)
def test_the_band_holds_the_age_at_the_start_of_the_year(birth, year):
    counted_with = fiscal.fiscal_year(birth - timedelta(days=1))
    low, high = fiscal.band(counted_with, year).split("-")
    age = fiscal.age_at_start(birth, year)
    assert int(low) <= age <= (int(high) if high else age)


def test_bands_at_their_edges():
    by_age = {age: fiscal.band(2023 - age - 1, 2023) for age in (0, 17, 18, 39, 40, 64, 65, 74, 75, 84, 85, 110)}
    assert by_age == {
        0: "0-17", 17: "0-17", 18: "18-39", 39: "18-39", 40: "40-64", 64: "40-64", 65: "65-74", 74: "65-74", 75: "75-84",
        84: "75-84", 85: "85-", 110: "85-",
    }  # fmt: skip


def test_a_child_born_during_the_year_is_in_the_youngest_band():
    assert fiscal.band(2023, 2023) == "0-17"


def test_unknown_births_are_a_band_of_their_own():
    assert fiscal.band(None, 2023) == "unknown"
