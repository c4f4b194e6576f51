"""A Word file made without a template: A4, in a font that the office's own Word has."""

import io

from docx import Document
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT = "游ゴシック"


def blank(*, across: bool = False, points: float = 10.5) -> Word:
    made = Document()
    page = made.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    page.page_width, page.page_height = (Mm(297), Mm(210)) if across else (Mm(210), Mm(297))
    page.left_margin = page.right_margin = Mm(15 if across else 20)
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3"):
        style = made.styles[name]
        style.font.name = FONT
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
    made.styles["Normal"].font.size = Pt(points)
    made.core_properties.author = made.core_properties.comments = ""
    return made


def head_again(table: Table) -> None:
    """The first row stands on every page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)


def data(made: Word) -> bytes:
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()
