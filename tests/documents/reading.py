"""A PDF opened again, as whoever got it could: its words, its metadata, and every stream of it unpacked."""

import io

from pypdf import PdfReader
from pypdf.generic import StreamObject


def opened(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def text(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in opened(pdf).pages)


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in opened(pdf).pages]


def everything(pdf: bytes) -> bytes:
    """The file as it lies, and every stream without its packing."""
    reader = opened(pdf)
    parts = [pdf]
    for number in range(1, reader.trailer["/Size"]):
        found = reader.get_object(number)
        parts += [found.get_data()] if isinstance(found, StreamObject) else [repr(found).encode()]
    return b"\n".join(parts)


def fonts_inside(pdf: bytes) -> list[bool]:
    """Of each font whether its shapes lie in the file."""
    found = []
    for page in opened(pdf).pages:
        for font in page["/Resources"]["/Font"].values():
            (descendant,) = font.get_object()["/DescendantFonts"]
            descriptor = descendant.get_object()["/FontDescriptor"].get_object()
            found.append(any(name in descriptor for name in ("/FontFile", "/FontFile2", "/FontFile3")))
    return found
