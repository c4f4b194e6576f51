"""Dates as people here read them."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from japan import wareki
from japan.wareki import PartialDate

DAYS = st.dates(date(1868, 1, 25), date(2100, 12, 31))


def test_a_day_in_its_forms():
    day = date(2023, 9, 14)
    assert wareki.format_wareki(day) == "令和5年9月14日"
    assert wareki.format_wareki(day, weekday=True) == "令和5年9月14日（木）"
    assert wareki.format_short(day) == "9月14日（木）"
    assert wareki.format_short(day, weekday=False) == "9月14日"
    assert wareki.format_month(day) == "令和5年9月"


def test_the_first_year_is_written_gannen():
    assert wareki.format_wareki(date(2019, 5, 1)) == "令和元年5月1日"
    assert wareki.format_wareki(date(2019, 4, 30)) == "平成31年4月30日"
    assert wareki.format_month(date(1989, 2, 1)) == "平成元年2月"


def test_a_birth_is_written_in_both_counts_as_exactly_as_it_is_known():
    day = date(1943, 5, 7)
    assert wareki.format_both(day) == "昭和18年5月7日（1943）"
    assert wareki.format_both(day, "month") == "昭和18年5月（1943）"
    assert wareki.format_both(day, "year") == "昭和18年（1943）"


def test_before_the_eras_the_western_year_stands():
    assert wareki.era_of(date(1868, 1, 24)) == ("西暦", 1868)
    assert wareki.format_wareki(date(1868, 1, 24)) == "西暦1868年1月24日"


@given(DAYS)
def test_every_day_lies_within_the_era_that_it_gets(day):
    era, number = wareki.era_of(day)
    assert wareki.STARTS[era] <= day
    assert wareki.ENDS[era] is None or day <= wareki.ENDS[era]
    assert number == day.year - wareki.STARTS[era].year + 1 >= 1


def test_precision_is_what_is_known():
    assert [PartialDate(1950, 3, 4).precision, PartialDate(1950, 3).precision, PartialDate(1950).precision] == [
        "day",
        "month",
        "year",
    ]
    assert [PartialDate(1950, 3, 4).first, PartialDate(1950, 3).first, PartialDate(1950).first] == [
        date(1950, 3, 4), date(1950, 3, 1), date(1950, 1, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("birth", "on", "age"),
    [
        (date(1943, 5, 7), date(2023, 5, 6), 79), (date(1943, 5, 7), date(2023, 5, 7), 80), (date(1944, 2, 29), date(2023, 2, 28), 78),
        (date(1944, 2, 29), date(2023, 3, 1), 79), (date(2023, 9, 14), date(2023, 9, 14), 0),
    ],
)  # fmt: skip
def test_age_rises_on_the_birthday(birth, on, age):
    assert wareki.age_on(birth, on) == age


@given(DAYS, st.integers(0, 40_000))
def test_age_is_the_number_of_birthdays(birth, days):
    on = birth + timedelta(days=days)
    birthdays = [
        year for year in range(birth.year + 1, on.year + 1) if (on.year, on.month, on.day) >= (year, birth.month, birth.day)
    ]
    assert wareki.age_on(birth, on) == len(birthdays)


def test_distance_is_said_in_words():
    today = date(2023, 9, 14)
    days = [date(2023, 9, 12), date(2023, 9, 13), today, date(2023, 9, 15), date(2023, 9, 17)]
    with override("ja"):
        assert [wareki.distance(day, today) for day in days] == ["2日過ぎ", "1日過ぎ", "今日", "明日", "あと3日"]
    with override("en"):
        assert [wareki.distance(day, today) for day in days] == ["2 days over", "1 day over", "today", "tomorrow", "in 3 days"]


def test_a_date_left_blank_on_paper_is_of_the_era_of_today():
    assert wareki.blank_wareki()[:2] == wareki.format_wareki(date.today())[:2]
