"""Word, Excel and PowerPoint as ZIP packages (ECMA-376, part 2). Kept as they came, so each part is looked at: nothing grows, nothing runs.

The file of a part is read piece by piece, and no more of it than its entry promises.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from posixpath import normpath
from urllib.parse import unquote
from xml.parsers import expat

from attachments.child import refused
from attachments.child.refused import Refused

MOST_PARTS, MOST_BYTES = 5_000, 200_000_000
PIECE = 65_536
CONTENT_TYPES = "[Content_Types].xml"
_MAIN = "application/vnd.openxmlformats-officedocument."
MAIN = {
    f"{_MAIN}wordprocessingml.document.main+xml": "word",
    f"{_MAIN}spreadsheetml.sheet.main+xml": "excel",
    f"{_MAIN}presentationml.presentation.main+xml": "powerpoint",
    f"{_MAIN}presentationml.slideshow.main+xml": "powerpoint",
}
MACROS = re.compile(r"vbaproject|vbadata|macrosheets|\.(?:doc|xls|ppt|dot|xlt|pot)m$|\.xlsb$", re.IGNORECASE)
RUNS = re.compile(
    r"(?:^|/)(?:activex|webextensions)/|oleobject|\.(?:exe|dll|js|vbs|hta|bat|cmd|ps1|scr|lnk|jar|html?)$", re.IGNORECASE
)
PROGRAMS = (b"MZ", b"\x7fELF", b"\xd0\xcf\x11\xe0", b"#!", b"%PDF-")
# What Office fetches from elsewhere when the document is opened: some of it runs, and all of it tells that machine who opens it.
FETCHED = ("/attachedTemplate", "/oleObject", "/frame", "/subDocument", "/image", "/video", "/audio", "/media")
# By a protocol, or by the name of a machine; a drive of one's own (C:, file:///C:) is here.
ELSEWHERE = re.compile(r"^(?!(?:file:///)?[a-z]:)(?:[a-z][a-z0-9+.-]*:|[\\/]{2})", re.IGNORECASE)
# Another document, RTF or a page of the web, that Word reads in as if it were typed there.
READ_IN = "/aFChunk"


def kind_of(data: bytes, nested: bool = False) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _looked_through(package, data, nested)
    except Refused:
        raise
    except Exception as error:  # Of whatever kind: what a library makes of somebody's file is not known.
        raise Refused(refused.BROKEN) from error


def _looked_through(package: zipfile.ZipFile, data: bytes, nested: bool) -> str:
    parts = package.infolist()
    _judge_table(parts, data)
    kinds: list[str] = []
    for part in parts:
        name = part.filename.lower()
        if name == CONTENT_TYPES.lower():
            kinds = list(_kinds(_xml(package, part, elements=True)))
        elif name.endswith(".rels"):
            _judge_links(_xml(package, part, elements=True))
        elif name.endswith((".xml", ".vml")):
            _xml(package, part)
        else:
            _judge_other(package, part, nested)
    if len(kinds) != 1:
        raise Refused(refused.UNKNOWN if not kinds else refused.BROKEN)
    return kinds[0]


def _judge_table(parts: list[zipfile.ZipInfo], data: bytes) -> None:
    names = [part.filename for part in parts]
    # Nothing stands behind the table of contents, and nothing is there twice: each program would read another file.
    if data[-22:-18] != b"PK\x05\x06" or len({name.lower() for name in names}) < len(names):
        raise Refused(refused.BROKEN)
    if any(name.startswith("/") or "\\" in name or normpath(name).startswith("..") or ":" in name for name in names):
        raise Refused(refused.BROKEN)
    if any(part.flag_bits & 1 for part in parts):
        raise Refused(refused.LOCKED)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
        raise Refused(refused.GROWS)
    if any(map(MACROS.search, names)):
        raise Refused(refused.MACROS)
    if any(map(RUNS.search, names)):
        raise Refused(refused.RUNS)


def _pieces(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with package.open(part) as stream:
        while piece := stream.read(PIECE):
            yield piece


def _xml(package: zipfile.ZipFile, part: zipfile.ZipInfo, *, elements: bool = False) -> list[tuple[str, dict[str, str]]]:
    """Its elements, where they are wanted. A document that declares entities is refused: a few lines of those can become gigabytes."""
    found: list[tuple[str, dict[str, str]]] = []

    def refuse(*_declaration: object) -> None:
        raise Refused(refused.GROWS)

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    if elements:
        parser.StartElementHandler = lambda name, attributes: found.append((name.rpartition(":")[2], attributes))
    for piece in _pieces(package, part):
        parser.Parse(piece, False)
    parser.Parse(b"", True)
    return found


def _kinds(elements: list[tuple[str, dict[str, str]]]) -> Iterator[str]:
    for _name, attributes in elements:
        content_type = attributes.get("ContentType", "")
        if "macroenabled" in content_type.lower() or "vbaproject" in content_type.lower():
            raise Refused(refused.MACROS)
        if content_type in MAIN:
            yield MAIN[content_type]


def _judge_links(elements: list[tuple[str, dict[str, str]]]) -> None:
    for _name, given in elements:
        if given.get("Type", "").endswith(READ_IN):
            raise Refused(refused.RUNS)
        is_fetched = given.get("TargetMode") == "External" and given.get("Type", "").endswith(FETCHED)
        if is_fetched and ELSEWHERE.match(unquote(given.get("Target", "")).strip()):
            raise Refused(refused.RUNS)


def _judge_other(package: zipfile.ZipFile, part: zipfile.ZipInfo, nested: bool) -> None:
    """A picture, or a table behind a chart, which is a package of its own. What is a program by its first bytes is none of them."""
    pieces = _pieces(package, part)
    first = next(pieces, b"")
    if first.startswith(PROGRAMS):
        raise Refused(refused.RUNS)
    if first.startswith(b"PK\x03\x04"):
        if nested:
            raise Refused(refused.GROWS)
        kind_of(first + b"".join(pieces), nested=True)
        return
    for _piece in pieces:
        pass
