"""A table out of a CSV file: each column but the last is a dimension, the last is `count`."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from programs.suppression.tables import ALL, Keys, Table

COUNT = "count"
WHOLE = re.compile(r"\d{1,18}")


class Unreadable(Exception):
    """Says the line and what is wrong with it, and nothing of what stands there."""

    def __init__(self, message: str, line: int | None = None):
        super().__init__(f"line {line}: {message}" if line else message)


def read(data: bytes) -> Table:
    """Rows of the same combination are added up; combinations without a row are zeros."""
    lines = _lines(_text(data))
    number, head = next(lines, (1, []))
    dimensions = _dimensions(number, head)
    counts: Counter[Keys] = Counter()
    for number, row in lines:
        keys, count = _row(number, row, len(dimensions))
        counts[keys] += count
    values = [list(dict.fromkeys(keys[place] for keys in counts)) for place in range(len(dimensions))]
    return Table(dimensions, values, counts)


def _text(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("the file is neither UTF-8 nor CP932 (Shift_JIS)")


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Empty ones are left out. The number is that of a row's last line: a quoted value may go over several."""
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        yield from ((rows.line_num, row) for row in rows if row)
    except csv.Error as error:
        raise Unreadable(f"not CSV: {error}", rows.line_num) from None


def _dimensions(line: int, head: list[str]) -> list[str]:
    if not head:
        raise Unreadable("the file is empty: a heading with the names of the columns is missing", line)
    names = [name.strip() for name in head]
    if names[-1] != COUNT:
        raise Unreadable(f"the first line must name the columns, the last of them “{COUNT}”", line)
    if "" in names:
        raise Unreadable(f"column {names.index('') + 1} has no name", line)
    if len(set(names)) < len(names):
        raise Unreadable("two columns have the same name", line)
    return names[:-1]


def _row(line: int, row: list[str], dimensions: int) -> tuple[Keys, int]:
    *keys, count = row
    if len(keys) != dimensions:
        raise Unreadable(f"{len(row)} columns, and the heading has {dimensions + 1}", line)
    if ALL in keys:
        raise Unreadable(f"“{ALL}” stands for all values together, and is none", line)
    if not WHOLE.fullmatch(count.strip()):
        raise Unreadable("the count is no whole number of 0 or more", line)
    return tuple(keys), int(count)
