"""Widths, spaces and numerals of typed and re-typed Japanese.

The document is copied out of a page layout: words are broken where a column ended, digits
are full-width in one cell and half-width in the next. Stored text keeps the characters as
typed; only spaces that the layout made are taken out.
"""

from __future__ import annotations

import re

DASHES = "-‐‑‒–—―−－ーｰ─"
WAVES = "~～〜∼"
_HALF_WIDTH = str.maketrans(
    {chr(0xFF10 + digit): str(digit) for digit in range(10)}
    | {"／": "/", "，": ",", "：": ":", "．": ".", "（": "(", "）": ")"}
    | {"％": "%", "\u3000": " ", "\u00a0": " "}
)
_KANJI_DIGITS = {char: number for number, char in enumerate("〇一二三四五六七八九")}
_ROMAN = {chr(0x2160 + index): index + 1 for index in range(12)}
_CIRCLED = (
    {chr(0x2460 + index): index + 1 for index in range(20)}
    | {chr(0x3251 + index): index + 21 for index in range(15)}
    | {chr(0x32B1 + index): index + 36 for index in range(15)}
    | {chr(0x2776 + index): index + 1 for index in range(10)}
)
CIRCLED = "".join(_CIRCLED)

# A space before one of these parts two statements; it is not the trace of a broken word.
_STARTS_ANEW = re.compile(rf"[※{CIRCLED}]|(?:年|月|週)(?:間|に)?[0-9]|[^\s:、。,]{{1,15}}:", re.UNICODE)
_LABEL = re.compile(r"[^\s:、。,]{1,15}:")
_SPACES = re.compile(r"\s+")


def half_width(text: str) -> str:
    """Digits and the signs around them in half width. The length stays, so offsets do too."""
    return text.translate(_HALF_WIDTH)


def single_spaced(text: str) -> str:
    """What the patterns read: no run of spaces, which two of their repeats could part in many ways."""
    return _SPACES.sub(" ", text)


def numeral(text: str) -> int | None:
    """The number written as digits of either width, ①, Ⅰ or 一."""
    text = half_width(text.strip())
    if text.isascii() and text.isdigit():
        return int(text)
    if text in _CIRCLED:
        return _CIRCLED[text]
    if text in _ROMAN:
        return _ROMAN[text]
    return _kanji_number(text)


def circled(char: str) -> int:
    return _CIRCLED[char]


def _kanji_number(text: str) -> int | None:
    if not text or any(char not in _KANJI_DIGITS and char != "十" for char in text):
        return None
    tens, has_ten, ones = text.rpartition("十")
    if not has_ten:
        return _KANJI_DIGITS[text] if len(text) == 1 else None
    if len(tens) > 1 or len(ones) > 1:
        return None
    return (_KANJI_DIGITS[tens] if tens else 1) * 10 + (_KANJI_DIGITS[ones] if ones else 0)


def fold(text: str) -> str:
    """Take out the spaces that broke a Japanese word; keep those that part statements."""
    folded: list[str] = []
    labelled = False
    for word in text.split():
        if folded and _keeps_space(folded[-1], word, labelled):
            folded.append(" ")
        folded.append(word)
        labelled = labelled or ":" in half_width(word)
    return "".join(folded)


def fold_name(text: str) -> str:
    """A name carries no space beside a Japanese character: it is a key on the next import."""
    folded: list[str] = []
    for word in text.split():
        if folded and not (_is_japanese(folded[-1][-1]) or _is_japanese(word[0])):
            folded.append(" ")
        folded.append(word)
    return "".join(folded)


def _keeps_space(before: str, word: str, labelled: bool) -> bool:
    """`labelled`: a label stands somewhere before."""
    if not (_is_japanese(before[-1]) and _is_japanese(word[0])):
        return True
    word = half_width(word)
    if _LABEL.match(word):
        return labelled
    return bool(_STARTS_ANEW.match(word))


def _is_japanese(char: str) -> bool:
    """Not Latin letters and digits of either width: these end a broken word ambiguously."""
    if char in "()[]":
        return True
    return not char.isascii() and not "０" <= char <= "ｚ"
