"""A plan as the office keeps it, Word (.docx) or Excel (.xlsx), to the text that the parser reads: a row a line, cells parted by tabs.

Cells keep their words and lose their line breaks. What is merged counts once. A heading beside its programmes, in a column of its own, comes
before them as a line. Rows that are hidden are left out and named.
Format: ECMA-376, part 1, 17 (WordprocessingML) and 18.3 (SpreadsheetML).
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from docx import Document
from docx.table import Table

from ui import workbook

from .parser import header_at
from .reading import UnreadableDocument, decode

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Not read: furigana, what was moved away, and the second telling of a drawing.
_LEFT_OUT = {f"{_WORD}rt", f"{_WORD}moveFrom", f"{_WORD}del", _FALLBACK}
_BREAKS = {f"{_WORD}br", f"{_WORD}cr", f"{_WORD}tab", f"{_WORD}p"}
# How a numbered paragraph is numbered, where its number is not written but made: ① to ⑳.
_ENCLOSED = {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"}
MOST_ROWS, MOST_COLUMNS = 2_000, 100


class OfficeError(UnreadableDocument):
    """`why`: macros, locked, old, large, or unreadable."""

    def __init__(self, why: str):
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Reading:
    """`hidden`: (sheet, number) of each row that was left out. `places`: of each line of the text, where the file has it; none: as counted."""

    text: str
    hidden: tuple[tuple[str, int], ...] = ()
    places: tuple[tuple[str, int], ...] = ()


def is_office(data: bytes) -> bool:
    return data.startswith((_ZIP, _OLE))


def read_file(data: bytes) -> Reading:
    """Text of a file of any of the three kinds. Raises `UnreadableDocument`."""
    if not is_office(data):
        return Reading(decode(data))
    try:
        parts = workbook.names_in(data)
        return _of_word(data) if "word/document.xml" in parts else _of_excel(data)
    except workbook.NotAWorkbook as error:
        raise OfficeError(error.why or "unreadable") from error


def _of_excel(data: bytes) -> Reading:
    lines: list[str] = []
    hidden: list[tuple[str, int]] = []
    places: list[tuple[str, int]] = []
    for sheet in workbook.sheets(data):
        rows = [[] if number in sheet.hidden else list(row) for number, row in enumerate(sheet.rows, 1)]
        hidden += [(sheet.name, number) for number, row in enumerate(sheet.rows, 1) if number in sheet.hidden and any(row)]
        found = _lines([[_plain(cell) for cell in row] for row in rows])
        lines += [line for _number, line in found]
        places += [(sheet.name, number) for number, _line in found]
    return Reading("\n".join(lines), tuple(hidden), tuple(places))


def _of_word(data: bytes) -> Reading:
    try:
        document = Document(io.BytesIO(data))
        numbering = _Numbering(document)
        lines: list[str] = []
        for block in document.iter_inner_content():
            if isinstance(block, Table):
                lines += [line for _number, line in _lines(_grid(block, numbering))]
            else:
                lines.append(_plain(numbering.begin().words(block._p)))
    except OfficeError:
        raise
    except Exception as error:  # Of whatever kind: what the library makes of a file that somebody else made is not known.
        raise OfficeError("unreadable") from error
    if len(lines) > MOST_ROWS:
        raise OfficeError("large")
    return Reading("\n".join(lines))


def _plain(words: str) -> str:
    return " ".join(words.split())


# Word's own


class _Numbering:
    """Numbers that Word makes itself: ① before each paragraph of such a list, anew in each cell."""

    def __init__(self, document):
        self.enclosed: set[tuple[str, str]] = set()
        self.count = 0
        part = next((one.target_part for one in document.part.rels.values() if one.reltype.endswith("/numbering")), None)
        if part is not None:
            self._learn(part.element)

    def _learn(self, root) -> None:
        levels = {
            (abstract.get(f"{_WORD}abstractNumId"), level.get(f"{_WORD}ilvl"))
            for abstract in root.iter(f"{_WORD}abstractNum")
            for level in abstract.iter(f"{_WORD}lvl")
            if any(one.get(f"{_WORD}val") in _ENCLOSED for one in level.iter(f"{_WORD}numFmt"))
        }
        for number in root.iter(f"{_WORD}num"):
            abstract = next(iter(one.get(f"{_WORD}val") for one in number.iter(f"{_WORD}abstractNumId")), None)
            self.enclosed |= {(number.get(f"{_WORD}numId"), level) for known, level in levels if known == abstract}

    def begin(self) -> _Numbering:
        self.count = 0
        return self

    def words(self, paragraph) -> str:
        said = "".join(_words(paragraph))
        if not said.strip() or not self._is_enclosed(paragraph):
            return said
        self.count += 1
        return f"{chr(0x245F + self.count)}{said}" if self.count <= 20 else said

    def _is_enclosed(self, paragraph) -> bool:
        found = next(paragraph.iter(f"{_WORD}numPr"), None)
        if found is None:
            return False
        said = {one.tag: one.get(f"{_WORD}val") for one in found}
        return (said.get(f"{_WORD}numId"), said.get(f"{_WORD}ilvl", "0")) in self.enclosed


def _words(element) -> Iterator[str]:
    for child in element:
        if child.tag in _LEFT_OUT:
            continue
        if child.tag == f"{_WORD}t":
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield " "
        yield from _words(child)


def _grid(table: Table, numbering: _Numbering) -> list[list[str]]:
    """As wide as its grid; what is merged stands in each of its places."""
    rows: list[list[str]] = []
    for row in table.rows:
        # A cell says itself how wide it is, and not always the truth.
        if row.grid_cols_before + sum(abs(cell.grid_span) for cell in row._tr.tc_lst) > MOST_COLUMNS:
            raise OfficeError("large")
        line = [""] * row.grid_cols_before
        for cell in row._tr.tc_lst:
            over = cell.vMerge == "continue" and rows and len(rows[-1]) > len(line)
            if over:
                said = rows[-1][len(line)]
            else:
                numbering.begin()
                said = _plain(" ".join(numbering.words(one) for one in cell.iter(f"{_WORD}p")))
            line += [said] * cell.grid_span
        rows.append(line)
    return rows


# Tables of both


def _lines(rows: Sequence[Sequence[str]]) -> list[tuple[int, str]]:
    """(number of the row, what it says), in the order in which the parser wants them."""
    beside, said, lines = 0, {}, []
    last: list[str] | None = None
    for number, row in enumerate(map(_once, _without_twins(rows)), 1):
        at = header_at(row)
        if at is not None:
            beside, last = at, None
            lines.append((number, _line(row[at:])))
            continue
        heads, cells = (row[:beside], row[beside:]) if len(row) > beside else ([], row)
        for column, head in enumerate(heads):
            if head and said.get(column) != head:
                said[column], last = head, None
                lines.append((number, head))
        is_row = len(_filled(cells)) > 1
        if is_row and last is not None and cells[0] and cells[0] == last[0]:
            _join(last, cells)
            lines[-1] = (lines[-1][0], _line(last))
            continue
        last = list(cells) if is_row else None
        lines.append((number, _line(cells)))
    return lines


def _line(cells: Sequence[str]) -> str:
    return "\t".join(map(_written, cells))


def _without_twins(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """A column that says what the one before it says in every row, or nothing, is the rest of merged cells."""
    wide = max(map(len, rows), default=0)
    full = [[*row, *[""] * (wide - len(row))] for row in rows]
    kept = [
        column
        for column in range(wide)
        if any(row[column] for row in full) and (column == 0 or any(row[column] not in ("", row[column - 1]) for row in full))
    ]
    return [[row[column] for column in kept] for row in full]


def _once(row: list[str]) -> list[str]:
    """A heading over the whole width stands once."""
    filled = _filled(row)
    return filled[:1] if len(filled) > 1 and len(set(filled)) == 1 else row


def _written(cell: str) -> str:
    """A quote that begins a cell is one of its signs, and opens no cell of several lines."""
    return '"' + cell.replace('"', '""') + '"' if cell.startswith('"') else cell


def _filled(row: Iterable[str]) -> list[str]:
    return [cell for cell in row if cell]


def _join(last: list[str], cells: Sequence[str]) -> None:
    """A programme over several rows: what each row adds goes to its column."""
    last += [""] * (len(cells) - len(last))
    for column, cell in enumerate(cells):
        if cell and cell not in last[column]:
            last[column] = f"{last[column]} {cell}".strip()
