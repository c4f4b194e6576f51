"""What Excel shows where it keeps a number: days and times are numbers with a format.

Formats: ECMA-376, part 1, 18.8.30, with the numbers that Japanese Excel adds.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

DAYS, TIMES, BOTH = (*range(14, 18), *range(27, 32), 34, 35, 36, *range(50, 59)), (18, 19, 20, 21, 32, 33, 45, 46, 47), (22,)
EPOCH, EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
# What stands in a format as itself, and what only looks like a letter of it.
_APART = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^]]*\]|General|E[+-]', re.IGNORECASE)


@dataclass(frozen=True)
class Format:
    day: bool = False
    time: bool = False


PLAIN = Format()


def format_of(number: int, code: str = "") -> Format:
    """`code`: of a format that the file brings along itself."""
    if not code:
        return Format(number in DAYS or number in BOTH, number in TIMES or number in BOTH)
    letters = set(_APART.sub("", code.partition(";")[0]).lower())
    time = bool(letters & set("hs"))
    return Format(bool(letters & set("ydeg")) or ("m" in letters and not time), time)


def shown(value: str, form: Format, *, since_1904: bool = False) -> str:
    """2026/4/1, 8:30, 2026/4/1 8:30; any other number as it stands, without the zero behind its point."""
    if not (form.day or form.time):
        return value.removesuffix(".0")
    days, part = divmod(float(value), 1)
    at = (EPOCH_1904 if since_1904 else EPOCH) + timedelta(days=days, minutes=round(part * 24 * 60))
    day, clock = f"{at.year}/{at.month}/{at.day}", f"{at.hour}:{at.minute:02d}"
    return " ".join(words for words, wanted in ((day, form.day), (clock, form.time)) if wanted)
