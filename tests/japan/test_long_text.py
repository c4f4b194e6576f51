"""Whatever is pasted into a field is answered, and at once."""

import time
from datetime import date

import pytest

from japan import addresses, kana, names, phones, wareki


def read(text):
    try:
        return wareki.parse(text, today=date(2023, 9, 14))
    except wareki.DateError:
        return None


@pytest.mark.parametrize(
    "piece", ["年", "1", "(月", "ー", "\ufdfa", "か\u3099", "髙", "\U000e0100", " ", "五丁目", "9月", "髙 "]
)
@pytest.mark.parametrize(
    "function",
    [
        read, names.fold, names.split, names.splits, kana.hiragana, kana.is_kana, kana.sort_key, kana.beginnings, phones.digits,
        phones.looks_like, addresses.fold, lambda text: names.differences(text, text),
    ],
)  # fmt: skip
def test_ten_thousand_characters_take_no_time(function, piece):
    text = (piece * 10_000)[:10_000]
    started = time.process_time()
    function(text)
    assert time.process_time() - started < 1
