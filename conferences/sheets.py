"""A case sheet as its papers have it: the chosen texts with their names, or without them, and what still holds it back."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conferences.at_table import AtTable, Tables, at_table
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
    return at_table(item, user, **chosen(sheet))


def masked_of(item, sheet, table: AtTable) -> list[Masked]:
    """By rule, or as somebody wrote it since, as long as the text it was made of is the same. Looked through anew each time: whoever was
    written into the record or put on the agenda meanwhile is found."""
    written = sheet.masked.get("texts", {}) if sheet else {}
    settled = {one["mark"] for one in sheet.findings if one["how"] == "keep"} if sheet else set()
    found = []
    for source in texts_of(item, sheet):
        kept = written.get(source.key)
        own = kept is not None and kept["of"] == digest(source.text)
        text = _as_called(item, kept) if own else mask(source.text, table.own, table.rules)
        found.append(Masked(source, text, own, findings(text, table.everybody, table.rules, settled)))
    return found


def by_hand(item, source: Text, text: str) -> dict:
    """What somebody wrote, with a mark of the text it was made of, and how the person was called then."""
    return {"of": digest(source.text), "text": text, "letter": item.letter}


def _as_called(item, kept: dict) -> str:
    """The agenda may have been put into another order since."""
    then = kept.get("letter") or item.letter
    return kept["text"].replace(f"{then}さん", f"{item.letter}さん") if then != item.letter else kept["text"]


@dataclass(frozen=True)
class Laid:
    """The sheet of one item as its papers have it, looked through once. `masked`: None where nobody gets it without names."""

    sheet: Sheet | None
    texts: list[Text]
    masked: list[Masked] | None = None

    def of(self, *, masked: bool) -> list[Text]:
        if not masked:
            return self.texts
        return [Text(one.source.key, one.source.title, one.text, one.source.day) for one in self.masked or ()]

    @property
    def lacks(self) -> list[str]:
        """Why no paper can be made of it yet."""
        if self.sheet is None:
            return [_("There is no case sheet yet.")]
        if not any(text.key != QUESTION for text in self.texts):
            return [_("Nothing is switched on in the case sheet.")]
        left = sum(len(one.open) for one in self.masked or ())
        message = ngettext(
            "In the sheet without names %(count)d place is not settled yet.",
            "In the sheet without names %(count)d places are not settled yet.",
            left,
        )
        return [message % {"count": left}] if left else []


def laid_of(user, items: list, masked: Collection, tables: Tables | None) -> dict:
    """{item: its sheet}, of items about cases. `masked`: those that somebody gets without names; they are looked through at `tables`."""
    sheets = {sheet.item_id: sheet for sheet in Sheet.objects.visible_to(user).filter(item__in=items)}
    found = {}
    for item in items:
        sheet = sheets.get(item.pk)
        without = masked_of(item, sheet, tables.of(item, **chosen(sheet))) if item.pk in masked and tables else None
        found[item.pk] = Laid(sheet, texts_of(item, sheet), without)
    return found


def chosen(sheet) -> dict[str, bool]:
    """Whether the names of agencies and districts stay. A district does only where somebody chose it: with an age and what is told it may
    name the person, and how many live there like them, no record knows."""
    kept = sheet.masked if sheet else {}
    return {"institutions": kept.get("institutions", True), "districts": kept.get("districts", False)}


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
