"""Readings, names, numbers, addresses and the fiscal year."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from japan import addresses, fiscal, kana, names, phones


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("髙橋", "高橋"),
        ("宮﨑", "宮崎"),
        ("𠮷野", "吉野"),
        ("濵田", "浜田"),
        ("齋藤", "斉藤"),
        ("渡邊", "渡辺"),
        ("葛󠄀城", "葛城"),
        ("ﾀｶﾊｼ", "タカハシ"),
        ("高橋　ヨシ子", "髙橋ヨシ子"),
    ],
)
def test_variants_fold_together(one, other):
    assert names.fold(one) == names.fold(other)


@given(st.text(max_size=100))
def test_folding_twice_is_folding_once(text):
    assert names.fold(names.fold(text)) == names.fold(text)


def test_where_a_name_ends():
    assert names.split("髙橋 ヨシ子") == ("髙橋", "ヨシ子")
    assert names.split("髙橋　ヨシ子") == ("髙橋", "ヨシ子")
    assert names.split("髙橋ヨシ子") is None
    assert names.splits("髙橋ヨシ子")[0] == ("髙橋", "ヨシ子")


def test_a_difference_in_words():
    assert names.differences("高橋和子", "髙橋 和子") == ["髙（はしごだか）"]
    assert names.differences("高橋和子", "鈴木") == []


def test_readings():
    assert kana.plain("タカハシ　よしこ") == "たかはしよしこ"
    assert kana.plain("ﾀｶﾊｼ") == "たかはし"
    assert kana.is_kana("たかはし ヨシコ")
    assert not kana.is_kana("高橋")
    assert kana.beginnings("たかはし") == ["たか", "たかは", "たかはし"]
    assert kana.beginnings("た") == []


def test_the_order_of_fifty_sounds_ignores_voicing_and_size():
    assert sorted(["はやし", "ばば", "ぱーく", "はっとり"], key=kana.sort_key) == ["ぱーく", "はっとり", "ばば", "はやし"]


@given(st.text(max_size=60))
def test_readings_never_fail(text):
    assert kana.sort_key(text) == kana.sort_key(kana.hiragana(text))


@pytest.mark.parametrize(
    "text", ["0436-00-5188", "０４３６－００－５１８８", "0436 00 5188", "(0436)00-5188", "+81 436-00-5188"]
)
def test_numbers(text):
    assert phones.digits(text) == "0436005188"
    assert phones.looks_like(text)


@pytest.mark.parametrize("text", ["5-12-3", "５－１２－３", "五丁目12番3号", "5丁目12番地3", "5の12の3"])
def test_addresses(text):
    assert addresses.fold(text) == "5-12-3"


def test_the_fiscal_year():
    assert (fiscal.fiscal_year(date(2024, 3, 31)), fiscal.fiscal_year(date(2024, 4, 1))) == (2023, 2024)
    assert fiscal.bounds(2023) == (date(2023, 4, 1), date(2024, 3, 31))
    assert fiscal.label(2023) == "令和5年度"
    assert [month.month for month in fiscal.months(2023)] == [4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3]


@given(st.dates(date(1900, 1, 1), date(2023, 3, 31)))
def test_the_band_by_birth_fiscal_year_is_the_band_of_the_age_at_its_start(birth):
    """Somebody born on 1 April counts with the year before."""
    year = 2023
    born_in = birth.year - 1 if (birth.month, birth.day) == (4, 1) else fiscal.fiscal_year(birth)
    age = fiscal.age_at_start(birth, year)
    low, high = next((low, high) for low, high in fiscal.BANDS if high is None or age <= high)
    assert fiscal.band(born_in, year) == f"{low}-{'' if high is None else high}"
    assert fiscal.band(None, year) == "unknown"
