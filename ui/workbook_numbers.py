"""What Excel shows where it keeps a number: days and times are numbers with a format, and so is a telephone whose zero only the format knows.

Formats: ECMA-376, part 1, 18.8.30 and 18.8.31.
"""

import re
from datetime import date, datetime, time, timedelta

from openpyxl.styles.numbers import BUILTIN_FORMATS

# What Japanese Excel adds to the formats that have a number and no words.
_ERA, _LONG, _WHOLE, _MONTH, _DAY = "[$-411]ge.m.d", "[$-411]gggem/d", "yyyy/m/d", "yyyy/m", "m/d"
BUILTIN_FORMATS.update(
    {27: _ERA, 28: _LONG, 29: _LONG, 30: _DAY, 31: _WHOLE, 32: "h:mm", 33: "h:mm:ss", 34: _MONTH, 35: _DAY, 36: _ERA}
    | {50: _ERA, 51: _LONG, 52: _MONTH, 53: _DAY, 54: _LONG, 55: _MONTH, 56: _DAY, 57: _ERA, 58: _LONG}
)
# What stands in a format as itself, and what only looks like a letter of it.
_APART = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^]]*\]|General|E[+-]', re.IGNORECASE)
_CONDITION = re.compile(r"\[(<=?)([0-9]+)\]")
# (signs as they stand, sign behind \, place of a digit), or what is not drawn; anything else is no format of digits alone.
_PIECE = re.compile(r'"([^"]*)"|\\(.)|([0#?])|([-() +:])|(?:\[[^]]*\]|[_*].)')
_EMPTY = {"0": "0", "#": "", "?": " "}
# As many digits as Excel keeps.
_EXACT = 10**15


def shown(value: date | time | timedelta | float | bool, code: str) -> str:
    """2026/4/1, 8:30, 2026/4/1 8:30, 25:00; 0436-00-1122 where its format says so; any other number as it stands, without its point."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _number(value, code)
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds()) // 60
        return f"{minutes // 60}:{minutes % 60:02d}"
    letters = set(_APART.sub("", code.partition(";")[0]).lower())
    clock = bool(letters & set("hs"))
    day = isinstance(value, date) and (bool(letters & set("ydeg")) or not clock)
    words = [f"{value.year}/{value.month}/{value.day}"] if isinstance(value, date) and day else []
    words += [f"{value.hour}:{value.minute:02d}"] if isinstance(value, datetime | time) and (clock or not day) else []
    return " ".join(words)


def _number(value: int | float, code: str) -> str:
    whole = int(value) if abs(value) < _EXACT and value == int(value) else value
    return (_in_places(str(whole), _section(whole, code)) if isinstance(whole, int) and whole >= 0 else "") or str(whole)


def _section(value: int, code: str) -> str:
    """[<=999]000;000-0000: the first part of a format that is for this number."""
    for section in code.split(";"):
        found = _CONDITION.search(section)
        if not found or value < int(found[2]) or (found[1] == "<=" and value == int(found[2])):
            return section
    return ""


def _in_places(digits: str, section: str) -> str:
    """The digits from behind, each in its place; nothing where the format knows more than places and signs."""
    pieces, end = [], 0
    for found in _PIECE.finditer(section):
        if found.start() != end:
            return ""
        pieces.append(found)
        end = found.end()
    places = [found for found in pieces if found[3]]
    if end != len(section) or not places:
        return ""
    drawn = ""
    for found in reversed(pieces):
        drawn = (_digit(digits, found, places[0]) if found[3] else found[1] or found[2] or found[4] or "") + drawn
        digits = digits[: -1 if found[3] else None]
    return drawn


def _digit(digits: str, found: re.Match, first: re.Match) -> str:
    """In the first place stands all that is left."""
    return (digits if found is first else digits[-1:]) or _EMPTY[found[3]]
