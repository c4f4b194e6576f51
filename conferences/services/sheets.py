"""事例シート: taken from the case, written by whoever presents it, and its version without names settled place by place."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from casework.models import Case
from casework.sheet_blocks import blocks_of_case
from conferences.codes import State
from conferences.models import Item, Sheet
from conferences.services.meetings import NoLongerOpen
from conferences.sheets import by_hand, masked_of, table_of
from privacy.gate import require, service

KEEP, REPLACE = "keep", "replace"
LONGEST = 10_000


class CannotReadName(ValidationError):
    """A place that may be the name of somebody whose record the actor cannot read: they cannot say that it is none."""

    def __init__(self):
        message = _(
            "This may be the name of somebody whose record you cannot read. Whoever prepares the meeting and reads it settles this."
        )
        super().__init__(message)


class Final(ValidationError):
    """It is on papers that were made."""

    def __init__(self):
        super().__init__(
            _(
                "Papers were made of this sheet, so that it stays as it is. To change it, open it again; then make the papers anew."
            )
        )


@service("item.prepare", on=lambda item, **_: item)
def sheet_take(item, *, actor, now=None) -> Sheet:
    """Copies what the case says today. Taken again, what nobody has written otherwise is brought up to date and the rest stays."""
    _check_open(item)
    require(actor, "case.read", item.case)
    case = Case.objects.visible_to(actor).select_related("dossier", "area").get(pk=item.case_id)
    now = now or timezone.now()
    sheet = _open(_held(item, actor) or Sheet(item=item, dossier_id=item.dossier_id))
    before = {block["key"]: block for block in sheet.blocks}
    with translation.override(settings.LANGUAGE_CODE):
        fresh = [_block(block, before.get(block.key)) for block in blocks_of_case(actor, case, _last(item))]
    taken = {block["key"] for block in fresh}
    sheet.blocks = fresh + [block for key, block in before.items() if block["edited"] and key not in taken]
    sheet.taken_at = sheet.written_at = now
    return _kept(sheet, actor)


@service("item.prepare", on=lambda item, **_: item)
def sheet_write(item, *, actor, texts: dict[str, str], on: set[str], now=None) -> Sheet:
    """`texts`: {block: what it says}, `on`: the blocks that go onto the paper."""
    _check_open(item)
    sheet = _found(item, actor)
    for text in texts.values():
        _check_length(text)
    sheet.blocks = [_written(block, texts.get(block["key"], block["text"]), block["key"] in on) for block in sheet.blocks]
    sheet.written_at = now or timezone.now()
    return _kept(sheet, actor)


@service("item.prepare", on=lambda item, **_: item)
def sheet_mask(item, *, actor, texts: dict[str, str], institutions: bool, districts: bool, now=None) -> Sheet:
    """What somebody wrote into the version without names. What reads as the rule made it stays the rule's."""
    _check_open(item)
    sheet = _found(item, actor)
    for text in texts.values():
        _check_length(text)
    shown = {one.source.key: one for one in masked_of(item, sheet, table_of(item, sheet, actor))}
    written = dict(sheet.masked.get("texts", {}))
    for key, text in texts.items():
        if key in shown and text != shown[key].text:
            written[key] = by_hand(item, shown[key].source, text)
    sheet.masked = {"institutions": institutions, "districts": districts, "texts": written}
    sheet.written_at = now or timezone.now()
    return _kept(sheet, actor)


@service("item.prepare", on=lambda item, **_: item)
def sheet_settle(item, *, actor, key, mark, how, because="", instead="", alike=False, now=None) -> Sheet:
    """One place: another word stands there (REPLACE), or it stays, with what was said for it (KEEP). `alike`: all that read the same."""
    _check_open(item)
    sheet = _found(item, actor)
    table = table_of(item, sheet, actor)
    blocks = masked_of(item, sheet, table)
    chosen = next(
        ((one, found) for one in blocks for found in one.open if (one.source.key, found.mark(one.text)) == (key, mark)), None
    )
    if chosen is None:
        raise ValidationError(_("This place was changed or settled meanwhile: look at it again."))
    if not table.may_settle(chosen[1]):
        raise CannotReadName
    if how == KEEP and not because.strip():
        raise ValidationError({"because": _("Write why it can stay.")})
    _settle(sheet, blocks, chosen, how, instead, alike, _settled(actor, how, because, now or timezone.now()))
    sheet.written_at = now or timezone.now()
    return _kept(sheet, actor)


@service("item.prepare", on=lambda item, **_: item)
def sheet_reopen(item, *, actor) -> Sheet | None:
    """To be changed, until papers are made anew. What was printed of it says what it said."""
    _check_open(item)
    sheet = _held(item, actor)
    if sheet is not None and sheet.final_at:
        sheet.final_at = None
        sheet.save()
    return sheet


def sheets_hold(conference, actor) -> list[Sheet]:
    """Nobody writes them while papers are made of them."""
    rows = Sheet.objects.visible_to(actor, "item.prepare").filter(item__conference=conference, item__removed_at=None)
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def sheets_close(sheets: list[Sheet], now=None) -> None:
    """They are on the papers that are made in this transaction."""
    for sheet in sheets:
        sheet.final_at = sheet.final_at or now or timezone.now()
        sheet.save()


def _settle(sheet, blocks, chosen, how, instead, alike, words) -> None:
    block, finding = chosen
    same = (block.text[finding.start : finding.end], finding.identity)
    written, settled = dict(sheet.masked.get("texts", {})), list(sheet.findings)
    for one in blocks if alike else [block]:
        places = (
            [found for found in one.open if (one.text[found.start : found.end], found.identity) == same] if alike else [finding]
        )
        settled += [words | {"mark": found.mark(one.text), "key": one.source.key, "text": same[0]} for found in places]
        if how == REPLACE and places:
            written[one.source.key] = by_hand(sheet.item, one.source, _replaced(one.text, places, instead))
    sheet.masked, sheet.findings = sheet.masked | {"texts": written}, settled


def _replaced(text, places, instead) -> str:
    for found in sorted(places, key=lambda found: -found.start):
        text = f"{text[: found.start]}{instead}{text[found.end :]}"
    return text


def _settled(actor, how, reason, now) -> dict:
    return {"how": how, "reason": reason.strip(), "by": str(actor.pk), "at": now.isoformat(timespec="seconds")}


def _check_open(item) -> None:
    if item.removed_at or item.conference.state != State.PLANNED:
        raise NoLongerOpen


def _check_length(text) -> None:
    if len(text) > LONGEST:
        raise ValidationError(_("One part of a sheet holds up to %(most)d letters.") % {"most": LONGEST})


def _held(item, actor) -> Sheet | None:
    return Sheet.objects.in_dossier_of(item, actor, "item.prepare").filter(item=item).select_for_update(of=("self",)).first()


def _found(item, actor) -> Sheet:
    sheet = _held(item, actor)
    if sheet is None:
        raise ValidationError(_("There is no case sheet yet."))
    return _open(sheet)


def _open(sheet) -> Sheet:
    if sheet.final_at:
        raise Final
    return sheet


def _last(item):
    """The day of the last conference that spoke of this case."""
    before = Item.objects.filter(case=item.case_id, removed_at=None, conference__state=State.HELD)
    return (
        before.filter(conference__date__lt=item.conference.date)
        .order_by("-conference__date")
        .values_list("conference__date", flat=True)
        .first()
    )


def _block(block, before) -> dict:
    fresh = {
        "key": block.key, "title": str(block.title), "text": block.text[:LONGEST], "on": True, "edited": False,
        "date": block.day.isoformat() if block.day else "",
    }  # fmt: skip
    return before if before and before["edited"] else fresh | ({"on": before["on"]} if before else {})


def _written(block, text, on) -> dict:
    return block | {"text": text, "on": on, "edited": block["edited"] or text.strip() != block["text"].strip()}


def _kept(sheet, actor) -> Sheet:
    sheet.written_by = actor
    sheet.clean_values()
    sheet.save()
    return sheet
