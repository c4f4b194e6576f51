"""Whether a form asks somebody elsewhere when it is opened: with the council's figures in it, that would tell of them, or run what came back.

Formats: ECMA-376, part 2, 9.3 (relationships); part 1, 17.16 (fields) and 18.17 (formulas).
"""

import io
import re
import zipfile
from collections.abc import Iterator

from lxml import etree

# A link does nothing until somebody follows it.
_FOLLOWED, _MACROS = "/hyperlink", "/vbaproject"
_FORMULAS = {"f", "formula", "formula1", "formula2", "definedName", "calculatedColumnFormula"}
# Functions of Excel and fields of Word that fetch, send or call another program; and Excel's program|'subject'!item.
_ASKS = re.compile(
    r"(?<![A-Z0-9_])(WEBSERVICE|IMAGE|RTD|CALL|REGISTER\.ID|SQL\.REQUEST)\s*\(|^[^\"]*\w\s*\|\s*['\w].*!", re.IGNORECASE
)
_FETCHES = re.compile(r"\b(DDE|DDEAUTO|INCLUDE|INCLUDETEXT|INCLUDEPICTURE|LINK|IMPORT|DATABASE)\b", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"')


def asks_outside(data: bytes) -> bool:
    """Of an office file that was looked through (`ui/workbook.py`)."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return any(map(_asks, _trees(package)))


def _trees(package) -> Iterator:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for part in package.infolist():
        try:
            yield etree.fromstring(package.read(part), parser)
        except etree.XMLSyntaxError:
            continue


def _asks(tree) -> bool:
    fields = []
    for element in tree.iter(etree.Element):
        name = etree.QName(element).localname
        if name == "Relationship" and _is_outside(element):
            return True
        if name in _FORMULAS and _ASKS.search(element.text or ""):
            return True
        if name == "instrText":
            fields.append(element.text or "")
        if name == "fldSimple":
            fields += [" ", next((value for key, value in element.items() if key.endswith("}instr")), ""), " "]
    return bool(_FETCHES.search(_QUOTED.sub("", "".join(fields))))


def _is_outside(element) -> bool:
    kind = element.get("Type", "").lower()
    return kind.endswith(_MACROS) or (element.get("TargetMode", "").lower() == "external" and not kind.endswith(_FOLLOWED))
