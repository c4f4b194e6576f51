"""What a file is, by what stands in it; its name says nothing."""

from attachments.child import refused
from attachments.child.refused import Refused

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
HEIC = (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypmsf1", b"ftypavif")


def look(data: bytes) -> tuple[str, bytes]:
    """(kind, the file to be kept instead or nothing)"""
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (data[:4], data[8:12]) == (b"RIFF", b"WEBP"):
        from attachments.child.images import redrawn

        return "image", redrawn(data)
    if data.startswith(b"%PDF-"):
        from attachments.child.pdf import look_into

        look_into(data)
        return "pdf", b""
    if data.startswith(b"PK\x03\x04"):
        from attachments.child.office import kind_of

        return kind_of(data), b""
    if data.startswith(OLE):
        raise Refused(refused.LOCKED if ENCRYPTED in data else refused.OLD)
    raise Refused(refused.HEIC if data[4:12] in HEIC else refused.UNKNOWN)
