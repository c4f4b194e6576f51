"""Readings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from japan import kana

HIRAGANA = st.text([chr(code) for code in range(0x3041, 0x3095)], max_size=20)
ANY = st.text() | st.text("たカﾀﾞﾊﾟ゛゜ーｰ・ 　髙a1\u3099\u309a", max_size=20)


@pytest.mark.parametrize(
    ("typed", "reading"),
    [
        ("タカハシ", "たかはし"),
        ("ﾀｶﾊｼ", "たかはし"),
        ("ｶﾞｷﾞｸﾞ", "がぎぐ"),
        ("ﾊﾟｰﾄ", "ぱーと"),
        ("ヴィ", "ゔぃ"),
        ("たかはし", "たかはし"),
    ],
)
def test_every_kana_becomes_hiragana(typed, reading):
    assert kana.hiragana(typed) == reading


@given(HIRAGANA)
def test_katakana_of_a_reading_is_the_same_reading(reading):
    katakana = "".join(chr(ord(char) + 0x60) for char in reading)
    assert kana.hiragana(katakana) == kana.hiragana(reading) == reading


@pytest.mark.parametrize("text", ["たかはし", "ﾀｶﾊｼ ﾖｼｺ", "ジョージ・カトー", "たか　はし"])
def test_a_reading_is_kana(text):
    assert kana.is_kana(text)


@pytest.mark.parametrize("text", ["", " ", "・", "ー", "高橋", "たか橋", "taka", "たか1"])
def test_what_is_no_reading(text):
    assert not kana.is_kana(text)


def test_gojuon_ignores_voicing_size_and_length():
    same = ["はは", "ばば", "ぱぱ", "ハハ", "はーは"]
    assert {kana.sort_key(reading) for reading in same} == {"はは"}
    assert kana.sort_key("しょうじ") == kana.sort_key("しようし")
    people = ["わだ", "さいとう", "ごとう", "こんどう", "あべ", "ざいつ", "はやし", "ばば", "ぱーく", "はっとり"]
    assert sorted(people, key=kana.sort_key) == [
        "あべ", "ごとう", "こんどう", "ざいつ", "さいとう", "ぱーく", "はっとり", "ばば", "はやし", "わだ",
    ]  # fmt: skip


def test_a_plain_reading_has_no_spaces():
    assert kana.plain("タカハシ　よしこ") == "たかはしよしこ"
    assert kana.plain("ﾀｶﾊｼ") == "たかはし"


def test_a_family_stands_together():
    people = ["はらだ いちろう", "はら たかこ", "はら たいち", "はらだ あい", "ハラ　ツネ"]
    assert sorted(people, key=kana.sort_key) == ["はら たいち", "はら たかこ", "ハラ　ツネ", "はらだ あい", "はらだ いちろう"]


def test_beginnings_start_at_two_kana():
    assert kana.beginnings("タカハシ") == ["たか", "たかは", "たかはし"]
    assert kana.beginnings("た") == []
    assert kana.beginnings("た", shortest=1) == ["た"]


@given(HIRAGANA)
def test_what_is_typed_so_far_is_among_the_beginnings(reading):
    stored = kana.beginnings(reading)
    for length in range(2, len(reading) + 1):
        assert kana.beginnings(reading[:length])[-1] in stored


@given(ANY)
def test_folding_again_changes_nothing(text):
    assert kana.plain(kana.plain(text)) == kana.plain(text)
    assert kana.sort_key(kana.sort_key(text)) == kana.sort_key(text) == kana.sort_key(kana.hiragana(text))
    assert not kana.plain(text) or set(kana.plain(text)) <= {"ー"} or kana.is_kana(kana.plain(text))
