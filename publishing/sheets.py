"""Rows as a file that other programs read: CSV, in UTF-8 with a mark or CP932 for older programs."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

# In place of a character that CP932 lacks.
LACKING = "〓"


def inert(cell):
    """Words that begin like a formula would be one to Excel, in full width too to a Japanese one; behind spaces to other programs."""
    first = unicodedata.normalize("NFKC", cell.strip()[:1]) if isinstance(cell, str) else ""
    is_formula = first.startswith(("=", "+", "-", "\u2212", "@")) or (first and cell.startswith(("\t", "\r", "\n")))
    return f"'{cell}" if is_formula else cell


def as_csv(rows: Iterable[Sequence]) -> bytes:
    return _written(rows).encode("utf-8-sig")


def as_cp932(rows: Iterable[Sequence]) -> bytes:
    """What cannot be written is 〓, and named at the end with its row."""
    shown, named = [], []
    for number, row in enumerate(rows, 1):
        lacking = dict.fromkeys(sign for cell in row for sign in str(cell) if not _has(sign))
        shown.append([_without(cell) for cell in row])
        named += [[_("row %(row)d: U+%(code)04X is not in Shift_JIS") % {"row": number, "code": ord(sign)}] for sign in lacking]
    return _written([*shown, *([[], [f"{LACKING}:"], *named] if named else [])]).encode("cp932")


def _written(rows: Iterable[Sequence]) -> str:
    written = io.StringIO()
    csv.writer(written).writerows([inert(cell) for cell in row] for row in rows)
    return written.getvalue()


def _without(cell):
    return "".join(sign if _has(sign) else LACKING for sign in cell) if isinstance(cell, str) else cell


def _has(sign: str) -> bool:
    try:
        sign.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True
