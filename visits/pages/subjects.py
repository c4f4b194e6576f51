"""Whom a page about the watch-over is about: name, age, block, whom to call, and their open case, in a few queries for all rows."""

from dataclasses import dataclass, field

from casework.models import Case, Person, Place, Relative
from privacy.reach import can
from privacy.reading import show, unshown
from visits.pages.doorstep import MOST_CONTACTS


@dataclass
class Subject:
    """`case`: the newest open one that the reader may see. The contacts come in the order in which they are called.

    `is_full`: address and telephone may be shown too.
    """

    person: Person
    place: str = ""
    contacts: list[Relative] = field(default_factory=list)
    case: Case | None = None
    is_full: bool = True

    @property
    def name(self) -> str:
        return self.person.name

    @property
    def address(self) -> str:
        return f"{self.place} {self.person.block}".strip() if self.is_full else ""

    @property
    def phones(self) -> list[str]:
        return list(filter(None, (self.person.phone, self.person.mobile))) if self.is_full else []

    @property
    def key_holders(self) -> list[Relative]:
        return [relative for relative in self.contacts if relative.key_holder]


def subjects_of(user, enrolments, *, around=True) -> dict:
    """{person id: Subject}, of those whom this reader may see; `around`: with whom to call and their case."""
    wanted = {enrolment.person_id for enrolment in enrolments}
    action = "person.find" if can(user, "person.find") else "round.read"
    people = Person.objects.visible_to(user, action).filter(pk__in=wanted)
    is_full = can(user, "round.read")
    found = {person.pk: Subject(person, is_full=is_full) for person in people}
    keys = {subject.person.place_key for subject in found.values() if subject.person.place_key}
    names = {str(pk): name for pk, name in Place.objects.filter(pk__in=keys).values_list("pk", "name")}
    for subject in found.values():
        subject.place = names.get(subject.person.place_key, "")
    if around:
        _add_contacts(user, found)
        _add_cases(user, found)
    return found


def _add_contacts(user, found) -> None:
    near = Relative.objects.visible_to(user, "round.read").filter(person__in=list(found), emergency_rank__isnull=False)
    with unshown():
        for relative in near.present().order_by("emergency_rank", "created_at", "id"):
            contacts = found[relative.person_id].contacts
            if len(contacts) < MOST_CONTACTS:
                contacts.append(relative)
    show(relative for subject in found.values() for relative in subject.contacts)


def _add_cases(user, found) -> None:
    if not can(user, "case.read"):
        return
    open_cases = Case.objects.visible_to(user).unclosed().filter(subject__in=list(found)).numbered()
    with unshown():
        for case in open_cases.only("dossier_id", "subject_id", "fiscal_year", "sequence").order_by("intake_date", "sequence"):
            found[case.subject_id].case = case
    show(subject.case for subject in found.values() if subject.case)
