"""Files as people have them, and as somebody who means harm makes them: all made here, none is kept in the repository."""

import io
import struct
import zipfile
import zlib

from PIL import Image, ImageDraw

_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument."
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = f"{_MAIN}wordprocessingml.document.main+xml"
EXCEL = f"{_MAIN}spreadsheetml.sheet.main+xml"
POWERPOINT = f"{_MAIN}presentationml.presentation.main+xml"


def photograph(size=(60, 40), *, kind="JPEG", turned=False, **more) -> bytes:
    """Left red, right white. `turned`: as a telephone held upright writes it, with its place and a comment."""
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2 - 1, size[1]), fill="red")
    if turned:
        exif = Image.Exif()
        exif[0x0112], exif[0x010F] = 6, "CAMERA-OF-UEKI"
        exif.get_ifd(0x8825)[1] = "N"
        exif.get_ifd(0x8825)[29] = "2023:09:12"
        more |= {"exif": exif, "comment": b"COMMENT-OF-UEKI"}
    made = io.BytesIO()
    image.save(made, kind, **more)
    return made.getvalue()


def wide_png(width: int, height: int) -> bytes:
    """A picture that says it is that large, in some bytes: one row of zeros, packed."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack("!I", len(body)) + name + body + struct.pack("!I", zlib.crc32(name + body))

    head = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(10_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def pdf(*objects: bytes, trailer: bytes = b"", tail: bytes = b"") -> bytes:
    """One page, and these objects besides."""
    body = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    body += b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
    body += b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] >>\nendobj\n"
    for number, one in enumerate(objects, 4):
        body += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    return body + b"trailer\n<< /Root 1 0 R %s >>\nstartxref\n9\n%%%%EOF\n" % trailer + tail


def packed(text: bytes, head: bytes = b"") -> bytes:
    """A stream object."""
    body = zlib.compress(text, 9)
    return b"<< /Length %d /Filter /FlateDecode %s >>\nstream\n%s\nendstream" % (len(body), head, body)


def office(kind: str = WORD, parts: dict | None = None, links: str = "", comment: bytes = b"", **more) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "[Content_Types].xml", f'<Types xmlns="{_TYPES}"><Override PartName="/main.xml" ContentType="{kind}"/></Types>'
        )
        package.writestr("_rels/.rels", f'<Relationships xmlns="{_LINKS}">{links}</Relationships>')
        package.writestr("main.xml", more.get("main", "<main/>"))
        for name, body in (parts or {}).items():
            package.writestr(name, body)
        package.comment = comment
    return file.getvalue()


def link(kind: str, target: str) -> str:
    return f'<Relationship Id="r1" Type="{_OFFICE}/{kind}" Target="{target}" TargetMode="External"/>'


def said_locked(data: bytes) -> bytes:
    """As if its parts were locked by a password: the sign of it in each entry."""
    file = bytearray(data)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = file.find(mark)
        while at >= 0:
            file[at + place] |= 1
            at = file.find(mark, at + 4)
    return bytes(file)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
# Everybody's billion laughs.
ENTITIES = '<!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;">]><main>&b;</main>'
