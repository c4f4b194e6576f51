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
from conferences.codes import Answer
from conferences.models import Attendee, Conference, Item
from conferences.sheets import Laid, Text, laid_of
from conferences.told import NOTHING, Flaw, Told, told_of


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
    `hidden`: the items of which not everybody at the table may know the name. `unseen`: how many whoever asks cannot see: those go on
    no paper of theirs. `flaws`: what stands on every paper and must not stand on one; none is made until it is mended."""

    conference: Conference
    items: list[Item]
    readers: list[Reader]
    held: dict[UUID, list[Flaw]]
    texts: dict[tuple[UUID, bool], list[Text]]
    names: dict[UUID, str]
    order: list[tuple[UUID, int]] = field(default_factory=list)
    hidden: frozenset[UUID] = frozenset()
    unseen: int = 0
    flaws: list[Flaw] = field(default_factory=list)


def plan_of(user, conference: Conference) -> Plan:
    """As many questions to the database however many items and readers there are."""
    rows = Item.objects.filter(conference=conference).present()
    shown = rows.visible_to(user).select_related(
        "case__dossier", "case__area", "presenter__user", "presenter__agency", "presenter__contact"
    )
    items = list(shown)
    order = list(rows.order_by("order", "added_at", "id").values_list("pk", "minutes"))
    present = Attendee.objects.in_dossier_of(conference, user).filter(conference=conference).present()
    attendees = list(present.with_names())
    answers = answers_of(user, conference, items, attendees)
    told = told_of(conference, user, items, attendees, answers, order)
    laid = laid_of(user, [item for item in items if item.case_id], told.masked, told.tables)
    held = {item.pk: found for item in items if (found := _flaws(item, attendees, answers, told, laid))}
    texts = {
        (pk, masked): laid[pk].of(masked=masked)
        for wanted, masked in ((told.real, False), (told.masked, True))
        for pk in wanted
        if pk in laid and pk not in held
    }
    readers = [_reader(n, one, items, answers, held) for n, one in enumerate(attendees, start=1)]
    flaws = told.of_meeting(conference, attendees)
    return Plan(
        conference, items, readers, held, texts, _names(user, items), order, told.hidden, len(order) - len(items), flaws
    )


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


def _flaws(item: Item, attendees: list[Attendee], answers: Answers, told: Told, laid: dict[UUID, Laid]) -> list[Flaw]:
    if item.case_id is None:
        return told.of_matter(item)
    found = {one: answers.get((item.pk, one.pk), NOTHING) for one in attendees}
    flaws = [Flaw(said.why, one.shown_name, said.remedies) for one, said in found.items() if said.holds_back]
    if item.case.is_closed:
        flaws.append(Flaw(_("The case was closed meanwhile: take it off, or reopen it.")))
    if item.lacks_question:
        flaws.append(Flaw(_("It does not say yet what is to be decided.")))
    if {item.pk} & (told.real | told.masked):
        flaws += [Flaw(why) for why in laid[item.pk].lacks]
    return flaws + told.of_case(item, laid[item.pk])


def _names(user, items) -> dict[UUID, str]:
    """{item: the person's name}, as far as whoever asks can find them. Which of them goes on whose paper, the answers say."""
    subjects = defaultdict(list)
    for item in items:
        if item.case_id and item.case.subject_id:
            subjects[item.case.subject_id].append(item.pk)
    people = Person.objects.visible_to(user, "person.find").filter(pk__in=subjects)
    return {pk: person.name for person in people for pk in subjects[person.pk]}
