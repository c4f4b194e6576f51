"""What a visitor sees of a person: name, address, telephone, cautions, what to do when nobody answers, whom to call, the last outcome.

The one place where somebody with `round.read` opens a person's record; nothing else of it leaves this module, and no case.
"""

from dataclasses import dataclass
from datetime import date

from casework.models import Person, Relative
from casework.models.people import Place
from privacy.reading import unshown
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
    """One door on somebody's way. `position` counts from 1 in walking order."""

    enrolment: Enrolment
    person: Person
    position: int
    name: str
    kana: str
    address: str
    phone: str
    cautions: list[tuple[str, str]]
    caution_text: str
    absence_protocol: str
    last_visit: date | None
    last_outcome: str
    due: date | None
    contacts: list[Contact]

    @property
    def last_words(self) -> str:
        return str(Outcome(self.last_outcome).label) if self.last_outcome else ""


def doors_of(user, today) -> list[Doorstep]:
    """This person's doors in walking order, without whom to call: four queries, however many there are."""
    enrolments = (
        Enrolment.objects.visible_to(user, "round.read").running().of_visitor(user, today).filter(start_date__lte=today)
    )
    places = dict(Assignment.objects.filter(user=user).valid(today).values_list("enrolment_id", "position"))
    rows = sorted(enrolments.select_related("dossier"), key=lambda row: (places.get(row.pk, 0), row.created_at))
    return doorsteps(user, rows, contacts=False)


def doorsteps(user, enrolments, *, contacts=True) -> list[Doorstep]:
    """In the given order. A person outside the reach is left out."""
    ids = [enrolment.person_id for enrolment in enrolments]
    people = {person.pk: person for person in Person.objects.visible_to(user, "round.read").filter(pk__in=ids)}
    near = _whom_to_call(user, people) if contacts else {}
    blocks = {person.place_key for person in people.values() if person.place_key}
    names = {str(pk): name for pk, name in Place.objects.filter(pk__in=blocks).values_list("pk", "name")}
    return [
        _doorstep(number, enrolment, people[enrolment.person_id], near.get(enrolment.person_id, ()), names)
        for number, enrolment in enumerate(enrolments, 1)
        if enrolment.person_id in people
    ]


def _whom_to_call(user, people) -> dict:
    found: dict = {}
    near = Relative.objects.visible_to(user, "round.read").filter(person__in=people, emergency_rank__isnull=False).present()
    with unshown():
        rows = list(near)
    for relative in rows:
        found.setdefault(relative.person_id, []).append(relative)
    return found


def _doorstep(number, enrolment, person, relatives, blocks) -> Doorstep:
    return Doorstep(
        enrolment=enrolment, person=person, position=number, name=person.name, kana=person.kana,
        address=f"{blocks.get(person.place_key, '')} {person.block}".strip(), phone=person.phone or person.mobile,
        cautions=[(code, str(Caution(code).label)) for code in enrolment.cautions], caution_text=enrolment.caution_text,
        absence_protocol=enrolment.absence_protocol, last_visit=enrolment.last_visit_date, last_outcome=enrolment.last_outcome,
        due=enrolment.next_due_date,
        contacts=[Contact(one.name, one.relation, one.phone, one.key_holder) for one in list(relatives)[:MOST_CONTACTS]],
    )  # fmt: skip
