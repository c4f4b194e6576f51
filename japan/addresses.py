"""Addresses below the 町丁目: 5-12-3, ５－１２, 五丁目12番3号, all one key."""

import re

from japan.widths import nfkc

_KANJI = {"〇": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
# A run is taken whole, whatever follows: to look ahead from each of its signs would read a long one again and again.
_NUMBER = re.compile(r"([〇一二三四五六七八九十]+)([丁番号]?)")
_LONGEST_NUMBER = 4


def fold(text: str) -> str:
    """Two ways of writing one address give one key; for comparing, never for storing."""
    folded = re.sub(r"(?<=\d)\s+(?=\d)", "-", nfkc(text))  # a room after the number: 5-12-3 202
    folded = nfkc(re.sub(r"\s+", "", folded)).replace("の", "-").replace("ノ", "-")
    folded = _NUMBER.sub(_in_digits, folded)
    folded = re.sub(r"(丁目|番地|番|号室|号)", "-", folded)
    return re.sub(r"[‐‑–—−ー―-]+", "-", folded).strip("-")


def _in_digits(match: re.Match[str]) -> str:
    number, unit = match.groups()
    return f"{kanji_number(number)}{unit}" if unit and len(number) <= _LONGEST_NUMBER else match[0]


def kanji_number(text: str) -> int:
    """Up to 99: 十二 is 12, 二十 is 20."""
    if "十" not in text:
        return int("".join(str(_KANJI[char]) for char in text))
    tens, _ten, ones = text.partition("十")
    return (_KANJI.get(tens[-1:], 1)) * 10 + _KANJI.get(ones[:1], 0)
