"""Where the watch-over opens a person's record: for whoever goes to the door, and for the office.

A visitor sees name, address, telephone, cautions, what to do when nobody answers, whom to call, the last outcome; nothing else of the
record leaves this module with `round.read`, and no case. The office sees, for each row of its lists, whom it is about; where it acts,
whom to call and their open case too. A few queries, however many rows there are.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import partial

from casework.addresses import address_of, blocks_of
from casework.given import PEOPLE
from casework.models import Case, Person, Relative
from privacy.reach import can
from privacy.reading import show, unshown
from privacy.together import Question, Wanted, alone
from visits.codes import Caution, Outcome
from visits.models import Assignment, Enrolment

MOST_CONTACTS = 2


@dataclass(frozen=True)
class Contact:
    name: str
    relation: str
    phone: str
    key_holder: bool


@dataclass(frozen=True)
class Doorstep:
    """One door on somebody's way. `position` counts from 1 in walking order; `cautions` are (icon, words)."""

    enrolment: Enrolment
    person: Person
    position: int
    name: str
    kana: str
    address: str
    cautions: list[tuple[str, str]]
    caution_text: str
    absence_protocol: str
    handed: str
    last_visit: date | None
    last_outcome: str
    due: date | None
    contacts: list[Contact]

    @property
    def last_words(self) -> str:
        return str(Outcome(self.last_outcome).label) if self.last_outcome else ""


def doors_of(user, today, *, contacts=False) -> list[Doorstep]:
    """This person's doors in walking order, with or without whom to call: a few queries, however many there are."""
    enrolments = (
        Enrolment.objects.visible_to(user, "round.read").running().of_visitor(user, today).filter(start_date__lte=today)
    )
    places = dict(Assignment.objects.filter(user=user).valid(today).values_list("enrolment_id", "position"))
    rows = sorted(enrolments.select_related("dossier"), key=lambda row: (places.get(row.pk, 0), row.created_at))
    return doorsteps(user, rows, contacts=contacts)


def doorsteps(user, enrolments, *, contacts=True) -> list[Doorstep]:
    """In the given order. A person outside the reach is left out."""
    ids = [enrolment.person_id for enrolment in enrolments]
    people = {person.pk: person for person in Person.objects.visible_to(user, "round.read").filter(pk__in=ids)}
    near = _whom_to_call(user, people) if contacts else {}
    blocks = blocks_of(people.values())
    return [
        _doorstep(number, enrolment, people[enrolment.person_id], near.get(enrolment.person_id, ()), blocks)
        for number, enrolment in enumerate(enrolments, 1)
        if enrolment.person_id in people
    ]


def _whom_to_call(user, people) -> dict:
    """{person id: the first few relatives in the order in which they are called}"""
    found: dict = {}
    near = Relative.objects.visible_to(user, "round.read").filter(person__in=list(people), emergency_rank__isnull=False)
    with unshown():
        rows = list(near.present().order_by("emergency_rank", "created_at", "id"))
    for relative in rows:
        of_person = found.setdefault(relative.person_id, [])
        if len(of_person) < MOST_CONTACTS:
            of_person.append(relative)
    return found


def _doorstep(number, enrolment, person, relatives, blocks) -> Doorstep:
    return Doorstep(
        enrolment=enrolment, person=person, position=number, name=person.name, kana=person.kana,
        address=address_of(person, blocks),
        cautions=[(caution.icon, str(caution.label)) for caution in map(Caution, enrolment.cautions)], caution_text=enrolment.caution_text,
        absence_protocol=enrolment.absence_protocol, handed=enrolment.handed or "",
        last_visit=enrolment.last_visit_date, last_outcome=enrolment.last_outcome,
        due=enrolment.next_due_date,
        contacts=[Contact(one.name, one.relation, one.phone, one.key_holder) for one in relatives],
    )  # fmt: skip


@dataclass
class WatchedPerson:
    """Whom an enrolment, an alert or a safety check is about. `case`: the newest open one that the reader may see. The contacts come
    in the order in which they are called.

    `is_full`: address and telephone may be shown too.
    """

    person: Person
    place: str = ""
    address: str = ""
    contacts: list[Relative] = field(default_factory=list)
    case: Case | None = None
    is_full: bool = True

    @property
    def name(self) -> str:
        return self.person.name

    @property
    def phones(self) -> list[str]:
        return self.person.phones if self.is_full else []

    @property
    def key_holders(self) -> list[Relative]:
        return [relative for relative in self.contacts if relative.key_holder]


def _people(user, wanted):
    return Person.objects.visible_to(user, "person.find" if can(user, "person.find") else "round.read").filter(pk__in=wanted)


def names_of(user, ids) -> dict:
    """{person id: Person}, of those whom this reader may see: how somebody is called and that is read, for lists of many."""
    return alone(user, names(user, ids))


def names(user, ids):
    """As `names_of`, of a page that asks for more."""
    if not ids:
        return {}
    asked, given = named(user, ids)
    found = yield Wanted([asked], given)
    return {person.pk: person for person in found[asked]}


def named(user, ids):
    """(the question by which this reader learns who they are, its values)"""
    return found_people if can(user, "person.find") else visited_people, {PEOPLE: list(ids)}


def _named(asker, action):
    found = asker.sees(Person, action).filter(pk__in=PEOPLE)
    return found.only("dossier_id", "family_name", "given_name", "family_kana", "given_kana")


found_people = Question(partial(_named, action="person.find"))
visited_people = Question(partial(_named, action="round.read"))


def watched_people(user, enrolments) -> dict:
    """{person id: WatchedPerson}, of those whom this reader may see, with whom to call and their case."""
    people = _people(user, {enrolment.person_id for enrolment in enrolments})
    is_full = can(user, "round.read")
    found = {person.pk: WatchedPerson(person, is_full=is_full) for person in people}
    blocks = blocks_of(subject.person for subject in found.values())
    for subject in found.values():
        subject.place = blocks.get(subject.person.place_key, "")
        subject.address = address_of(subject.person, blocks) if is_full else ""
    for pk, relatives in _whom_to_call(user, found).items():
        found[pk].contacts = show(relatives)
    _add_cases(user, found)
    return found


def _add_cases(user, found) -> None:
    if not can(user, "case.read"):
        return
    open_cases = Case.objects.visible_to(user).unclosed().filter(subject__in=list(found)).numbered()
    with unshown():
        for case in open_cases.only("dossier_id", "subject_id", "fiscal_year", "sequence").order_by("intake_date", "sequence"):
            found[case.subject_id].case = case
    show(subject.case for subject in found.values() if subject.case)
