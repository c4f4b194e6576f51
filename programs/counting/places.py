"""One place is spelled in many ways: what is the same whatever the width, the spaces and the hyphens, and what may be meant."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher

ALIKE = 0.75
SHORTEST = 2


def key_of(text: str) -> str:
    """As spellings are compared."""
    return re.sub(r"[\s・\-‐‑–—―−ー～~、,。.()「」]", "", unicodedata.normalize("NFKC", text)).casefold()


def meant(text: str, known: Iterable[str]) -> str:
    """The earlier spelling that this one may mean, or nothing where it is one of them, or like none."""
    key = key_of(text)
    known = list(known)
    if len(key) < SHORTEST or text in known:
        return ""
    alike = [(_likeness(key, key_of(one)), one) for one in known]
    best = max(alike, default=(0.0, ""))
    return best[1] if best[0] >= ALIKE else ""


def _likeness(one: str, other: str) -> float:
    if len(other) >= SHORTEST and (one in other or other in one):
        return 1.0
    return SequenceMatcher(None, one, other).ratio()
