"""The sentence of a note in which searched words stand."""

import re

from casework.pages.search import note_text
from japan import names

LONGEST = 120
_ENDS = re.compile(r"(?<=[。！？\n])")


def excerpt(note, text: str) -> str:
    wanted = names.fold(text)
    pieces = [piece.strip() for piece in _ENDS.split(note_text(note))]
    found = next((piece for piece in pieces if wanted in names.fold(piece)), pieces[0] if pieces else "")
    return found if len(found) <= LONGEST else f"{found[: LONGEST - 1]}…"
