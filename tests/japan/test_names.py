"""Variant characters: found under the common form, kept as typed."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from japan import names

SELECTOR = "\U000e0100"
ANY = st.text() | st.text(
    ["髙", "﨑", "𠮷", "葛", SELECTOR, "\ufa10", " ", "　", "ｶ", "ﾞ", "が", "\u3099", "Ａ", "ß", "İ", "ϓ", "\u0345"], max_size=12
)


@pytest.mark.parametrize(
    ("typed", "common"),
    [
        ("髙橋ヨシ子", "高橋ヨシ子"), ("髙𣘺 シヅ", "高橋シヅ"), ("山﨑", "山崎"), ("𠮷田", "吉田"), ("濵田", "浜田"), ("濱田", "浜田"), ("德永", "徳永"),
        ("栁", "柳"), ("田邊", "田辺"), ("田邉", "田辺"), ("齋藤", "斎藤"), ("齊藤", "斎藤"), ("斉藤", "斎藤"), ("澤", "沢"), ("櫻井", "桜井"),
        ("廣瀨", "広瀬"), ("眞", "真"), ("國", "国"), ("惠", "恵"), ("嶋", "島"), ("\ufa10本", "塚本"), ("\ufa19山", "神山"), ("\ufa1a", "祥"), ("\uf9dc", "隆"), ("\ufa2d", "鶴"),
        (f"葛{SELECTOR}西", "葛西"), ("ﾀｶﾊｼ", "タカハシ"), ("高橋　ヨシ子", "高橋ヨシ子"), ("Ｓｍｉｔｈ", "smith"),
    ],
)  # fmt: skip
def test_a_name_is_found_under_its_common_form(typed, common):
    assert names.fold(typed) == names.fold(common) == common


def test_the_table_leads_to_forms_that_stay():
    for variant, (common, _called) in names.VARIANTS.items():
        assert len(variant) == len(common) == 1
        assert common not in names.VARIANTS
        assert unicodedata.normalize("NFKC", variant) == variant, "this line is never reached: compatibility folds it before"


@given(ANY)
@example("か" + SELECTOR + "\u3099")
@example("ᾳ\u0345")
def test_fold_is_idempotent(text):
    once = names.fold(text)
    assert names.fold(once) == once
    assert not set(once) & {" ", "\u3000", SELECTOR}


@pytest.mark.parametrize("text", ["高橋 ヨシ子", "高橋　ヨシ子", " 高橋  ヨシ子 "])
def test_a_space_divides_family_and_given_name(text):
    assert names.split(text) == ("高橋", "ヨシ子")


@pytest.mark.parametrize("text", ["", "　", "高橋ヨシ子", " 高橋"])
def test_without_a_space_the_page_has_to_ask(text):
    assert names.split(text) is None


def test_the_usual_places_are_offered_where_a_name_may_end():
    assert names.splits("髙橋ヨシ子") == [("髙橋", "ヨシ子"), ("髙", "橋ヨシ子"), ("髙橋ヨ", "シ子"), ("髙橋ヨシ", "子")]
    assert names.splits("林") == []


@given(ANY)
def test_offered_names_are_as_typed(text):
    typed = "".join(text.split())
    for family, given_name in names.splits(text):
        assert family
        assert given_name
        assert family + given_name == typed


def test_a_character_is_never_cut_from_its_selector_or_mark():
    assert names.splits(f"葛{SELECTOR}西太") == [(f"葛{SELECTOR}西", "太"), (f"葛{SELECTOR}", "西太")]
    assert ("か\u3099", "こ") in names.splits("か\u3099こ")


def test_differences_are_named():
    assert names.differences("高橋ヨシ子", "髙橋　ヨシ子") == ["髙（はしごだか）"]
    assert names.differences("山崎", "山﨑") == ["﨑（たつさき）"]
    assert names.differences("塚本", "\ufa10本") == ["\ufa10"]
    assert names.differences("葛西", f"葛{SELECTOR}西") == [f"葛{SELECTOR}"]


def test_equal_and_foreign_names_have_no_differences():
    assert names.differences("高橋", "高橋") == []
    assert names.differences("高橋", "田中") == []


@given(ANY, ANY)
def test_differences_answer_anything(one, other):
    assert names.differences(one, one) == []
    assert isinstance(names.differences(one, other), list)
