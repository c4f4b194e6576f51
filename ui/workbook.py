"""One sheet of an Excel workbook (xlsx), written and read as text: nothing in it is ever a formula, and no cell becomes a date.

Only what a table of words needs. Strings lie in the cells, marked as text, so that a telephone keeps its zero and "=1+1" stays what it
says. Read are the cells of the first sheet that is shown, as Excel shows them: of a formula what it came to, of a day the day. The
furigana that Japanese Excel keeps beside a word is left out.
Format: ECMA-376, part 1, 18.3 (SpreadsheetML).
"""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from html import escape
from typing import TypeVar
from xml.parsers import expat

from japan.widths import visible
from ui.workbook_numbers import PLAIN, Format, format_of, shown

# Bytes of everything in it, unpacked; rows and columns.
LARGEST, MOST_ROWS, MOST_COLUMNS = 10_000_000, 2_000, 40
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KINDS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KINDS}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_KINDS}.styles+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KINDS}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_DOCUMENT}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_DOCUMENT}/styles" Target="styles.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"><sheets><sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>',
    # Style 1 is text (49 is "@").
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/>'
    '<xf numFmtId="49" applyNumberFormat="1"/></cellXfs></styleSheet>',
}
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})$")
_SHEET = re.compile(r"xl/worksheets/sheet([0-9]+)\.xml$")
# How a text keeps a sign that XML has not: _x000D_.
_SIGN = re.compile(r"_x([0-9A-Fa-f]{4})_")


class NotAWorkbook(ValueError):
    """It cannot be read as an Excel workbook, or is larger than a table of words."""


def write(rows: Iterable[Sequence[str]]) -> bytes:
    sheet = "".join(f'<row r="{number}">{_cells(number, row)}</row>' for number, row in enumerate(rows, 1))
    body = f'<worksheet xmlns="{_MAIN}"><sheetData>{sheet}</sheetData></worksheet>'
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in (*_PARTS.items(), ("xl/worksheets/sheet1.xml", body)):
            package.writestr(name, _HEAD + text)
    return made.getvalue()


def _cells(number: int, row: Sequence[str]) -> str:
    return "".join(
        f'<c r="{_column(at)}{number}" t="inlineStr" s="1"><is><t xml:space="preserve">{escape(visible(text), quote=False)}</t></is></c>'
        for at, text in enumerate(row)
        if text
    )


def _column(at: int) -> str:
    return (chr(64 + at // 26) if at >= 26 else "") + chr(65 + at % 26)


def read(data: bytes) -> list[list[str]]:
    """The rows of the first sheet that is shown, each as wide as its last cell; rows that were left out are empty ones."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(part.file_size for part in package.infolist()) > LARGEST:
                raise NotAWorkbook
            book = _parsed(_Book(), package, "xl/workbook.xml")
            strings = _parsed(_Strings(), package, "xl/sharedStrings.xml").found
            sheet = _Sheet(strings, _parsed(_Styles(), package, "xl/styles.xml").formats, book.since_1904)
            sheet.parse(package.read(_first_shown(package, book)))
            return sheet.rows
    except (
        zipfile.BadZipFile,
        expat.ExpatError,
        IndexError,
        KeyError,
        ValueError,
        OverflowError,
        RuntimeError,
        NotImplementedError,
    ) as error:
        raise NotAWorkbook from error


class _Parser:
    """Elements by their local names; a document that declares entities is refused, since a few lines of those can become gigabytes."""

    def parse(self, data: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = lambda name, attributes: self.start(name.rpartition(" ")[2], attributes)
        parser.EndElementHandler = lambda name: self.end(name.rpartition(" ")[2])
        parser.CharacterDataHandler = self.text
        parser.EntityDeclHandler = self._refuse
        parser.Parse(data, True)

    @staticmethod
    def _refuse(*_declaration) -> None:
        raise NotAWorkbook

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, words: str) -> None: ...


class _Words(_Parser):
    """What stands in <t>, outside of the furigana (<rPh>)."""

    def __init__(self) -> None:
        self.words, self.in_text, self.in_reading = "", False, False

    def start(self, name, attributes):
        self.in_reading |= name == "rPh"
        self.in_text = name == "t" and not self.in_reading

    def end(self, name):
        self.in_reading &= name != "rPh"
        self.in_text = False

    def text(self, words):
        if self.in_text:
            self.words += words


class _Book(_Parser):
    """The sheets in their order, and which of them are shown."""

    def __init__(self) -> None:
        self.shown: list[str] = []
        self.since_1904 = False

    def start(self, name, attributes):
        if name == "workbookPr":
            self.since_1904 = attributes.get("date1904") in ("1", "true")
        if name == "sheet" and attributes.get("state", "visible") == "visible":
            self.shown += [value for key, value in attributes.items() if key.rpartition(" ")[2] == "id"]


class _Targets(_Parser):
    """{id of a relation: the part of the package that it leads to}"""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}

    def start(self, name, attributes):
        if name == "Relationship":
            target = attributes["Target"]
            self.found[attributes["Id"]] = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


class _Styles(_Parser):
    """The number format of each style that a cell can have."""

    def __init__(self) -> None:
        self.codes: dict[int, str] = {}
        self.formats: list[Format] = []
        self.in_cells = False

    def start(self, name, attributes):
        if name == "numFmt":
            self.codes[int(attributes["numFmtId"])] = attributes["formatCode"]
        self.in_cells |= name == "cellXfs"
        if name == "xf" and self.in_cells:
            number = int(attributes.get("numFmtId", 0))
            self.formats.append(format_of(number, self.codes.get(number, "")))

    def end(self, name):
        self.in_cells &= name != "cellXfs"


class _Strings(_Words):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def end(self, name):
        super().end(name)
        if name == "si":
            self.found.append(self.words)
            self.words = ""


Part = TypeVar("Part", bound=_Parser)


def _parsed(parser: Part, package: zipfile.ZipFile, name: str) -> Part:
    """What the package has not, is empty."""
    if name in package.namelist():
        parser.parse(package.read(name))
    return parser


def _first_shown(package: zipfile.ZipFile, book: _Book) -> str:
    """A sheet that is hidden holds lists for the others. Where nothing says which there are: by their numbers."""
    if book.shown:
        return _parsed(_Targets(), package, "xl/_rels/workbook.xml.rels").found[book.shown[0]]
    return sorted((int(found[1]), name) for name in package.namelist() if (found := _SHEET.match(name)))[0][1]


class _Sheet(_Words):
    def __init__(self, strings: list[str], formats: list[Format], since_1904: bool) -> None:
        super().__init__()
        self.strings, self.formats, self.since_1904 = strings, formats, since_1904
        self.rows: list[list[str]] = []
        self.row, self.column, self.kind, self.style, self.in_value, self.value = 0, 0, "", 0, False, ""

    def start(self, name, attributes):
        super().start(name, attributes)
        self.in_value = name == "v"
        if name == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), 0
        elif name == "c":
            found = _REFERENCE.match(attributes.get("r", ""))
            self.column = _number(found[1]) if found else self.column + 1
            self.row = int(found[2]) if found else self.row
            self.kind, self.value, self.words = attributes.get("t", "n"), "", ""
            self.style = int(attributes.get("s", 0))

    def text(self, words):
        super().text(words)
        if self.in_value:
            self.value += words

    def end(self, name):
        super().end(name)
        self.in_value = False
        if name == "c" and (shown := self._shown()):
            self._put(shown)

    def _shown(self) -> str:
        if self.kind == "n" and self.value:
            form = self.formats[self.style] if self.style < len(self.formats) else PLAIN
            return shown(self.value, form, since_1904=self.since_1904)
        if self.kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(self.value, "")
        words = self.strings[int(self.value)] if self.kind == "s" else self.words if self.kind == "inlineStr" else self.value
        return _SIGN.sub(lambda found: chr(int(found[1], 16)), words).replace("\r\n", "\n").replace("\r", "\n")

    def _put(self, shown: str) -> None:
        if not (1 <= self.row <= MOST_ROWS and 1 <= self.column <= MOST_COLUMNS):
            raise NotAWorkbook
        self.rows += [[] for _ in range(self.row - len(self.rows))]
        line = self.rows[self.row - 1]
        line += [""] * (self.column - len(line))
        line[self.column - 1] = shown


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
