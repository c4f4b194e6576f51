"""A table once more, with what is to be mended in yellow and the reasons behind each row."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from programs.files.heads import Heads
from programs.files.reading import Table
from ui import workbook

# As much as stands in a cell, with room for what was cut.
LONGEST = 32_000


def marked(table: Table, heads: Heads | None, wrong: Iterable) -> workbook.Sheet:
    """`wrong`: the rows that are, each with `number` and `errors`: (column from 0, or None for the row; its head; words)."""
    width = max(map(len, table.rows), default=0)
    rows = [[*(cell[:LONGEST] for cell in row), *[""] * (width - len(row)), ""] for row in table.rows]
    cells = set()
    for line in wrong:
        words = " / ".join(f"{head}: {reason}" if head else reason for _at, head, reason in line.errors)
        rows[line.number - 1][width] = words[:LONGEST]
        cells |= {(line.number - 1, column) for column, _head, _words in line.errors if column is not None}
        cells.add((line.number - 1, width))
    first = heads.first if heads else 1
    rows[first - 2][width] = _("What is to be mended")
    return workbook.Sheet(workbook.sheet_name(table.name), rows, heads=first - 1, marked=frozenset(cells))
