"""From a template and plain data to the bytes of a file. Data never becomes markup, and a template reads nothing outside of its folder."""

import io
import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import typst
from django.utils import timezone
from docxtpl import DocxTemplate

from documents.fonts import font

BASE = Path(__file__).parent / "typst" / "base.typ"
# For keeping (fonts inside, nothing outside) and for being read aloud; both refuse a character that the font lacks.
STANDARDS: tuple[Any, ...] = ("a-2a", "ua-1")
PLACE = re.compile(r":(\d+):\d+")


class NotMade(Exception):
    """The template and the data do not go together. Says where in the template, and none of the data."""


def make_pdf(template: Path, data: Mapping, *, at: datetime | None = None) -> bytes:
    """A PDF of `data`, JSON values only. `at`: the moment that it carries as its date."""
    moment = int((at or timezone.now()).timestamp())
    made: bytes = _typeset(template, data, format="pdf", pdf_standards=list(STANDARDS), timestamp=moment)
    return made


def make_pictures(template: Path, data: Mapping) -> list[bytes]:
    """Each page as a PNG, for what cannot show the drawing itself."""
    made = _typeset(template, data, format="png", ppi=200.0)
    return made if isinstance(made, list) else [made]


def make_docx(template: Path, data: Mapping) -> bytes:
    """A Word file. What a template asks for and the data lacks is an error."""
    document = DocxTemplate(template)
    try:
        document.render(dict(data), jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=True), autoescape=True)
    except jinja2.TemplateError as error:
        raise NotMade(f"{template.name}: {type(error).__name__}") from None
    about = document.docx.core_properties
    about.author = about.last_modified_by = about.comments = ""
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _typeset(template: Path, data: Mapping, **options: Any) -> Any:
    shown = font()
    inputs = {"data": json.dumps(data, ensure_ascii=False), "font": shown.family}
    try:
        made = typst.compile(_source(template), root=template.parent, font_paths=shown.fonts, sys_inputs=inputs, **options)
    except typst.TypstError as error:
        # Its own text repeats the data.
        line = PLACE.search(error.diagnostic or "")
        raise NotMade(f"{template.name}: line {int(line[1]) - _lines() if line else '?'}") from None
    return made


@cache
def _source(template: Path) -> bytes:
    """The template behind the base, as one text: so it needs no way to the base's folder."""
    return BASE.read_bytes() + template.read_bytes()


@cache
def _lines() -> int:
    return BASE.read_bytes().count(b"\n")
