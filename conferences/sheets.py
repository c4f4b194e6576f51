"""A case sheet as its papers have it: the chosen texts with their names, or without them, and what still holds it back."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from conferences.models import Sheet

QUESTION = "question"


@dataclass(frozen=True)
class Text:
    key: str
    title: str
    text: str
    day: date | None = None


def sheet_ready(item, user, *, masked: bool) -> list[str]:
    """Why no paper of this item can be made yet; empty where it can. A matter without a case needs no sheet."""
    if item.case_id is None:
        return []
    sheet = _sheet_of(item, user)
    if sheet is None:
        return [_("There is no case sheet yet.")]
    if masked and (not sheet.masked or sheet.findings):
        return [_("In the sheet without names something is not settled yet.")]
    return []


def sheet_texts(item, user, *, masked: bool) -> list[Text]:
    """For a paper that `sheet_ready` lets through."""
    sheet = _sheet_of(item, user)
    asked = sheet.masked[QUESTION] if masked else item.question
    texts = [
        Text(block["key"], block["title"], sheet.masked[block["key"]] if masked else block["text"], _day(block["date"]))
        for block in sheet.blocks
        if block["on"]
    ]
    return [Text(QUESTION, _("What is to be decided"), asked), *texts]


def _sheet_of(item, user) -> Sheet | None:
    return Sheet.objects.in_dossier_of(item, user).filter(item=item).first()


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
