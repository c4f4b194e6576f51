"""From bytes to numbered rows: encodings, line ends, cells that hold a line break."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

LINE_END = re.compile(r"\r\n|\n|\r")
UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
LONGEST_CELL_IN_LINES = 20
# What only a file that is no text holds; CP932 reads its unused bytes as the last four.
NO_TEXT = re.compile("[\0\uf8f0-\uf8f3]")


class UnreadableDocument(ValueError):
    """The file is no text in an encoding that offices use."""


def decode(data: bytes) -> str:
    """Text of UTF-8 (with or without a mark), UTF-16 with a mark, or CP932, in this order.

    UTF-8 first: Japanese text in CP932 is practically never valid UTF-8.
    """
    encodings = ["utf-16"] if data.startswith(UTF_16_MARKS) else ["utf-8-sig", "cp932"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not NO_TEXT.search(text):
            return text
    raise UnreadableDocument("The file is neither UTF-8 nor CP932 text.")


@dataclass(frozen=True)
class Row:
    """One line of the file, or several where a quoted cell holds line breaks."""

    line: int
    text: str
    cells: tuple[str, ...]

    @property
    def filled(self) -> tuple[str, ...]:
        return tuple(cell for cell in self.cells if cell)


def rows(text: str) -> Iterator[Row]:
    """Every line that is not blank, with its number counted from 1."""
    lines = LINE_END.split(text.removeprefix("\ufeff"))
    at = 0
    while at < len(lines):
        taken = _lines_of_quoted_cell(lines, at)
        joined = "\n".join(lines[at : at + taken])
        cells = tuple(_cell(part) for part in joined.split("\t"))
        if any(cells):
            yield Row(at + 1, joined.strip(), cells)
        at += taken


def _lines_of_quoted_cell(lines: list[str], at: int) -> int:
    """How many lines a row takes: spreadsheets quote a cell that holds line breaks."""
    last = ""
    for taken, line in enumerate(lines[at : at + LONGEST_CELL_IN_LINES], 1):
        *ended, last = (f"{last}\n{line}" if taken > 1 else line).split("\t")
        if any(map(_opens_quote, ended)):
            return 1  # it ended without its second quote: no line below closes it
        if not _opens_quote(last):
            return taken
    return 1


def _opens_quote(cell: str) -> bool:
    cell = cell.strip()
    return cell.startswith('"') and cell.count('"') % 2 == 1


def _cell(part: str) -> str:
    part = part.strip()
    if len(part) >= 2 and part.startswith('"') and part.endswith('"'):
        part = part[1:-1].replace('""', '"').strip()
    return part
