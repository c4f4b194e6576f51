"""Telephone numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from japan import phones


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("0436-00-2210", "0436002210"), ("０４３６－００－２２１０", "0436002210"), ("0436(00)2210", "0436002210"), ("0436ー00ー2210", "0436002210"), ("(0436)00-2210", "0436002210"), ("0436 00 2210", "0436002210"),
        ("+81 436-00-2210", "0436002210"), ("＋81-(0)436-00-2210", "0436002210"), ("090 0000 3175", "09000003175"), ("なし", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_number_is_its_digits(typed, digits):
    assert phones.digits(typed) == digits


@given(st.text())
def test_digits_are_ascii_and_stay(text):
    found = phones.digits(text)
    assert set(found) <= set("0123456789")
    assert phones.digits(found) == found


@pytest.mark.parametrize(
    ("typed", "plausible"),
    [("0436-00-2210", True), ("090-0000-3175", True), ("00-2210", True), ("2210", False), ("090-0000-31755", False)],
)
def test_a_number_has_six_to_eleven_digits(typed, plausible):
    assert phones.is_plausible(typed) is plausible


@pytest.mark.parametrize(
    "typed", ["0436-00-2210", "０９０−００００−３１７５", "2210", "+81 436 00 2210", "0436(00)2210", "(0436)00-2210"]
)
def test_a_search_for_a_number_is_seen(typed):
    assert phones.looks_like(typed)


@pytest.mark.parametrize("typed", ["", "ー", "たかはし", "22", "高橋 2210", "٢٢١٠"])
def test_a_search_for_something_else_is_seen(typed):
    assert not phones.looks_like(typed)
