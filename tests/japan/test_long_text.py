"""Whatever is pasted into a field or a file is answered, and at once: ten times the text takes some ten times as long."""

import gc
import time
from datetime import date

import pytest

from casework import search_tokens
from japan import addresses, kana, names, phones, wareki
from programs.forms.plan import MOST_LINES
from programs.plan_document import parse
from programs.plan_document.quantities import stated_totals
from programs.plan_document.reading import decode
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
    return search_tokens.query_tokens(text, 1)


def document(text):
    return parse(decode(text.encode(errors="replace")))


def cell(text):
    return parse(f"{HEAD}名\t\t\t{text}")


FIELDS = [
    read_date, names.fold, names.split, names.splits, differences, kana.hiragana, kana.is_kana, kana.sort_key, kana.beginnings,
    phones.read, phones.is_clear, phones.searchable, phones.looks_like, addresses.fold, tokens,
]  # fmt: skip
OF_FIELDS = [
    "年", "年 ", "1", "1 ", "(月", "ー", "－ー", "\ufdfa", "か\u3099", "\u0301\u0323", "\u0f73", "\uff9e\u0323", "髙", "髙 ",
    "\U000e0100", " ", "\u3000", "一", "十", "一十", "〇丁", "五丁目", "9月", "の", "1の ", "1-", "号室", "０", "+81", "あ い",
]  # fmt: skip
DOCUMENTS = [
    document, cell, stated_totals, fold, fold_name, fiscal_year_in, year_range_in,
]  # fmt: skip
OF_DOCUMENTS = [
    "年", "年 ", " ", "\u3000 ", "\n", "\t", '"', '"\n', '\t"', "\t\n", "1", "1 ", "1回", "1回の", "1回 の ", "1回、あ", "を", "の開催", "を開催 ",
    "1(", "( ", "、 ", "全1 ", "1小学校区 ", "小学校区の", "あ: ", "①", "① の", "①②", "※\n", "令和 ", "1年 ", "1 ～ ", "から ", "月に最低 ",
    "毎年", "毎年あ", "1名 / ", "一", "年一", "目 ", "目標1 ", "基 本 理 念 ", "1-1 ", "以上", "1回以上 ", "計画\n", "a\tb\n", "1,", "1.", "全ての ",
    "における", "複数", "最低 1", "計画1～ \n",
]  # fmt: skip


# Signs of three bytes: some 10 kB and 100 kB.
SHORT, LONG = 3_300, 33_000


def texts(piece, length):
    """The piece again and again; where it has two signs, one of them before and behind a run of the other too."""
    yield (piece * length)[:length]
    if len(piece) == 2:
        yield piece[0] + piece[1] * length + piece[0]
        yield piece[1] + piece[0] * length + piece[1]


def seconds(function, text) -> float:
    """Its own: what thousands of tests before it have left is not looked through for garbage meanwhile."""
    gc.disable()
    try:
        started = time.process_time()
        function(text)
        return time.process_time() - started
    finally:
        gc.enable()


@pytest.mark.parametrize(
    ("function", "pieces"), [*((one, OF_FIELDS) for one in FIELDS), *((one, OF_DOCUMENTS) for one in DOCUMENTS)]
)
def test_ten_times_the_text_takes_ten_times_as_long(function, pieces):
    """What grows with the square takes a hundred times as long. Below a second it is no matter. Seconds long, for its many signs."""
    for piece in pieces:
        for short, long in zip(texts(piece, SHORT), texts(piece, LONG), strict=True):
            before = seconds(function, short)
            assert before < 1, piece
            after = seconds(function, long)
            assert after < 1 or after < 30 * before, f"{piece!r}: {before:.2f} s, then {after:.2f} s"


def test_the_largest_plan_is_read_in_a_moment():
    """As many rows as the form accepts, each a programme with targets; a table of twenty thousand took a minute."""
    row = "名{0}\tことを 年1回 行う\t① 講座を年3回 ② 20名/回\t茶の会：20名/回, 月3回\n"
    text = HEAD + "".join(row.format(number) for number in range(MOST_LINES))
    assert len(parse(text).programs) == MOST_LINES
    assert seconds(parse, text) < 5


@pytest.mark.parametrize("text", ["〇" * 5_000 + "丁目", "年一一回", "年" + "一" * 500 + "回", "十" * 50 + "番"])
def test_a_number_that_is_none_is_no_error(text):
    addresses.fold(text)
    assert cell(text).programs
