"""Consultations of before Yorisoi, hundreds at once: each with its people, notes and steps, as if it had been written down in its time.

Everything has the keys, versions and proofs that one case has; a batch is one event of the ledger. What was written is looked at by
whoever reads the old ledger, so that nothing is cleaned again here: the database keeps its own rules.
"""

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.utils import timezone

from accounts.area_codes import area_codes
from accounts.models import User
from casework.codes import CaseStatus, ClosureReason, Means, StepKind
from casework.models import Case, CaseStep, Consulter, Person, ProgressNote
from casework.search_tokens import around_tokens, person_tokens
from casework.services.cases import next_number
from casework.services.people import PersonDetails
from japan import fiscal
from privacy import granting
from privacy.dossiers import WORK
from privacy.gate import service
from privacy.models import Area, Dossier, Grant
from privacy.opening import open_all


@dataclass
class OldPerson:
    """Somebody who is to have a record; `record`, once they have one, or from the beginning of somebody who is known."""

    details: PersonDetails
    area: Area
    record: Person | None = None
    is_new: bool = True


@dataclass
class OldContact:
    on: date
    means: str
    text: str


@dataclass
class OldCase:
    """`contacts`: the first one is its intake. `consulter`: the fields of who came, where it was somebody else. `staff`: who has it still."""

    contacts: list[OldContact]
    subject: OldPerson | None
    area: Area
    topics: list[str]
    route: str
    words: str
    closed_date: date | None = None
    closure_reason: str = ""
    consulter: dict = field(default_factory=dict)
    staff: User | None = None
    made: Case | None = None

    @property
    def intake_date(self) -> date:
        return self.contacts[0].on


@service("ledger.import", on=lambda council, **_: council)
def old_cases_make(council: Area, *, actor, cases: Sequence[OldCase]) -> list[Case]:
    """In the order in which they are given numbers: whoever calls it sorts them, and finds each case in `made`."""
    batch = _Batch(council, actor)
    people = {id(one.subject): one.subject for one in cases if one.subject and one.subject.record is None}
    for person in people.values():
        batch.person(person)
    taken = Counter(fiscal.fiscal_year(case.intake_date) for case in cases)
    following = {year: next_number(council, year, many) for year, many in sorted(taken.items())}
    for case in cases:
        year = fiscal.fiscal_year(case.intake_date)
        batch.case(case, year, following[year])
        following[year] += 1
    batch.save()
    for case in cases:
        if case.staff and case.closed_date is None:
            granting.grant(
                case.staff, case.made.dossier, Grant.Kind.ASSIGNED, level=WORK, from_date=timezone.localdate(), given_by=actor,
                brings_subject=bool(case.subject and case.subject.is_new),
            )  # fmt: skip
    return [case.made for case in cases]


class _Batch:
    """Rows that are made together: a statement a table, however many they are."""

    def __init__(self, council: Area, actor: User):
        self.council, self.actor, self.now = council, actor, timezone.now()
        self.codes = area_codes(council.pk)
        self.dossiers: list[Dossier] = []
        self.rows: dict[type, list] = {Person: [], Case: [], Consulter: [], ProgressNote: [], CaseStep: []}

    def person(self, one: OldPerson) -> None:
        person = Person(dossier=self._dossier(Dossier.Kind.PERSON, one.area))
        one.details.put_on(person)
        person.tokens = person_tokens(person, self.council.pk, codes=self.codes)
        self.rows[Person].append(person)
        one.record = person

    def case(self, one: OldCase, year: int, sequence: int) -> None:
        subject = one.subject.record if one.subject else None
        area = subject.dossier.area if subject else one.area
        dossier = self._dossier(Dossier.Kind.CASE, area, subject=subject.dossier if subject else None)
        closed = one.closed_date is not None
        case = one.made = Case(
            dossier=dossier, subject=subject, area=area, counted_area=area, council=self.council, fiscal_year=year, sequence=sequence,
            topics=one.topics, main_topic=one.topics[0], route=one.route, words=one.words, intake_date=one.intake_date,
            status=_closed_status(one.closure_reason) if closed else CaseStatus.ACTIVE, closed_date=one.closed_date,
            closure_reason=one.closure_reason if closed else "", last_activity_at=self._at(one.contacts[-1].on),
        )  # fmt: skip
        self.rows[Case].append(case)
        if one.consulter:
            below = self._dossier(Dossier.Kind.CASE, area, subject=dossier.subject, parent=dossier)
            consulter = Consulter(case=case, dossier=below, **one.consulter)
            consulter.tokens = around_tokens(consulter, self.council.pk, codes=self.codes)
            self.rows[Consulter].append(consulter)
        for number, contact in enumerate(one.contacts):
            note = ProgressNote(
                case=case, dossier=dossier, area=area, author=self.actor, met_at=self._at(contact.on), text=contact.text,
                means=contact.means or Means.OTHER, is_first=number == 0,
            )  # fmt: skip
            self.rows[ProgressNote].append(note)
        self._step(case, StepKind.OPENED, one.intake_date, status_after=CaseStatus.ACTIVE)
        if closed:
            self._step(
                case, StepKind.CLOSED, one.closed_date, status_before=CaseStatus.ACTIVE, status_after=case.status,
                reason_code=one.closure_reason,
            )  # fmt: skip

    def save(self) -> None:
        open_all(self.dossiers)
        for model, rows in self.rows.items():
            if rows:
                model.objects.create_all(rows)

    def _dossier(self, kind: str, area: Area, subject: Dossier | None = None, parent: Dossier | None = None) -> Dossier:
        made = Dossier(id=uuid.uuid4(), kind=kind, area=area, council=self.council, subject=subject, parent=parent)
        self.dossiers.append(made)
        return made

    def _step(self, case: Case, kind: str, on: date, **more) -> None:
        self.rows[CaseStep].append(
            CaseStep(case=case, dossier=case.dossier, kind=kind, on_date=on, at=self._at(on), actor=self.actor, **more)
        )

    def _at(self, day: date) -> datetime:
        """Noon: the old ledgers know no hours."""
        return min(datetime.combine(day, time(12), tzinfo=timezone.get_current_timezone()), self.now)


def _closed_status(reason: str) -> str:
    return CaseStatus.TRANSFERRED if reason == ClosureReason.TRANSFERRED else CaseStatus.CLOSED
