"""Excel workbooks (xlsx): written so that text stays text, read as Excel shows them.

What stands in a file is decided by whoever made it: its size, its parts and their elements are looked at before a library believes any
of it. Of a formula is read what it came to, of a day the day; the furigana beside a word is left out.
Format: ECMA-376, part 1, 18.3 (SpreadsheetML).
"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from unicodedata import east_asian_width
from xml.parsers import expat

import xlsxwriter
from openpyxl import load_workbook
from openpyxl.utils.cell import column_index_from_string, range_boundaries

from japan.widths import visible
from ui.workbook_numbers import shown

# What the library has to say about somebody's file, the number in a cell for example, is not for our log.
warnings.filterwarnings("ignore", module="openpyxl")

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST, MOST_ROWS, MOST_COLUMNS = 10_000_000, 2_000, 40
# Cells that one word makes many of: those that are merged, or linked together.
MOST_SPREAD = 200_000
WIDEST, A4 = 60, 9
# As high as a chart, with a row between.
CHART_ROWS = 12
_MACROS = re.compile(r"vbaproject|macrosheets", re.IGNORECASE)
_AT = re.compile(r"([A-Z]{1,3})[0-9]{1,7}")
# How a text keeps a sign that XML has not: _x000D_.
_SIGN = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class Limits:
    """Bytes of everything in it, unpacked, and elements of its XML; rows and columns of a sheet."""

    bytes: int = LARGEST
    elements: int = 500_000
    rows: int = MOST_ROWS
    columns: int = MOST_COLUMNS


USUAL = Limits()
MACROS, LOCKED, OLD, LARGE = "macros", "locked", "old", "large"
# What files of before 2007 begin with; one that is locked by a password lies in such a one.
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class NotAWorkbook(ValueError):
    """It cannot be read as an Excel workbook, holds macros, or is larger than a table of words. `why`: one of the words above, or nothing."""

    def __init__(self, why: str = ""):
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Bars:
    """A chart of one row of numbers, under the heads of their columns; `title`, the column of its name. Row and columns count from 0."""

    row: int
    title: int
    first: int
    last: int


@dataclass(frozen=True)
class Sheet:
    """Of what is written, numbers and days are cells that Excel can reckon with; what was read is text, all of it. `heads`: rows that stay
    in place above the others; `marked`: (row, column) from 0, of what is shown in yellow. `charts` stand below the
    rows.

    Of what was read: `hidden` rows, and `uncounted` (row, column) of formulas that nobody has reckoned yet, both from 1."""

    name: str
    rows: Sequence[Sequence]
    heads: int = 1
    charts: Sequence[Bars] = ()
    marked: frozenset[tuple[int, int]] = frozenset()
    hidden: frozenset[int] = frozenset()
    uncounted: frozenset[tuple[int, int]] = frozenset()


@dataclass
class _Part:
    """What the XML of a part says beside its values."""

    merged: list[str] = field(default_factory=list)
    linked: list[str] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    uncounted: set[tuple[int, int]] = field(default_factory=set)
    row: int = 0
    column: int = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(":")[2]:
            case "mergeCell":
                self.merged.append(attributes["ref"])
            case "hyperlink" if "ref" in attributes:
                self.linked.append(attributes["ref"])
            case "row":
                number = attributes.get("r", "")
                self.row, self.column = int(number) if number.isdecimal() else self.row + 1, 0
                if attributes.get("hidden") in ("1", "true"):
                    self.hidden.add(self.row)
            case "c":
                at = _AT.fullmatch(attributes.get("r", ""))
                self.column = column_index_from_string(at[1]) if at else self.column + 1
            case "f":
                self.uncounted.add((self.row, self.column))
            case "v":
                self.uncounted.discard((self.row, self.column))


def write(rows: Iterable[Sequence[str]]) -> bytes:
    return write_sheets([Sheet("1", list(rows))])


def write_sheets(sheets: Iterable[Sheet]) -> bytes:
    made = io.BytesIO()
    # In memory: otherwise its parts would lie on the disk for a moment.
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        look = {"valign": "top", "text_wrap": True}
        text, day = book.add_format({**look, "num_format": "@"}), book.add_format({**look, "num_format": "yyyy/m/d"})
        bad = book.add_format({**look, "num_format": "@", "bg_color": "#FFE15A", "border": 2})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            _lay_out(page, sheet)
            for at, row in enumerate(sheet.rows):
                for column, value in enumerate(row):
                    if (at, column) in sheet.marked:
                        page.write_string(at, column, visible(str(value)), bad)
                    else:
                        _put(page, at, column, value, text, day)
            for at, bars in enumerate(sheet.charts):
                page.insert_chart(len(sheet.rows) + 1 + at * CHART_ROWS, 0, _drawn(book, sheet, bars))
    return made.getvalue()


def sheet_name(text: str) -> str:
    """As Excel takes one: short, and without the signs that it uses for others."""
    return re.sub(r"[\[\]:*?/\\]", " ", text).strip("' ")[:31] or "1"


def _lay_out(page, sheet: Sheet) -> None:
    """Upright A4, as wide as its columns, with the heads on every page and no warning that a telephone could be a number."""
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    if sheet.heads:
        page.freeze_panes(sheet.heads, 0)
        page.repeat_rows(0, sheet.heads - 1)
    for column in range(max(map(len, sheet.rows), default=0)):
        words = [str(row[column]) for row in sheet.rows if column < len(row) and row[column] is not None]
        page.set_column(column, column, min(WIDEST, 2 + max(map(_width, words), default=0)))


def _drawn(book, sheet: Sheet, bars: Bars):
    chart = book.add_chart({"type": "column"})
    chart.add_series({
        "name": [sheet.name, bars.row, bars.title],
        "categories": [sheet.name, 0, bars.first, 0, bars.last], "values": [sheet.name, bars.row, bars.first, bars.row, bars.last],
    })  # fmt: skip
    chart.set_legend({"none": True})
    chart.set_size({"width": 640, "height": 220})
    return chart


def _width(words: str) -> int:
    return max((sum(1 + (east_asian_width(letter) in "WFA") for letter in line) for line in words.splitlines()), default=0)


def _put(page, row: int, column: int, value, text, day) -> None:
    """A text is never a formula, a link or a number. One that does not fit into a cell would be cut."""
    if isinstance(value, date):
        page.write_datetime(row, column, value, day)
    elif isinstance(value, int | float):
        page.write_number(row, column, value)
    elif value and page.write_string(row, column, visible(value), text):
        raise ValueError("A cell of a workbook holds 32,767 letters.")


def names_in(data: bytes) -> list[str]:
    """The names of the parts of an office file, Word or Excel, that was looked through: nothing in it grows, and nothing in it runs."""
    if data.startswith(_OLE):
        raise NotAWorkbook(LOCKED if _ENCRYPTED in data else OLD)
    try:
        parts = _looked_through(data, USUAL)
        if sum(_cells_of(ref) for part in parts.values() for ref in [*part.merged, *part.linked]) > MOST_SPREAD:
            raise NotAWorkbook(LARGE)
        return list(parts)
    except NotAWorkbook:
        raise
    except Exception as error:  # Of whatever kind: what a library makes of a file that somebody else made is not known.
        raise NotAWorkbook from error


def _cells_of(ref: str) -> int:
    first_column, first, last_column, last = range_boundaries(ref)
    return (last - first + 1) * (last_column - first_column + 1)


def read(data: bytes) -> Sequence[Sequence[str]]:
    """The rows of the first sheet that is shown: one that is hidden holds lists for the others."""
    for sheet in sheets(data):
        return sheet.rows
    raise NotAWorkbook


def sheets(data: bytes, limits: Limits = USUAL) -> Iterator[Sheet]:
    """Every sheet that is shown. Rows are as wide as their last cell, those left out are empty ones; what stands in a merged cell stands
    in each that was merged."""
    if data.startswith(_OLE):
        raise NotAWorkbook(LOCKED if _ENCRYPTED in data else OLD)
    try:
        parts = _looked_through(data, limits)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        for page in book.worksheets:
            if page.sheet_state == "visible":
                said = parts.get(page._worksheet_path, _Part())
                rows = _rows(page, said.merged, limits)
                yield Sheet(page.title, rows, hidden=frozenset(said.hidden), uncounted=frozenset(said.uncounted))
    except NotAWorkbook:
        raise
    except Exception as error:  # Of whatever kind: what the library makes of a file that somebody else made is not known.
        raise NotAWorkbook from error


def _looked_through(data: bytes, limits: Limits) -> dict[str, _Part]:
    """What is no XML is no part of a table."""
    parts: dict[str, _Part] = {}
    left = limits.elements
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if any(map(_MACROS.search, package.namelist())):
            raise NotAWorkbook(MACROS)
        if sum(part.file_size for part in package.infolist()) > limits.bytes:
            raise NotAWorkbook(LARGE)
        for part in package.infolist():
            with suppress(expat.ExpatError):
                left = _counted(package.read(part), left, parts.setdefault(part.filename, _Part()))
    return parts


def _counted(xml: bytes, left: int, part: _Part) -> int:
    """How many elements may still come. A document that declares entities is refused: a few lines of those can become gigabytes."""

    def refuse(*_declaration) -> None:
        raise NotAWorkbook

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise NotAWorkbook(LARGE)
        part.start(name, attributes)

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler, parser.StartElementHandler = refuse, start
    parser.Parse(xml, True)
    return left


def _rows(page, merged: list[str], limits: Limits) -> list[list[str]]:
    rows: list[list[str]] = []
    # A sheet says itself how large it is, and not always the truth.
    page.reset_dimensions()
    for number, cells in enumerate(page.rows, 1):
        line = _trimmed([_words(cell) for cell in cells])
        if line and (number > limits.rows or len(line) > limits.columns):
            raise NotAWorkbook(LARGE)
        if number <= limits.rows:
            rows.append(line)
    _unroll(rows, merged, limits)
    if sum(len(words) for row in rows for words in row) > limits.bytes:
        raise NotAWorkbook
    return _trimmed(rows)


def _trimmed(found: list) -> list:
    while found and not found[-1]:
        found.pop()
    return found


def _words(cell) -> str:
    if cell.value is None:
        return ""
    if not isinstance(cell.value, str):
        return shown(cell.value, cell.number_format)
    return _SIGN.sub(lambda found: chr(int(found[1], 16)), cell.value).replace("\r\n", "\n").replace("\r", "\n")


def _unroll(rows: list[list[str]], merged: list[str], limits: Limits) -> None:
    left = limits.rows * limits.columns
    for ref in merged:
        first_column, first, last_column, last = range_boundaries(ref)
        last, last_column = min(last, len(rows)), min(last_column, limits.columns)
        left -= max(0, last - first + 1) * max(0, last_column - first_column + 1)
        if left < 0:
            raise NotAWorkbook
        words = rows[first - 1][first_column - 1 : first_column] if first <= last else []
        for row in rows[first - 1 : last] if any(words) else []:
            row += [""] * (last_column - len(row))
            row[first_column - 1 : last_column] = words * (last_column - first_column + 1)
