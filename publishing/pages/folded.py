"""A table on the page: rows in which nothing was counted stand below it by their names alone."""

from dataclasses import dataclass

from publishing.charts import chart
from publishing.counting import Counted, Row


@dataclass(frozen=True)
class Folded:
    table: Counted
    rows: list[Row]
    # What they are called.
    zeros: list[str]
    picture: str


def folded(table: Counted) -> Folded:
    """Where nothing at all was counted, all of it is shown."""
    rows = [row for row in table.rows if not _is_zero(row)]
    if not rows:
        rows = table.rows
    return Folded(table, rows, [row.words for row in table.rows if row not in rows], chart(table))


def _is_zero(row: Row) -> bool:
    return not row.is_total and all(not cell.number and not cell.now and not cell.is_hidden for cell in row.cells)
