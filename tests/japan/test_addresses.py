"""Addresses compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from japan import addresses


@pytest.mark.parametrize(
    "typed",
    [
        "5-12-3",
        "５－１２－３",
        "五丁目12番3号",
        "5丁目12番地3",
        "五丁目十二番三号",
        "5の12の3",
        "5ー12ー3",
        "５ − １２ − ３",
        "5丁目 12番 3号",
    ],
)
def test_one_address_has_one_key(typed):
    assert addresses.fold(typed) == "5-12-3"


@pytest.mark.parametrize(("typed", "key"), [("二十丁目", "20"), ("十丁目1番", "10-1"), ("二十一番", "21"), ("一〇番", "10")])
def test_numbers_in_kanji(typed, key):
    assert addresses.fold(typed) == key


def test_a_room_is_not_run_into_the_house_number():
    assert addresses.fold("5-12-3 202") != addresses.fold("5-12-32 02")
    assert addresses.fold("5-12-3 202号室") == addresses.fold("5-12-3-202号") == "5-12-3-202"


def test_a_space_in_the_name_of_a_town_says_nothing():
    assert addresses.fold("国分寺台中央　5丁目12番3号") == addresses.fold("国分寺台中央5-12-3")


@given(st.text() | st.text("一二十〇丁目番地号室の5１2-ー 　A", max_size=20))
def test_fold_is_idempotent(text):
    once = addresses.fold(text)
    assert addresses.fold(once) == once
