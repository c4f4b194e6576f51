"""An address of an old ledger: its town block of the council's own table, and what stands behind that."""

from collections.abc import Iterable

from casework.models import Place
from japan.addresses import fold

# 市原市 before 国分寺台中央.
LONGEST_BEFORE = 12


class Places:
    """The longest name that an address begins with, the city before it left away."""

    def __init__(self, places: Iterable[Place]):
        self.names = sorted(((fold(place.name), place) for place in places), key=lambda one: -len(one[0]))

    def read(self, text: str) -> tuple[Place | None, str]:
        """(block, the rest as it is written), or (None, all of it)."""
        written = text.strip()
        folded = fold(written)
        for name, place in self.names:
            at = folded.find(name) if name else -1
            if 0 <= at <= LONGEST_BEFORE and not folded[at + len(name) : at + len(name) + 1].isdigit():
                return place, _behind(written, folded[: at + len(name)])
        return None, written


def _behind(written: str, folded: str) -> str:
    """What is left of it where its beginning folds to this."""
    lengths = range(1, min(len(written), len(folded) + LONGEST_BEFORE) + 1)
    ends = [length for length in lengths if fold(written[:length]) == folded]
    return written[ends[-1] :].lstrip(" 　-－ー‐−") if ends else written
