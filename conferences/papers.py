"""Who gets which items on paper, and what is held back and why.

An item about a case goes on paper only when every attendee has an answer (`basis.py`), its question is written and its sheets can be
printed. What one item lacks holds back no other one.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.models import Person
from conferences.answers import Answers, answers_of
from conferences.basis import Found, Remedy
from conferences.codes import Answer
from conferences.models import Attendee, Conference, Item
from conferences.sheets import Text, sheet_ready, sheet_texts

NOTHING = Found(Answer.NOTHING, "")


@dataclass(frozen=True)
class Flaw:
    """Why an item is held back. `whom`: the attendee without an answer, or nothing when it is about the item."""

    why: str | Promise
    whom: str = ""
    remedies: tuple[Remedy, ...] = ()


@dataclass(frozen=True)
class Reader:
    """`seen`: {item: how}, of what goes on their paper. `without`: {item: why not}."""

    n: int
    attendee: Attendee
    seen: dict[UUID, str]
    without: dict[UUID, str | Promise]


@dataclass(frozen=True)
class Plan:
    """`texts`: {(item, whether masked): what its sheet says}. `order`: every item with its minutes.
    `unseen`: how many of them whoever asks cannot see: those go on no paper of theirs."""

    conference: Conference
    items: list[Item]
    readers: list[Reader]
    held: dict[UUID, list[Flaw]]
    texts: dict[tuple[UUID, bool], list[Text]]
    names: dict[UUID, str]
    order: list[tuple[UUID, int]] = field(default_factory=list)
    unseen: int = 0

    @property
    def hides_names(self) -> bool:
        """Whether somebody at the table may not know every name."""
        return any(set(reader.seen.values()) != {Answer.REAL} or reader.without for reader in self.readers)


def plan_of(user, conference: Conference) -> Plan:
    rows = Item.objects.filter(conference=conference).present()
    items = list(
        rows.visible_to(user).select_related("case__dossier", "presenter__user", "presenter__agency", "presenter__contact")
    )
    order = list(rows.order_by("order", "added_at", "id").values_list("pk", "minutes"))
    present = Attendee.objects.in_dossier_of(conference, user).filter(conference=conference).present()
    attendees = list(present.with_names())
    answers = answers_of(user, conference, items, attendees)
    versions = {item.pk: _versions(item, attendees, answers) for item in items}
    held = {item.pk: found for item in items if (found := _flaws(user, item, attendees, answers, versions[item.pk]))}
    texts = {
        (item.pk, masked): sheet_texts(item, user, masked=masked)
        for item in items
        if item.case_id and item.pk not in held
        for masked in versions[item.pk]
    }
    readers = [_reader(n, one, items, answers, held) for n, one in enumerate(attendees, start=1)]
    return Plan(conference, items, readers, held, texts, _names(user, items), order, len(order) - len(items))


def _reader(n, attendee, items, answers, held) -> Reader:
    seen, without = {}, {}
    for item in items:
        found = answers.get((item.pk, attendee.pk), NOTHING)
        if item.pk in held:
            without[item.pk] = _("Held back from everybody")
        elif found.answer == Answer.NOTHING:
            without[item.pk] = found.why
        else:
            seen[item.pk] = found.answer
    return Reader(n, attendee, seen, without)


def _versions(item: Item, attendees: list[Attendee], answers: Answers) -> list[bool]:
    """Which sheets are wanted: with the name (False), without it (True)."""
    shown = {answers.get((item.pk, one.pk), NOTHING).answer for one in attendees}
    return [masked for answer, masked in ((Answer.REAL, False), (Answer.MASKED, True)) if answer in shown]


def _flaws(user, item: Item, attendees: list[Attendee], answers: Answers, versions: list[bool]) -> list[Flaw]:
    if item.case_id is None:
        return []
    found = {one: answers.get((item.pk, one.pk), NOTHING) for one in attendees}
    flaws = [Flaw(said.why, one.shown_name, said.remedies) for one, said in found.items() if said.holds_back]
    if item.lacks_question:
        flaws.append(Flaw(_("It does not say yet what is to be decided.")))
    reasons = [why for masked in versions for why in sheet_ready(item, user, masked=masked)]
    return flaws + [Flaw(why) for why in dict.fromkeys(reasons)]


def _names(user, items) -> dict[UUID, str]:
    """{item: the person's name}, as far as whoever asks can find them. Which of them goes on whose paper, the answers say."""
    subjects = defaultdict(list)
    for item in items:
        if item.case_id and item.case.subject_id:
            subjects[item.case.subject_id].append(item.pk)
    people = Person.objects.visible_to(user, "person.find").filter(pk__in=subjects)
    return {pk: person.name for person in people for pk in subjects[person.pk]}
