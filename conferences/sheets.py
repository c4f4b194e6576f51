"""A case sheet as its papers have it: the chosen texts with their names, or without them, and what still holds it back."""

import hashlib
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conferences.at_table import AtTable, at_table
from conferences.masking import Finding, findings, mask
from conferences.models import Sheet

QUESTION = "question"


@dataclass(frozen=True)
class Text:
    key: str
    title: str
    text: str
    day: date | None = None


@dataclass(frozen=True)
class Masked:
    """`by_hand`: somebody wrote it otherwise than the rule did. `open`: what nobody has settled yet."""

    source: Text
    text: str
    by_hand: bool
    open: list[Finding]


def sheet_of(item, user, action=None) -> Sheet | None:
    return Sheet.objects.in_dossier_of(item, user, action).filter(item=item).first()


def texts_of(item, sheet) -> list[Text]:
    """What goes onto the paper with its names: the question of the agenda and each block that is switched on."""
    asked = [Text(QUESTION, _("What is to be decided"), item.question)] if item.question.strip() else []
    chosen = [block for block in sheet.blocks if block["on"] and block["text"].strip()] if sheet else []
    return asked + [Text(block["key"], block["title"], block["text"], _day(block["date"])) for block in chosen]


def table_of(item, sheet, user) -> AtTable:
    kept = sheet.masked if sheet else {}
    return at_table(item, user, institutions=kept.get("institutions", True), districts=kept.get("districts", True))


def masked_of(item, sheet, table: AtTable) -> list[Masked]:
    """By rule, or as somebody wrote it since, as long as the text it was made of is the same. Looked through anew each time: whoever was
    written into the record or put on the agenda meanwhile is found."""
    by_hand = sheet.masked.get("texts", {}) if sheet else {}
    settled = {one["mark"] for one in sheet.findings if one["how"] == "keep"} if sheet else set()
    found = []
    for source in texts_of(item, sheet):
        kept = by_hand.get(source.key)
        own = kept is not None and kept["of"] == digest(source.text)
        text = kept["text"] if own else mask(source.text, table.own, table.rules)
        found.append(Masked(source, text, own, findings(text, table.everybody, table.rules, settled)))
    return found


def sheet_ready(item, user, *, masked: bool) -> list[str]:
    """Why no paper of this item can be made yet; empty where it can. A matter without a case needs no sheet."""
    if item.case_id is None:
        return []
    sheet = sheet_of(item, user)
    if sheet is None:
        return [_("There is no case sheet yet.")]
    if not any(text.key != QUESTION for text in texts_of(item, sheet)):
        return [_("Nothing is switched on in the case sheet.")]
    left = sum(len(one.open) for one in masked_of(item, sheet, table_of(item, sheet, user))) if masked else 0
    message = ngettext(
        "In the sheet without names %(count)d place is not settled yet.",
        "In the sheet without names %(count)d places are not settled yet.",
        left,
    )
    return [message % {"count": left}] if left else []


def sheet_texts(item, user, *, masked: bool) -> list[Text]:
    """For a paper that `sheet_ready` lets through."""
    sheet = sheet_of(item, user)
    if not masked:
        return texts_of(item, sheet)
    found = masked_of(item, sheet, table_of(item, sheet, user))
    return [Text(one.source.key, one.source.title, one.text, one.source.day) for one in found]


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
