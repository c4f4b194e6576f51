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
from privacy.together import Question, Wanted, alone, ask, question
from visits.codes import Caution, Outcome
from visits.models import Assignment, Enrolment

MOST_CONTACTS = 2
# What is told of each at a door: nothing else is fetched.
OF_PERSON = (
    "dossier_id", "family_name", "given_name", "family_kana", "given_kana", "place_key", "block", "phone", "mobile", "contact_hidden",
)  # fmt: skip
OF_CONTACT = ("dossier_id", "person_id", "name", "relation", "phone", "key_holder")
OF_DOOR = (
    "dossier_id", "person_id", "created_at", "manner", "cautions", "caution_text", "absence_protocol", "handed", "next_due_date",
    "last_visit_date", "last_outcome", "planned",
)  # fmt: skip
RHYTHM = ("pattern", "start_date", "times", "weeks", "weekdays", "nth", "skip_holidays")


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


@question
def own_doors(asker):
    """The enrolments whose doors whoever looks goes to today."""
    doors = asker.sees(Enrolment, "round.read").running().of_visitor(asker.user, asker.today)
    return doors.filter(start_date__lte=asker.today).only(*RHYTHM, *OF_DOOR)


@question
def own_places(asker):
    """Where each of them stands on the way, and what part of it is whose: also of those that are out of reach."""
    return Assignment.objects.filter(user=asker.user).valid(asker.today).values_list("enrolment_id", "position", "part")


@question
def at_the_door(asker):
    return asker.sees(Person, "round.read").filter(pk__in=PEOPLE).only(*OF_PERSON)


def _to_call(asker):
    near = asker.sees(Relative, "round.read").filter(person__in=PEOPLE, emergency_rank__isnull=False)
    return near.present().order_by("emergency_rank", "created_at", "id").only(*OF_CONTACT)


whom_to_call = Question(_to_call, looks_through=True)


def doorsteps(user, enrolments, *, contacts=True) -> list[Doorstep]:
    """In the given order. A person outside the reach is left out."""
    asked = [at_the_door, *([whom_to_call] if contacts else [])]
    found = ask(user, asked, {PEOPLE: [enrolment.person_id for enrolment in enrolments]})
    return doorsteps_with(enrolments, found)


def doorsteps_with(enrolments, found) -> list[Doorstep]:
    """The same with the rows of `at_the_door`, and of `whom_to_call` where it was asked."""
    people = {person.pk: person for person in found[at_the_door]}
    near = _first_of_each(found.get(whom_to_call, ()))
    blocks = blocks_of(people.values())
    return [
        _doorstep(number, enrolment, people[enrolment.person_id], near.get(enrolment.person_id, ()), blocks)
        for number, enrolment in enumerate(enrolments, 1)
        if enrolment.person_id in people
    ]


def _first_of_each(relatives) -> dict:
    """{person id: the first few of them in the order in which they are called}"""
    found: dict = {}
    for relative in relatives:
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
    near = ask(user, [whom_to_call], {PEOPLE: list(found)})[whom_to_call] if found else ()
    for pk, relatives in _first_of_each(near).items():
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
