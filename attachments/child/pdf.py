"""A PDF is kept as it came, so what in it could run, open or carry something else is looked for: in its text, and in what lies packed.

Names can be written with signs for letters (/J#61vaScript) and can lie in packed object streams (ISO 32000-1, 7.3.5 and 7.5.7).
"""

import re
import zlib

from attachments.child import refused
from attachments.child.refused import Refused

# What is unpacked of one stream, and of all.
EACH, ALL = 4_000_000, 400_000_000
# Where readers look for the end of the file; a ZIP's table of contents would stand within the last 64 KB.
END, ZIP_END = 1_024, 66_000
RUNS = re.compile(
    rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|GoToE|ImportData|Movie|Rendition)(?![A-Za-z0-9])|/XFA(?=\s*[\[0-9%])"
)
LOCKED = re.compile(rb"/Encrypt(?![A-Za-z0-9])")
STREAM = re.compile(rb"(?<!end)stream[ \t]*(?:\r\n|\n|\r)")
OBJECTS = re.compile(rb"/ObjStm(?![A-Za-z0-9])")
_SIGN = re.compile(rb"#([0-9A-Fa-f]{2})")


def look_into(data: bytes) -> None:
    if b"%%EOF" not in data[-END:] or b"startxref" not in data[-END - 200 :] or b"PK\x05\x06" in data[-ZIP_END:]:
        raise Refused(refused.BROKEN)
    text = _plain(data)
    if LOCKED.search(text):
        raise Refused(refused.LOCKED)
    _judge(text)
    left, begun = ALL, 0
    for found in STREAM.finditer(data):
        # All since the stream before: where a dictionary begins, its own words could hide.
        head, begun = _plain(data[begun : found.start()]), found.end()
        holds_objects = OBJECTS.search(head) is not None
        unpacked, whole = _unpacked(memoryview(data)[found.end() :], holds_objects)
        if holds_objects and not (whole and b"/FlateDecode" in head and head.count(b"Decode") == 1):
            raise Refused(refused.BROKEN)
        left -= len(unpacked)
        if left < 0:
            raise Refused(refused.GROWS)
        _judge(_plain(unpacked))


def _judge(text: bytes) -> None:
    if RUNS.search(text):
        raise Refused(refused.RUNS)


def _plain(text: bytes) -> bytes:
    return _SIGN.sub(lambda found: bytes([int(found[1], 16)]), text) if b"#" in text else text


def _unpacked(packed: memoryview, wanted: bool) -> tuple[bytes, bool]:
    """(as much as is looked at, whether that is all). A stream that is not packed was looked at already."""
    if not wanted and packed[:1] not in (b"\x78", b"\x58", b"\x68", b"\x48", b"\x38", b"\x28", b"\x18", b"\x08"):
        return b"", True
    unpack = zlib.decompressobj()
    try:
        # What is packed lies within these bytes, or is more than is looked at.
        found = unpack.decompress(packed[: 2 * EACH], EACH)
    except zlib.error:
        return b"", False
    return found, unpack.eof
