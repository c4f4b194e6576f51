"""Dates as people write them, read."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override
from hypothesis import example, given, settings
from hypothesis import strategies as st

from japan import wareki
from japan.wareki import DateError, PartialDate, parse, parse_date

TODAY = date(2023, 9, 14)
BIRTH = PartialDate(1950, 3, 4)
DAYS = st.dates(date(1868, 1, 1), date(2150, 12, 31))
ERA_DAYS = st.dates(date(1868, 1, 25), date(2100, 12, 31))


def read(text, assume="near"):
    return parse(text, today=TODAY, assume=assume)


def refused(text, assume="near") -> DateError:
    with pytest.raises(DateError) as caught:
        read(text, assume)
    return caught.value


@pytest.mark.parametrize(
    "text",
    [
        "昭和25年3月4日", "昭25.3.4", "S25.3.4", "s25/3/4", "S25-3-4", "昭和２５年３月４日", "Ｓ２５．３．４", "㍼25年3月4日",
        "1950/3/4", "1950-03-04", "1950年3月4日", "１９５０年３月４日", "西暦1950年3月4日", "19500304", "１９５０／０３／０４", "1950.3.4",
        " 昭和 25年 3月 4日 ", "昭和25年\u30003月\t4日", "昭和25・3・4", "S25。3。4", "昭和25年3月4日（土）", "昭和25年3月4日(土曜日)", "S250304",
    ],
)  # fmt: skip
def test_a_day_is_read_in_every_habit(text):
    assert read(text) == BIRTH


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("昭和25年", PartialDate(1950)), ("S25", PartialDate(1950)), ("昭25", PartialDate(1950)), ("1950年", PartialDate(1950)),
        ("1950", PartialDate(1950)), ("令和元年", PartialDate(2019)), ("昭和64年", PartialDate(1989)), ("平成31年", PartialDate(2019)),
        ("昭和25年3月", PartialDate(1950, 3)), ("S25.3", PartialDate(1950, 3)), ("1950/3", PartialDate(1950, 3)),
    ],
)  # fmt: skip
def test_an_unknown_day_or_month_stays_unknown(text, found):
    assert read(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("昭和64年1月7日", date(1989, 1, 7)), ("平成元年1月8日", date(1989, 1, 8)), ("平成31年4月30日", date(2019, 4, 30)),
        ("令和元年5月1日", date(2019, 5, 1)), ("令和1年5月1日", date(2019, 5, 1)), ("大正元年7月30日", date(1912, 7, 30)),
        ("昭和元年12月25日", date(1926, 12, 25)), ("令和6年2月29日", date(2024, 2, 29)),
    ],
)  # fmt: skip
def test_the_days_beside_a_change_of_era_and_a_leap_day(text, found):
    assert parse_date(text, today=TODAY) == found


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("昭和64年1月8日", "平成元年1月8日"), ("平成元年1月7日", "昭和64年1月7日"), ("平成31年5月1日", "令和元年5月1日"),
        ("令和元年4月30日", "平成31年4月30日"), ("昭和70年", "平成7年"), ("平成32年10月", "令和2年10月"), ("H32.10.5", "令和2年10月5日"),
    ],
)  # fmt: skip
def test_a_day_outside_its_era_is_proposed_in_the_right_one(text, meant):
    slip = refused(text)
    assert slip.code == "no such day"
    assert meant in slip.suggestions


def test_an_impossible_day_is_told_what_is_possible():
    assert "平成3年2月28日" in refused("昭和66年2月30日").suggestions
    with override("ja"):
        assert refused("昭和66年2月30日").message == "この日はありません。昭和は64年1月7日まで、2月は29日までです。"
        assert refused("昭和66年2月29日").message == "この日はありません。昭和は64年1月7日までです。"
        assert refused("平成元年1月5日").message == "この日はありません。平成は元年1月8日からです。"
        assert refused("2023/2/29").message == "この日はありません。2月は28日までです。"


@pytest.mark.parametrize(
    "text", ["1950/3/0", "1950/0/3", "1950/13/1", "1950/2/30", "昭和25年4月31日", "昭和0年1月1日", "9月0日", "9月31日", "13/5", "19500231", "1867年", "2200年", "令和999年1月1日"]
)  # fmt: skip
def test_what_is_not_in_the_calendar_is_refused(text):
    assert refused(text).code in {"no such day", "month", "year"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "　",
        "不明",
        "春ごろ",
        "1950/115",
        "昭和",
        "25年",
        "1/2/3/4",
        "1950/3/4 から" + " " * 300,
        "1950/3/4" + " " * 300 + "x",
    ],
)
def test_what_is_no_date_is_refused(text):
    assert refused(text).code in {"empty", "unreadable", "year"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2023/2/30", "no such day"), ("2/30", "no such day"), ("2023/13/1", "month"), ("0年1月1日", "year"), ("昭和0年1月1日", "year"),
        ("きょう会った", "unreadable"), ("", "empty"),
    ],
)  # fmt: skip
def test_a_refusal_says_which_it_is(text, code):
    assert refused(text).code == code


def test_about_a_day_is_answered_with_the_month_and_the_day():
    """Kept as the day itself it would say more than was known."""
    slip = refused("昭和12年3月4日頃")
    assert (slip.code, slip.suggestions) == ("about a day", ["昭和12年3月", "昭和12年3月4日"])
    assert read("昭和12年3月頃").precision == "month"
    assert parse_date("3日後ごろ", today=TODAY, assume="future") == TODAY + timedelta(days=3)


def test_a_year_of_two_digits_is_asked_about():
    for text in ("250304", "25/3/4", "25年3月4日"):
        slip = refused(text, "past")
        assert slip.code == "ambiguous"
        assert {"昭和25年3月4日", "平成25年3月4日"} <= set(slip.suggestions)
        assert all(parse_date(one, today=TODAY) <= TODAY for one in slip.suggestions)
    assert "2025年3月4日" in refused("25/3/4", "future").suggestions


@pytest.mark.parametrize(
    ("text", "days"), [("今日", 0), ("明日", 1), ("あさって", 2), ("明後日", 2), ("昨日", -1), ("おととい", -2)]
)
def test_words_count_from_today(text, days):
    assert parse_date(text, today=TODAY) == TODAY + timedelta(days=days)


@pytest.mark.parametrize("text", ["9月15日", "9/15", "９／１５", "9-15", "9月15日（金）"])
def test_a_day_without_a_year_takes_the_assumed_one(text):
    assert parse_date(text, today=TODAY, assume="past") == date(2022, 9, 15)
    assert parse_date(text, today=TODAY, assume="future") == date(2023, 9, 15)
    assert parse_date(text, today=TODAY, assume="near") == date(2023, 9, 15)
    assert parse_date("12月1日", today=TODAY, assume="near") == date(2023, 12, 1)


def test_the_leap_day_stays_on_the_assumed_side_of_today():
    assert parse_date("2/29", today=TODAY, assume="past") == date(2020, 2, 29)
    assert parse_date("2/29", today=TODAY, assume="future") == date(2024, 2, 29)
    assert parse_date("2/29", today=date(2097, 1, 1), assume="future") == date(2104, 2, 29)


@given(DAYS, st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_no_assumption_is_ever_broken(day, today):
    text = f"{day.month}/{day.day}"
    assert parse_date(text, today=today, assume="past") <= today <= parse_date(text, today=today, assume="future")


@pytest.mark.parametrize("text", ["昭和25年3月", "昭和25年"])
def test_a_whole_day_is_wanted_where_a_month_does_not_do(text):
    with pytest.raises(DateError) as caught:
        parse_date(text, today=TODAY)
    assert caught.value.code == "incomplete"


@given(DAYS)
@example(date(1989, 1, 7))
@example(date(1989, 1, 8))
@example(date(1868, 1, 1))
def test_every_day_is_read_as_it_is_written(day):
    for text in (
        wareki.format_wareki(day),
        wareki.format_wareki(day, weekday=True),
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day:%Y/%m/%d}",
    ):
        assert parse_date(text, today=TODAY) == day


@given(ERA_DAYS)
def test_every_day_is_read_from_its_short_form(day):
    era, number = wareki.era_of(day)
    letter = next(letter for name, letter, _start in wareki.ERAS if name == era)
    full_width = str.maketrans("0123456789.", "０１２３４５６７８９．")
    for head in (era[0], letter, letter.lower()):
        text = f"{head}{number}.{day.month}.{day.day}"
        assert parse_date(text, today=TODAY) == parse_date(text.translate(full_width), today=TODAY) == day


@given(DAYS)
def test_every_month_and_year_is_read_as_it_is_written(day):
    assert read(wareki.format_month(day)) == PartialDate(day.year, day.month)
    assert read(f"{day.year}年") == PartialDate(day.year)


WRITTEN = st.text("令和平成昭大正明治元年月日今西暦0123456789０９SsHhRr./-年・（）() 　ー", max_size=24)


@settings(max_examples=300)
@given(st.text() | WRITTEN, st.sampled_from(["past", "future", "near"]))
@example("令和9999年12月31日", "near")
@example("R99.12.31", "near")
@example("0000", "past")
@example("00000000", "past")
@example("000000", "past")
@example("0/0/0", "past")
@example("\ufdfa" * 200, "near")
@example("1" * 10_000, "near")
@example("年" * 10_000, "near")
@example("(月" * 5_000, "near")
def test_any_text_is_a_date_or_a_date_error(text, assume):
    try:
        found = read(text, assume)
    except DateError as slip:
        assert slip.message
        for proposal in slip.suggestions:
            read(proposal)
    else:
        assert 1868 <= found.year <= 2199
        assert found.first.year == found.year


@given(WRITTEN)
def test_an_error_never_repeats_what_was_typed(text):
    try:
        read(text + "高橋ヨシ子")
    except DateError as slip:
        assert "高橋" not in str(slip) + repr(slip)
