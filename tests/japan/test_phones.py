"""Telephone numbers: what is shown, dialled, compared and searched, out of whatever was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from japan import phones

CODES = ["0436"]


def dials(text, codes=()):
    return [number.dialled for number in phones.numbers(text, codes)]


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [
        ("0436-00-2210", "0436002210"), ("０４３６－００－２２１０", "0436002210"), ("0436(00)2210", "0436002210"), ("0436ー00ー2210", "0436002210"), ("(0436)00-2210", "0436002210"),
        ("0436 00 2210", "0436002210"), ("0436―00―2210", "0436002210"), ("0436.00.2210", "0436002210"), ("０４３６．００．２２１０", "0436002210"), ("0436‑00‑2210", "0436002210"), ("TEL 0436-00-2210", "0436002210"),
        ("ＴＥＬ：0436-00-2210", "0436002210"), ("℡0436-00-2210", "0436002210"), ("電話　0436-00-2210", "0436002210"), ("\u202a0436-00-2210\u202c", "0436002210"), ("0436\u200b-00-\u00ad2210", "0436002210"),
        ("+81 436-00-2210", "0436002210"), ("＋81-(0)436-00-2210", "0436002210"), ("+819000003175", "09000003175"), ("＋８１ ９０ ００００ ３１７５", "09000003175"), ("090 0000 3175", "09000003175"), ("050-0000-3175", "05000003175"),
        ("0120-000-317", "0120000317"), ("0800-000-3175", "08000003175"), ("03-0000-3175", "0300003175"), ("06-0000-3175", "0600003175"), ("+1 202-555-0143", "+12025550143"),
        ("436-00-2210", "0436002210"), ("436002210", "0436002210"), ("9000003175", "09000003175"), ("90-0000-3175", "09000003175"),
    ],
)  # fmt: skip
def test_a_number_dials_itself_and_nothing_else(typed, dialled):
    assert dials(typed) == [dialled]


def test_words_beside_the_number_are_shown_and_never_dialled():
    assert phones.read("0436-00-6101（夜8時から）") == [phones.Number("0436-00-6101", "0436006101"), "（夜8時から）"]
    assert phones.read("長女 090-0000-3175、10時～") == ["長女 ", phones.Number("090-0000-3175", "09000003175"), "、10時～"]


@pytest.mark.parametrize(
    "typed", ["0436-00-6101 内線5", "0436-00-6101内線５", "０４３６－００－６１０１（内線5）", "0436-00-6101 ext. 5"]
)
def test_an_extension_stands_beside_the_number(typed):
    assert [(number.dialled, number.extension) for number in phones.numbers(typed)] == [("0436006101", "5")]


@pytest.mark.parametrize(
    "typed",
    [
        "0436-00-6101 090-0000-3175", "0436-00-6101、090-0000-3175", "0436 00 6101　090 0000 3175", "0436-00-6101/090-0000-3175", "0436-00-6101 または 090-0000-3175（長女）",
        "0436-00-6101\n090-0000-3175", "自宅0436-00-6101携帯090-0000-3175", "0436-00-6101・090-0000-3175", "0436-00-6101 (090-0000-3175)",
    ],
)  # fmt: skip
def test_two_numbers_are_two(typed):
    assert dials(typed) == ["0436006101", "09000003175"]


@pytest.mark.parametrize(
    "typed",
    ["", "なし", "090-1234-567", "0436-00-610", "8時から", "2023-04-01から", "20230401 生", "٠٤٣٦٠٠٢٢١٠", "0436-00-61011", "119", "1-2-3"],
)  # fmt: skip
def test_what_cannot_be_read_is_kept_as_words(typed):
    assert dials(typed, CODES) == []
    assert "".join(phones.read(typed, CODES)) == typed


def test_a_number_without_its_area_code_is_one_of_the_councils_own():
    assert dials("00-6101", CODES) == dials("006101", CODES) == dials("TEL 00-6101", CODES) == ["0436006101"]
    assert dials("00-6101") == dials("000-6101", CODES) == []
    assert dials("000-6101", ["0436", "043"]) == ["0430006101"]


def test_the_area_code_is_read_from_a_number_in_groups():
    assert phones.area_codes("0436-00-1170") == phones.area_codes("０４３６（００）１１７０") == ["0436"]
    assert phones.area_codes("0436-00-1170、03-0000-1170") == ["0436", "03"]
    assert phones.area_codes("0436001170") == phones.area_codes("090-0000-1170") == phones.area_codes("") == []


@given(st.text() | st.text("0123456789-+()（）．ー― 　内線TEL\u202a", max_size=40))
def test_everything_written_is_shown_and_only_digits_are_dialled(text):
    pieces = phones.read(text, CODES)
    assert "".join(piece if isinstance(piece, str) else piece.shown for piece in pieces) == phones.visible(text)
    for number in phones.numbers(text, CODES):
        assert set(number.dialled.removeprefix("+")) <= set("0123456789")
        assert dials(number.dialled) == [number.dialled]


@pytest.mark.parametrize(
    ("typed", "clear"),
    [
        ("0436-00-2210", True), ("090-0000-3175", True), ("00-2210", True), ("0436-00-6101（夜8時から）", True), ("0436-00-6101 内線5", True), ("0436-00-6101、090-0000-3175", True),
        ("090-1234-567", False), ("0436-00-610", False), ("2210", False), ("090-0000-31755", False), ("0436-00-6101、090-1234-567", False), ("わからない", False), ("1", False),
        ("090-1234-567？", True), ("090-1234-5（途中まで）", True), ("電話なし", True),
    ],
)  # fmt: skip
def test_a_number_with_a_digit_too_few_or_too_many_is_asked_about(typed, clear):
    assert phones.is_clear(typed) is clear


@pytest.mark.parametrize(
    "typed",
    ["0436-00-2210", "０９０−００００−３１７５", "2210", "+81 436 00 2210", "0436(00)2210", "(0436)00-2210", "TEL 0436-00-2210", "電話2210", "0436―00―2210", "0436-00-2210（夜）"],
)  # fmt: skip
def test_a_search_for_a_number_is_seen(typed):
    assert phones.looks_like(typed)


@pytest.mark.parametrize("typed", ["", "ー", "たかはし", "22", "高橋 2210", "٢٢١٠", "TEL"])
def test_a_search_for_something_else_is_seen(typed):
    assert not phones.looks_like(typed)


@pytest.mark.parametrize(
    ("kept", "asked"),
    [
        ("0436-00-2210", "0436002210"), ("0436-00-2210", "00-2210"), ("0436-00-2210", "2210"), ("0436-00-2210", "＋81 436 00 2210"), ("0436-00-2210（夜8時から）", "0436-00-2210"), ("090-0000-3175 内線5", "0000-3175"),
        ("0436-00-6101、090-0000-3175", "090-0000-3175"), ("00-2210", "0436-00-2210"), ("00-2210", "00-2210"), ("436-00-2210", "0436-00-2210"), ("043-000-2210", "000-2210"), ("090-1234-567？", "1234567"),
    ],
)  # fmt: skip
def test_a_number_is_found_by_what_people_quote_of_it(kept, asked):
    assert phones.searched(asked) in phones.searchable(kept, CODES)


def test_nobody_is_found_by_the_extension_or_the_hour():
    assert phones.searchable("0436-00-6101（20時から）内線5", CODES) == {
        "0436006101",
        "36006101",
        "6006101",
        "006101",
        "06101",
        "6101",
    }


def test_two_ways_of_writing_one_number_are_one():
    assert phones.dialled("0436-00-2210") == phones.dialled("＋８１ ４３６．００．２２１０") == phones.dialled("00-2210", CODES)
    assert not phones.dialled("090-1234-567") & phones.dialled("090-1234-567")


@pytest.mark.parametrize(
    "typed", ["090-0000-317 8時から", "0436-00-610 8時から", "090-0000-317(5)", "2024.05.01 10時", "1945.05.01 9時"]
)
def test_an_hour_or_a_floor_completes_no_number(typed):
    assert phones.numbers(typed) == []
    assert not phones.is_clear(typed)


def test_a_number_that_costs_nothing_is_no_area_code():
    assert phones.area_codes("0120-000-444 / 0436-00-2210") == ["0436"]


@pytest.mark.parametrize(
    ("kept", "telephone"),
    [
        ("436211111", "0436211111"), ("9012345678", "09012345678"), ("8001234567", "08001234567"), ("36211111", "36211111"), ("0436211111", "0436211111"),
        ("436-21-1111", "436-21-1111"), ("12345678901", "12345678901"), ("４３６２１１１１１", "４３６２１１１１１"), ("", ""),
    ],
)  # fmt: skip
def test_a_telephone_that_a_table_kept_as_a_number_gets_its_zero_back(kept, telephone):
    assert phones.with_its_zero(kept) == telephone
