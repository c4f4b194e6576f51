"""What lies in a browser's profile, as a finder with patience reads it: each file, and inside LevelDB's compressed blocks."""

from base64 import b64encode
from pathlib import Path
from urllib.parse import quote

MAGIC = bytes.fromhex("57fb808b247547db")
FOOTER = 48
SNAPPY = 1
# What is shorter stands in megabytes of noise by chance.
SHORTEST = 8


def found(folder: Path, texts) -> set[str]:
    """Which of the texts lie there, in whichever form."""
    whole = b"\n".join(contents_of(folder))
    return {text for text in texts if any(form in whole for form in forms(text))}


def forms(text: str) -> set[bytes]:
    plain = text.encode()
    return {
        plain, text.encode("utf-16-le"), text.encode("utf-16-be"), text.encode("cp932", "ignore") or plain, quote(text).encode(),
        text.encode("unicode_escape"), *_base64(plain), *_base64(text.encode("utf-16-le")),
    }  # fmt: skip


def _base64(data: bytes) -> list[bytes]:
    """As it stands inside something longer, at each of the three places, in both alphabets; without what its neighbours decide."""
    found = []
    for before in range(3):
        coded = b64encode(b"\0" * before + data)
        inner = coded[(before * 8 + 5) // 6 : len(coded) - 4 if coded.endswith(b"=") else len(coded)]
        if len(inner) < SHORTEST:
            continue
        found += [inner, inner.replace(b"+", b"-").replace(b"/", b"_")]
    return found


def contents_of(folder: Path):
    for path in folder.rglob("*"):
        if path.is_symlink() or not path.is_file():
            continue
        content = path.read_bytes()
        yield content
        if content[-8:] == MAGIC:
            yield from blocks(content)


def blocks(table: bytes):
    """The data blocks of a sorted table of LevelDB, unpacked."""
    at = len(table) - FOOTER
    _offset, at = _varint(table, at)
    _size, at = _varint(table, at)
    offset, at = _varint(table, at)
    size, _at = _varint(table, at)
    for value in _values(_block(table, offset, size)):
        start, at = _varint(value, 0)
        length, _at = _varint(value, at)
        yield _block(table, start, length)


def _block(table, offset, size) -> bytes:
    content, kind = table[offset : offset + size], table[offset + size]
    return unsnappy(content) if kind == SNAPPY else content


def _values(block: bytes):
    """Of an index block: each entry is shared, unshared and value length, then both."""
    restarts = int.from_bytes(block[-4:], "little")
    at, end = 0, len(block) - 4 * (restarts + 1)
    while at < end:
        _shared, at = _varint(block, at)
        unshared, at = _varint(block, at)
        length, at = _varint(block, at)
        yield block[at + unshared : at + unshared + length]
        at += unshared + length


def unsnappy(packed: bytes) -> bytes:
    length, at = _varint(packed, 0)
    out = bytearray()
    while at < len(packed):
        tag = packed[at]
        at += 1
        if tag & 3 == 0:
            size = tag >> 2
            if size >= 60:
                more = size - 59
                size = int.from_bytes(packed[at : at + more], "little")
                at += more
            out += packed[at : at + size + 1]
            at += size + 1
            continue
        width = {1: 1, 2: 2, 3: 4}[tag & 3]
        back = int.from_bytes(packed[at : at + width], "little")
        at += width
        size = (tag >> 2) + 1
        if tag & 3 == 1:
            back, size = back | (tag >> 5) << 8, (tag >> 2 & 7) + 4
        for _step in range(size):
            out.append(out[-back])
    assert len(out) == length
    return bytes(out)


def _varint(data, at) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7
