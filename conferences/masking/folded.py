"""A text as its names are compared, each sign knowing where it stood: one width, one form of a character, one kana, nothing between."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from japan import kana, names
from japan.widths import nfkc

# A sign with the marks and selectors behind it; ヴァ is one sound.
_SIGN = re.compile(
    "[ヴゔ][ァィゥェォャュョぁぃぅぇぉゃゅょ]?|ｳﾞ[ｧ-ｮ]?"
    "|(?s:.)[\u0300-\u036f\u3099\u309a\uff9e\uff9f\ufe00-\ufe0f\U000e0100-\U000e01ef]*"
)
# What somebody may put between the signs of a name.
_BETWEEN = frozenset("・·•‧∙.-‐‑‒–—―−_/|*~〜,'’")
_FULLWIDTH = {0xFF01 + n: chr(0x21 + n) for n in range(94)}
_LINE = str.maketrans({**_FULLWIDTH, **dict.fromkeys("‐‑‒–—―−ー─━﹣ｰ", "-"), "　": " ", "零": "〇"})


@dataclass(frozen=True)
class Folded:
    """`starts` and `ends` lead each sign of `text` back to the original; `parted` holds the signs before which something was left out."""

    original: str
    text: str
    starts: list[int]
    ends: list[int]
    parted: frozenset[int]

    def script(self, at: int) -> str:
        """ "h", "k", "i", "l", "d" of hiragana, katakana, ideographs, Latin letters and digits, and nothing beyond the ends or at a gap."""
        return script(self.original[self.starts[at]]) if 0 <= at < len(self.text) else ""

    def before(self, start: int) -> str:
        """How the sign before is written, nothing where one can part words."""
        return "" if start in self.parted else self.script(start - 1)

    def after(self, end: int) -> str:
        return "" if end in self.parted else self.script(end)


def fold(text: str) -> Folded:
    signs: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    parted: set[int] = set()
    for sign in _SIGN.finditer(kana.long_marks(text)):
        key = _key(sign[0])
        if not key:
            parted.add(len(signs))
        for char in key:
            signs.append(_behind(signs[-1], char) if signs else char)
            starts.append(sign.start())
            ends.append(sign.end())
    return Folded(text, "".join(signs), starts, ends, frozenset(parted))


def line(text: str) -> str:
    """One width of digits, letters, dashes and spaces, sign for sign: every place in it is the same in the text."""
    return text.translate(_LINE)


@lru_cache(maxsize=20_000)
def _key(sign: str) -> str:
    found = names.key(sign) or ("ー" if nfkc(sign) == "ー" else "")
    return "" if found in _BETWEEN else found


@lru_cache(maxsize=20_000)
def _behind(before: str, char: str) -> str:
    """ー and う, い behind a kana as they sound; 々 and ゝ as what they repeat."""
    if char == "々":
        return before if script(before) == "i" else char
    joined = kana.key(before + char)
    return joined[-1] if char in "ーういゝゞ" and len(joined) == 2 else char


@lru_cache(maxsize=20_000)
def script(char: str) -> str:
    if "ぁ" <= char <= "ゖ" or char in "ゝゞ":
        return "h"
    if "ァ" <= char <= "ヾ" or "ｦ" <= char <= "ﾟ":
        return "k"
    if char == "々" or "\u3400" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff" or char >= "\U00020000":
        return "i"
    if "\u2e80" <= char <= "\u2fdf":
        return "i"
    category = unicodedata.category(char)
    return "l" if category in ("Lu", "Ll") else "d" if category == "Nd" else ""
