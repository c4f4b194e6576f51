"""Days said from today, as people write them in a diary."""

from datetime import date

import pytest

from japan import wareki

FRIDAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("typed", "assume", "day"),
    [
        ("明後日", "future", date(2026, 11, 29)), ("3日後", "future", date(2026, 11, 30)), ("３日後", "future", date(2026, 11, 30)), ("三日後", "future", date(2026, 11, 30)), ("2週間後", "future", date(2026, 12, 11)),
        ("1か月後", "future", date(2026, 12, 27)), ("3日前", "past", date(2026, 11, 24)), ("月曜", "future", date(2026, 11, 30)), ("月曜日", "past", date(2026, 11, 23)), ("金曜", "future", FRIDAY),
        ("来週月曜", "future", date(2026, 11, 30)), ("来週の金曜日", "future", date(2026, 12, 4)), ("今週の土曜", "future", date(2026, 11, 28)), ("再来週の火曜", "future", date(2026, 12, 8)), ("先週の水曜", "past", date(2026, 11, 18)),
        ("月末", "future", date(2026, 11, 30)), ("月末", "past", date(2026, 10, 31)), ("来月末", "future", date(2026, 12, 31)), ("昨日", "past", date(2026, 11, 26)), ("12月1日（火）", "future", date(2026, 12, 1)),
        ("十二月一日", "future", date(2026, 12, 1)), ("昭和十二年五月三日", "past", date(1937, 5, 3)), ("昭和12年5月3日生", "past", date(1937, 5, 3)), ("二〇二六年十二月一日", "future", date(2026, 12, 1)),
    ],
)  # fmt: skip
def test_a_day_is_read_from_today(typed, assume, day):
    assert wareki.parse_date(typed, today=FRIDAY, assume=assume) == day


@pytest.mark.parametrize(
    ("typed", "year", "month"),
    [
        ("昭和12年頃", 1937, None),
        ("昭和十二年ごろ", 1937, None),
        ("昭和12年生", 1937, None),
        ("昭和12年5月生まれ", 1937, 5),
        ("S12頃", 1937, None),
    ],
)
def test_about_a_year_is_a_year(typed, year, month):
    found = wareki.parse(typed, today=FRIDAY, assume="past")
    assert (found.year, found.month, found.day) == (year, month, None)


def test_next_week_is_answered_with_its_days():
    with pytest.raises(wareki.DateError) as asked:
        wareki.parse_date("来週", today=FRIDAY, assume="future")
    assert asked.value.suggestions == [
        "令和8年11月30日",
        "令和8年12月1日",
        "令和8年12月2日",
        "令和8年12月3日",
        "令和8年12月4日",
    ]


@pytest.mark.parametrize("typed", ["末", "後", "週", "9999999日後x", "頃", "生", "一", "来年度"])
def test_what_is_no_day_is_no_day(typed):
    with pytest.raises(wareki.DateError):
        wareki.parse_date(typed, today=FRIDAY, assume="future")


@pytest.mark.parametrize("typed", ["9999日後", "9999か月前", "9999週間後"])
def test_a_day_beyond_all_years_is_still_an_answer(typed):
    assert wareki.parse_date(typed, today=FRIDAY)
