"""Readings: hiragana out of whatever was typed, the order of 五十音, and the beginnings that search finds."""

import re
import unicodedata

from japan.widths import nfkc

_SMALL = str.maketrans("ぁぃぅぇぉっゃゅょゎゕゖ", "あいうえおつやゆよわかけ")
_NOT_KANA = re.compile(r"[^ぁ-ゖー]")


def hiragana(text: str) -> str:
    """Half- and full-width katakana as hiragana; everything else as it is, width folded."""
    folded = nfkc(text)
    return "".join(chr(ord(char) - 0x60) if "ァ" <= char <= "ヶ" else char for char in folded)


def is_kana(text: str) -> bool:
    """Only kana, long marks and spaces, and at least one kana."""
    squeezed = re.sub(r"[\s・]", "", hiragana(text))
    return bool(squeezed.strip("ー")) and not _NOT_KANA.search(squeezed)


def plain(text: str) -> str:
    """A reading as it is compared: hiragana without spaces and marks."""
    return _NOT_KANA.sub("", hiragana(text))


def sort_key(text: str) -> str:
    """五十音: voiced and small kana count as their base (ば as は, ょ as よ), a long mark not at all.

    A space comes before every kana, so that a family stands together: はら たかこ before はらだ あい.
    """
    return " ".join(filter(None, map(_base, hiragana(text).split())))


def _base(word: str) -> str:
    base = unicodedata.normalize("NFD", plain(word)).translate(_SMALL)
    return "".join(char for char in base if "ぁ" <= char <= "ゖ")


def beginnings(reading: str, *, shortest: int = 2, longest: int = 12) -> list[str]:
    """た・たか・たかは…: from two kana on, since one is useless in a council and gives the most away."""
    folded = plain(reading)
    return [folded[:length] for length in range(shortest, min(len(folded), longest) + 1)]
