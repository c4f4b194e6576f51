"""Whatever is pasted into a field or a file is answered, and at once: ten times the text takes some ten times as long."""

import gc
import time
from datetime import date

import pytest

from casework import search
from japan import addresses, kana, names, phones, wareki
from programs.plan_document import parse
from programs.plan_document.nouns import noun_after, noun_before
from programs.plan_document.quantities import read_quantities, stated_totals
from programs.plan_document.reading import decode
from programs.plan_document.targets import read_targets
from programs.plan_document.text import fold, fold_name
from programs.plan_document.years import fiscal_year_in, year_range_in

HEAD = "基本目標1　つなぐ\n1-1　支える\n事業名\t内容\t到達目標\t計画\n"


def read_date(text):
    try:
        return wareki.parse(text, today=date(2023, 9, 14))
    except wareki.DateError:
        return None


def differences(text):
    return names.differences(text, text)


def tokens(text):
    return search.query_tokens(text, 1)


def document(text):
    return parse(decode(text.encode(errors="replace")))


def cell(text):
    return parse(f"{HEAD}名\t{text}\t{text}\t{text}")


def rows(text):
    """Each a programme of its own, between what is tried."""
    return parse(HEAD + "".join(f"名{number}\t{piece}\t{piece}\t年1回\n" for number, piece in enumerate(text.split(text[:1]), 1)))


def quantities(text):
    return read_quantities(text, {})


def targets(text):
    return read_targets("year", text, {})


FIELDS = [
    read_date, names.fold, names.split, names.splits, differences, kana.hiragana, kana.is_kana, kana.sort_key, kana.beginnings,
    phones.digits, phones.looks_like, addresses.fold, tokens,
]  # fmt: skip
OF_FIELDS = [
    "年", "年 ", "1", "1 ", "(月", "ー", "－ー", "\ufdfa", "か\u3099", "\u0301\u0323", "\u0f73", "\uff9e\u0323", "髙", "髙 ",
    "\U000e0100", " ", "\u3000", "一", "十", "一十", "〇丁", "五丁目", "9月", "の", "1の ", "1-", "号室", "０", "+81", "あ い",
]  # fmt: skip
DOCUMENTS = [
    document, cell, rows, quantities, targets, stated_totals, noun_before, noun_after, fold, fold_name, fiscal_year_in, year_range_in,
]  # fmt: skip
OF_DOCUMENTS = [
    "年", "年 ", " ", "\u3000 ", "\n", "\t", '"', '"\n', '\t"', "\t\n", "1", "1 ", "1回", "1回の", "1回 の ", "1回、あ", "を", "の開催", "を開催 ",
    "1(", "( ", "、 ", "全1 ", "1小学校区 ", "小学校区の", "あ: ", "①", "① の", "①②", "※\n", "令和 ", "1年 ", "1 ～ ", "から ", "月に最低 ",
    "毎年", "毎年あ", "1名 / ", "一", "年一", "目 ", "目標1 ", "基 本 理 念 ", "1-1 ", "以上", "1回以上 ", "計画\n", "a\tb\n", "1,", "1.", "全ての ",
    "における", "複数", "最低 1", "計画1～ \n",
]  # fmt: skip


def shapes(piece):
    """The piece again and again; and one of its signs before or behind a run of the other."""
    yield piece
    for first, second in {(piece[0], piece[-1]), (piece[-1], piece[0])}:
        yield first, second


def written(shape, length):
    if isinstance(shape, str):
        return (shape * length)[:length]
    first, second = shape
    return first + second * (length // 2) + first


def seconds(function, text) -> float:
    started = time.process_time()
    function(text)
    return time.process_time() - started


@pytest.mark.parametrize(
    ("function", "pieces"), [*((one, OF_FIELDS) for one in FIELDS), *((one, OF_DOCUMENTS) for one in DOCUMENTS)]
)
def test_ten_times_the_text_takes_ten_times_as_long(function, pieces):
    """10,000 and, where that took any time, 100,000 signs. What grows with the square would take a hundred times as long."""
    gc.collect()
    for piece in pieces:
        for shape in shapes(piece):
            short = seconds(function, written(shape, 10_000))
            assert short < 2, shape
            if short > 0.01:
                assert seconds(function, written(shape, 100_000)) < 30 * short, shape


@pytest.mark.parametrize("text", ["〇" * 5_000 + "丁目", "年一一回", "年" + "一" * 500 + "回", "十" * 50 + "番"])
def test_a_number_that_is_none_is_no_error(text):
    addresses.fold(text)
    assert cell(text).programs
