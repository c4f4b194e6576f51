"""What came of a meeting, item by item: the minutes, what was corrected, what was decided, and who may approve."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from conferences.codes import State
from conferences.models import Attendee, Item, Minutes, MinutesCorrection, MinutesDraft
from conferences.pages.meeting import Outcome, Slot, outcomes, slots
from conferences.services.minutes import Standing
from conferences.taking_part import approvers_of


@dataclass(frozen=True)
class ItemRecord:
    """`waits_for`: who can approve, in words; `may_approve`: whether that is the reader."""

    slot: Slot
    there: Standing
    corrections: list[MinutesCorrection]
    outcome: Outcome
    may_approve: bool
    waits_for: str

    @property
    def item(self) -> Item | None:
        return self.slot.item

    @property
    def minutes(self) -> Minutes | None:
        return self.there.minutes


def records(user, conference) -> tuple[list[ItemRecord], list[Slot]]:
    """(what the reader takes part in, what they do not). As many queries for twelve items as for one."""
    found = slots(user, conference)
    items = [slot.item for slot in found if slot.item]
    drafts = _by_item(MinutesDraft.objects.visible_to(user).filter(item__in=items).select_related("writer"))
    minutes = _by_item(Minutes.objects.visible_to(user).filter(item__in=items).select_related("writer", "approved_by"))
    corrections = (
        MinutesCorrection.objects.visible_to(user).filter(minutes__in=minutes.values()).select_related("author", "minutes")
    )
    below = {}
    for correction in corrections.order_by("at", "id"):
        below.setdefault(correction.minutes.item_id, []).append(correction)
    decided = outcomes(user, items)
    waiting = [minutes[item.pk] for item in items if item.pk in minutes and not minutes[item.pk].locked_at]
    who = approvers_of(conference, waiting) if conference.state == State.HELD else {}
    shown = []
    for slot in found:
        if slot.item is None:
            continue
        pk = slot.item.pk
        people = who.get(pk, [])
        shown.append(
            ItemRecord(
                slot, Standing(drafts.get(pk), minutes.get(pk)), below.get(pk, []), decided[pk],
                user.pk in {one.pk for one in people}, "、".join(one.display_name for one in people) or _("(nobody)"),
            )
        )  # fmt: skip
    return shown, [slot for slot in found if slot.item is None]


def came(people: list[Attendee]) -> tuple[list[Attendee], list[Attendee]]:
    return [one for one in people if one.came], [one for one in people if not one.came]


def _by_item(rows) -> dict:
    return {row.item_id: row for row in rows.order_by("pk")}
