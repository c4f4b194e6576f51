"""What a kept file is, and whether a virus scanner has looked at it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

_OFFICE = "application/vnd.openxmlformats-officedocument."


class Kind(TextChoices):
    IMAGE = "image", pgettext_lazy("file", "Photograph")
    PDF = "pdf", _("PDF")
    WORD = "word", _("Word")
    EXCEL = "excel", _("Excel")
    POWERPOINT = "powerpoint", _("PowerPoint")

    @property
    def suffix(self) -> str:
        return FORMATS[self][0]

    @property
    def content_type(self) -> str:
        return FORMATS[self][1]

    @property
    def opens_here(self) -> bool:
        """A browser shows it by itself, in its own box. What an Office opens is saved first."""
        return self in (Kind.IMAGE, Kind.PDF)


FORMATS = {
    Kind.IMAGE: ("jpg", "image/jpeg"),
    Kind.PDF: ("pdf", "application/pdf"),
    Kind.WORD: ("docx", f"{_OFFICE}wordprocessingml.document"),
    Kind.EXCEL: ("xlsx", f"{_OFFICE}spreadsheetml.sheet"),
    Kind.POWERPOINT: ("pptx", f"{_OFFICE}presentationml.presentation"),
}


class Scan(TextChoices):
    CLEAN = "clean", _("No virus found")
    NONE = "none", _("Not scanned for viruses")
    FOUND = "found", _("A virus was found")

    @property
    def chip(self) -> tuple[str, str, str]:
        """(word, kind, icon)"""
        return (str(self.label), *{Scan.CLEAN: ("ok", "check"), Scan.NONE: ("warn", "tri"), Scan.FOUND: ("bad", "oct")}[self])
