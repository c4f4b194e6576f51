"""Dates as people here write them: what is read, what is refused and why, and that nothing else is raised."""

from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from japan import wareki
from japan.wareki import DateError, PartialDate, parse, parse_date

TODAY = date(2023, 9, 14)
DAYS = st.dates(date(1868, 1, 25), date(2150, 12, 31))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("昭和25年3月4日", date(1950, 3, 4)), ("昭25.3.4", date(1950, 3, 4)), ("S25.3.4", date(1950, 3, 4)), ("s25/3/4", date(1950, 3, 4)),
        ("Ｓ２５．３．４", date(1950, 3, 4)), ("1950/3/4", date(1950, 3, 4)), ("1950-03-04", date(1950, 3, 4)), ("１９５０年３月４日", date(1950, 3, 4)),
        ("19500304", date(1950, 3, 4)), ("令和元年5月1日", date(2019, 5, 1)), ("R1.5.1", date(2019, 5, 1)), ("平成31年4月30日", date(2019, 4, 30)),
        ("昭和64年1月7日", date(1989, 1, 7)), ("平成元年1月8日", date(1989, 1, 8)), ("大正元年7月30日", date(1912, 7, 30)), ("令和6年2月29日", date(2024, 2, 29)),
        ("9月15日", date(2023, 9, 15)), ("9/15", date(2023, 9, 15)), ("今日", TODAY), ("明日", date(2023, 9, 15)), ("昨日", date(2023, 9, 13)),
        ("令和5年9月14日（木）", TODAY),
    ],
)  # fmt: skip
def test_it_is_read(text, day):
    assert parse_date(text, today=TODAY) == day


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("昭和66年2月30日", "no such day"), ("2023/2/30", "no such day"), ("昭和64年1月8日", "no such day"), ("平成31年5月1日", "no such day"),
        ("令和元年4月30日", "no such day"), ("2/30", "no such day"), ("250304", "ambiguous"), ("きょう会った", "unreadable"), ("", "empty"),
        ("2023/13/1", "month"), ("0年1月1日", "year"), ("昭和0年1月1日", "year"), ("昭和25年", "incomplete"), ("昭和25年3月", "incomplete"),
    ],
)  # fmt: skip
def test_it_is_refused(text, code):
    with pytest.raises(DateError) as refused:
        parse_date(text, today=TODAY)
    assert refused.value.code == code


def test_a_refusal_says_what_is_wrong_and_what_may_have_been_meant():
    with translation.override("ja"), pytest.raises(DateError) as refused:
        parse("昭和66年2月30日", today=TODAY)
    assert refused.value.message == "この日はありません。昭和は64年1月7日まで、2月は29日までです。"
    assert "平成3年2月28日" in refused.value.suggestions


@pytest.mark.parametrize(
    ("assume", "day"), [("past", date(2022, 12, 1)), ("future", date(2023, 12, 1)), ("near", date(2023, 12, 1))]
)
def test_without_a_year(assume, day):
    assert parse_date("12月1日", today=TODAY, assume=assume) == day


def test_part_of_a_date():
    assert parse("昭和18年", today=TODAY) == PartialDate(1943)
    assert parse("S18.5", today=TODAY) == PartialDate(1943, 5)
    assert parse("1943", today=TODAY).precision == "year"


@given(DAYS)
def test_what_is_shown_is_read_again(day):
    assert parse_date(wareki.format_wareki(day), today=TODAY) == day
    assert parse_date(wareki.format_wareki(day, weekday=True), today=TODAY) == day
    assert parse_date(day.isoformat(), today=TODAY) == day


@settings(max_examples=300)
@given(st.text(max_size=400) | st.text(alphabet="昭和平成令元年月日SHR0123456789./-０１２ ", max_size=20))
def test_nothing_else_is_raised(text):
    try:
        found = parse(text, today=TODAY)
    except DateError as refused:
        assert refused.message
    else:
        assert 1 <= found.first.year <= 9999


@given(DAYS, st.integers(0, 40_000))
def test_age_goes_up_on_the_birthday(birth, days):
    on = birth + timedelta(days=days)
    age = wareki.age_on(birth, on)
    assert age == sum(
        1 for year in range(birth.year + 1, on.year + 1) if (on.year, on.month, on.day) >= (year, birth.month, birth.day)
    )


def test_a_birth_is_shown_in_both_counts():
    assert wareki.format_both(date(1943, 5, 7)) == "昭和18年5月7日（1943）"
    assert wareki.format_both(date(1943, 1, 1), "year") == "昭和18年（1943）"
