"""From the bytes of a file to its tables: Excel, or text with commas or tabs, in the encodings that offices use."""

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from programs.plan_document import UnreadableDocument, decode
from ui import workbook

LARGEST = 2_000_000
TEXT, EMPTY = "text", "empty"


class Unreadable(ValueError):
    """`why`: one of the words of `ui.workbook`, `TEXT` or `EMPTY`."""

    def __init__(self, why: str):
        super().__init__(why)
        self.why = why


@dataclass
class Table:
    """One sheet, all of it text. `hidden`: numbers of rows; `uncounted`: [row, column] of formulas without a value. All from 1."""

    name: str
    rows: Sequence[Sequence[str]]
    hidden: list[int] = field(default_factory=list)
    uncounted: list[list[int]] = field(default_factory=list)

    def kept(self) -> dict:
        """As it waits in the session."""
        return asdict(self)


def tables_of(data: bytes, limits: workbook.Limits = workbook.USUAL) -> list[Table]:
    """Every sheet that is shown and holds something."""
    is_book = data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))
    found = [
        table for table in (_of_workbook(data, limits) if is_book else [_of_text(data, limits)]) if any(map(any, table.rows))
    ]
    if not found:
        raise Unreadable(EMPTY)
    return found


def _of_workbook(data: bytes, limits: workbook.Limits) -> list[Table]:
    try:
        return [
            Table(sheet.name, sheet.rows, sorted(sheet.hidden), sorted(map(list, sheet.uncounted)))
            for sheet in workbook.sheets(data, limits)
        ]
    except workbook.NotAWorkbook as error:
        raise Unreadable(error.why) from error


def _of_text(data: bytes, limits: workbook.Limits) -> Table:
    try:
        text = decode(data)
        lines = io.StringIO(text, newline="")
        rows = list(csv.reader(lines, delimiter="\t" if text.count("\t") > text.count(",") else ","))
    except (UnreadableDocument, csv.Error) as error:
        raise Unreadable(TEXT) from error
    if len(rows) > limits.rows:
        rows = rows[: max((number for number, row in enumerate(rows, 1) if any(row)), default=0)]
    if len(rows) > limits.rows or any(len(row) > limits.columns and any(row[limits.columns :]) for row in rows):
        raise Unreadable(workbook.LARGE)
    return Table("CSV", [[cell.strip() for cell in row[: limits.columns]] for row in rows])
