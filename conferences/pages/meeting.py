"""What the meeting page shows: where the meeting stands on its agenda, the item that is spoken of, and what was decided of it last time."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from casework.pages.case_list import opened
from conferences.models import ActionItem, Attendee, Decision, Item, LeftOut
from conferences.taking_part import who_can
from privacy.reach import recusals
from privacy.together import alone

LAST = 8
LIES = ("dossier__restricted", "dossier__parent", "dossier__parent__subject")


@dataclass(frozen=True)
class Slot:
    """One item of the agenda. `item` is None where the reader takes no part in it; `others`: who can
    write it down, where the reader was left out or is recused.

    `name` is what the staff see, `letter` (Aさん) what stands there while names are hidden."""

    number: int
    minutes: int
    begun_at: datetime | None
    item: Item | None = None
    name: str = ""
    letter: str = ""
    case_number: str = ""
    others: str = ""

    @property
    def shown_letter(self) -> str:
        return self.letter or self.name


def slots(user, conference) -> list[Slot]:
    """The agenda in its order, also past what the reader does not see. As many queries for twelve items as for one."""
    every = list(Item.objects.present().filter(conference=conference).values("pk", "minutes", "begun_at", "dossier_id", *LIES))
    open_to_them = Item.objects.visible_to(user).present().filter(conference=conference).select_related("conference")
    out = set(
        LeftOut.objects.filter(item__conference=conference, ended_at=None, attendee__user=user).values_list("item", flat=True)
    )
    mine = {item.pk: item for item in open_to_them if item.pk not in out}
    names = names_of(user, mine.values())
    missing = [row["dossier_id"] for row in every if row["pk"] in out or _keeps_off(row, user)]
    others = who_can("conference.record", conference, missing) if missing else {}
    return [_slot(number, row, mine.get(row["pk"]), names, others, user) for number, row in enumerate(every, start=1)]


def _keeps_off(row, user) -> bool:
    """Whether it is the reader's own recusal that keeps them off. Who can write down what is closed for another reason would tell why."""
    lies = {row["dossier_id"], row["dossier__parent"], row["dossier__parent__subject"]}
    return not row["dossier__restricted"] and not lies.isdisjoint(recusals(user))


def names_of(user, items) -> dict:
    """{item: (name, number of the case)}"""
    return alone(user, called(items))


def called(items):
    """As `names_of`, of a page that asks for more."""
    items = list(items)
    rows = yield from opened(list({item.case_id for item in items if item.case_id}))
    listed = {row.case.pk: row for row in rows}
    return {item.pk: _name(item, listed.get(item.case_id)) for item in items}


def _name(item, row) -> tuple[str, str]:
    if item.case_id is None:
        return item.title, ""
    return row.subject.name if row and row.subject else letter_of(item), row.case.number if row else ""


def letter_of(item) -> str:
    return _("%(letter)s-san") % {"letter": item.letter} if item.letter else ""


def spoken_of(whom) -> list[str]:
    """As what the person is called in the room, the longest first: the whole name, with and without its space, and each part of it.
    One letter alone would be found in any word."""
    said = {way for name in (whom.name, whom.kana) for way in (name, "".join(name.split()), *name.split())}
    return sorted((name for name in said if len(name) > 1), key=len, reverse=True)


def _slot(number, row, item, names, others, user) -> Slot:
    if item is None:
        can = [one.display_name for one in others.get(row["dossier_id"], ()) if one.pk != user.pk]
        return Slot(number, row["minutes"], row["begun_at"], others="、".join(can))
    name, case_number = names[item.pk]
    return Slot(number, item.minutes, item.begun_at, item, name, letter_of(item), case_number)


def current(found: list[Slot]) -> Slot | None:
    """What the meeting came to last; before that, the first that the reader takes part in."""
    mine = [slot for slot in found if slot.item]
    begun = [(slot.begun_at, number) for number, slot in enumerate(mine) if slot.begun_at]
    return mine[max(begun)[1]] if begun else next(iter(mine), None)


def beside(found: list[Slot], item) -> tuple[Item | None, Item | None]:
    """(the one before, the one after) among those the reader takes part in."""
    mine = [slot.item for slot in found if slot.item]
    place = next(place for place, one in enumerate(mine) if one.pk == item.pk)
    return mine[place - 1] if place else None, mine[place + 1] if place + 1 < len(mine) else None


@dataclass(frozen=True)
class LastTime:
    """What earlier meetings decided of the case, and what of that is open; without a case, what is open of the series."""

    decisions: list[Decision]
    actions: list[ActionItem]


def last_time(user, item) -> LastTime:
    if item.case_id is None:
        return LastTime([], [])
    decisions = Decision.objects.visible_to(user).standing().filter(item__case=item.case_id).exclude(item=item)
    actions = ActionItem.objects.visible_to(user).open().filter(item__case=item.case_id).exclude(item=item)
    return LastTime(
        list(decisions.order_by("-at", "-id")[:LAST]), list(actions.select_related("owner").order_by("until_date", "id")[:LAST])
    )


def still_open(user, conference) -> list[ActionItem]:
    """What earlier meetings of its series, or about its person, left open: 次回 takes it over."""
    rows = ActionItem.objects.visible_to(user).open().exclude(item__conference=conference)
    if conference.case_id:
        rows = rows.filter(item__case=conference.case_id)
    elif conference.series_id:
        rows = rows.filter(item__conference__series=conference.series_id, item__conference__date__lte=conference.date)
    else:
        return []
    return list(rows.select_related("owner", "item").order_by("until_date", "id"))


@dataclass(frozen=True)
class Outcome:
    decisions: list[Decision]
    actions: list[ActionItem]


def outcomes(user, items) -> dict:
    """{item: what was decided of it, and who does what}"""
    ids = [item.pk for item in items]
    decisions = Decision.objects.visible_to(user).standing().filter(item__in=ids).order_by("at", "id")
    actions = (
        ActionItem.objects.visible_to(user)
        .filter(item__in=ids, removed_at=None)
        .select_related("owner")
        .order_by("until_date", "id")
    )
    found = {pk: Outcome([], []) for pk in ids}
    for decision in decisions:
        found[decision.item_id].decisions.append(decision)
    for action in actions:
        found[action.item_id].actions.append(action)
    return found


def people_at(user, conference) -> list[Attendee]:
    rows = Attendee.objects.in_dossier_of(conference, user).filter(conference=conference).present().with_names()
    return list(rows.order_by("invited_at", "id"))
