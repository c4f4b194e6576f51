"""One sheet of an Excel workbook (xlsx), written and read as text: nothing in it is ever a formula, and no cell becomes a date.

Only what a table of words needs. Strings lie in the cells, marked as text, so that a telephone keeps its zero and "=1+1" stays what it
says. Read are the first sheet's cells as they stand; the furigana that Japanese Excel keeps beside a word is left out.
Format: ECMA-376, part 1, 18.3 (SpreadsheetML).
"""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from html import escape
from xml.parsers import expat

from japan.widths import visible

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
_FIRST_SHEET = re.compile(r"xl/worksheets/sheet([0-9]+)\.xml$")


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
    """The rows of the first sheet, each as wide as its last cell; rows that were left out are empty ones."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(part.file_size for part in package.infolist()) > LARGEST:
                raise NotAWorkbook
            names = set(package.namelist())
            sheets = sorted((int(found[1]), name) for name in names if (found := _FIRST_SHEET.match(name)))
            strings = _strings(package.read("xl/sharedStrings.xml")) if "xl/sharedStrings.xml" in names else []
            return _Sheet(strings).read(package.read(sheets[0][1]))
    except (zipfile.BadZipFile, expat.ExpatError, IndexError, KeyError, ValueError, RuntimeError, NotImplementedError) as error:
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


class _Strings(_Words):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def end(self, name):
        super().end(name)
        if name == "si":
            self.found.append(self.words)
            self.words = ""


def _strings(data: bytes) -> list[str]:
    parser = _Strings()
    parser.parse(data)
    return parser.found


class _Sheet(_Words):
    def __init__(self, strings: list[str]) -> None:
        super().__init__()
        self.strings, self.rows = strings, []
        self.row, self.column, self.kind, self.in_value, self.value = 0, 0, "", False, ""

    def read(self, data: bytes) -> list[list[str]]:
        self.parse(data)
        return self.rows

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
        if self.kind == "s":
            return self.strings[int(self.value)]
        if self.kind == "inlineStr":
            return self.words
        return self.value.removesuffix(".0") if self.kind == "n" else self.value

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
