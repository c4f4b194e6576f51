"""Names are kept exactly as typed, and found under a common form. Nothing here is ever stored as somebody's name."""

import re
import unicodedata

from japan import kana
from japan.variants import FORMS
from japan.widths import nfkc, visible

# What a caseworker calls a form.
_CALLED = {"髙": "はしごだか", "﨑": "たつさき", "𠮷": "つちよし"}
# Variant on the left, the form that it is found under on the right, with its name where it has one.
VARIANTS = {variant: (common, _CALLED.get(variant, "")) for variant, common in FORMS.items()}
_FOLD = str.maketrans(FORMS)
# Variation selectors, and the joiners that Latin and Arabic need and no search types.
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef\u200c\u200d]")
_BETWEEN = re.compile(r"[\s\u3000・･=＝゠,，、]+|(?<=[A-Za-z])[-‐]")
_LATIN = {"đ": "d", "ø": "o", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe"}
_IDEOGRAPH = "[\u3400-\u9fff\U00020000-\U0003ffff]"
_AGAIN = re.compile(f"({_IDEOGRAPH})々")
_GA = re.compile(f"(?<={_IDEOGRAPH})[ヶヵケガがけゖゕ](?={_IDEOGRAPH})")
_OF = re.compile(f"(?<={_IDEOGRAPH})[ノの之](?={_IDEOGRAPH})")
_SPACES = re.compile(r"[\s\u3000]+")
# A character with the selectors and voicing marks behind it, which belong to it.
_WHOLE = re.compile("(?s:.)[\ufe00-\ufe0f\U000e0100-\U000e01ef\u3099\u309a\uff9e\uff9f]*")


def fold(text: str) -> str:
    """The search key: width and compatibility folded, variants under their common form, no spaces. Idempotent."""
    while (folded := _fold_once(text)) != text:
        text = folded
    return folded


def _fold_once(text: str) -> str:
    bare = _SELECTORS.sub("", nfkc(visible(text)))
    return nfkc(_SPACES.sub("", bare.translate(_FOLD)).casefold())


def key(text: str) -> str:
    """What a name is looked up by: folded, and ヶ, ノ, 々, kana of every size and length, and the marks on Latin letters, as one."""
    folded = _AGAIN.sub(r"\1\1", "".join(map(_without_marks, fold(kana.long_marks(text)))))
    joined = _OF.sub("の", _GA.sub("が", folded))
    return kana.key(kana.hiragana(joined))


def words(text: str) -> list[str]:
    """サントス・マリア, Nguyen Van An, ジャン＝ポール: what each of them is found by alone."""
    return [word for word in _BETWEEN.split(visible(text)) if word]


def _without_marks(char: str) -> str:
    letter = unicodedata.normalize("NFD", char)[0]
    return _LATIN.get(letter, letter) if letter < "\u0250" else char


def split(text: str) -> tuple[str, str] | None:
    """(family, given) where a half- or full-width space separates them; None where the page has to ask."""
    parts = _SPACES.split(text.strip(), maxsplit=1)
    return (parts[0], _SPACES.sub(" ", parts[1])) if len(parts) == 2 and all(parts) else None


def splits(text: str) -> list[tuple[str, str]]:
    """Where a name without a space may end, the usual lengths first: two and two, then one, then three."""
    whole = _WHOLE.findall(_SPACES.sub("", text))
    return [("".join(whole[:at]), "".join(whole[at:])) for at in (2, 1, 3, 4) if at < len(whole)]


def differences(one: str, other: str) -> list[str]:
    """The characters of `other` that are written otherwise than in `one` although both fold alike: 髙（はしごだか）."""
    if fold(one) != fold(other):
        return []
    left, right = _WHOLE.findall(_SPACES.sub("", one)), _WHOLE.findall(_SPACES.sub("", other))
    if len(left) != len(right):
        return []
    found = [char for before, char in zip(left, right, strict=True) if before != char]
    return [f"{char}（{VARIANTS[char][1]}）" if VARIANTS.get(char, ("", ""))[1] else char for char in found]
