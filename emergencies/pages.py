"""Whom an emergency is about, and the accesses as those who look at them afterwards see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.codes import Precision
from casework.joined import records_of
from casework.models import Case, Person
from casework.pages.search import case_number
from casework.search_tokens import query_tokens
from emergencies.models import EmergencyWords
from japan import names
from privacy import context
from privacy.models import AccessEvent, Dossier, Emergency
from privacy.reach import can, reach, recusals
from privacy.reading import unshown

SHOWN = 100
OPEN = "emergency.open"
# Looked at one by one, since what was typed is compared in full.
MOST = 50


def find(user, *, number="", name="", born=None) -> Person | Case | None:
    """The person, or the case of somebody nobody knows; None where there is none, or more than one, or none that may be opened.

    In the whole council. What is restricted, and whoever the reader is recused from, is not there. A case that its number does not open
    to the reader stands for itself where they may read its person: that one is open, and the case is not.
    """
    council = context.current().council_id
    if council is None:
        return None
    with unshown():
        return _by_number(user, number, council) if number else _by_name(user, name, born, council)


def _by_number(user, text, council) -> Person | Case | None:
    year, sequence = case_number(text)
    cases = Case.objects.visible_to(user, OPEN).filter(council=council, sequence=sequence).select_related("dossier__council")
    found = list((cases.filter(fiscal_year=year) if year else cases)[:2])
    if len(found) != 1:
        return None
    people = Person.objects.visible_to(user, OPEN).select_related("dossier__council")
    whom = people.filter(pk=found[0].subject_id).first()
    return found[0] if whom is None or can(user, whom.read_action, whom) else whom


def _by_name(user, name, born, council) -> Person | None:
    tokens = query_tokens(name, council)
    if not tokens or born is None:
        return None
    likely = Person.objects.visible_to(user, OPEN).with_tokens(tokens).select_related("dossier__council").order_by("pk")[:MOST]
    found = [person for person in likely if _is(person, names.fold(name), born)]
    records = records_of([person.pk for person in found]) if found else {}
    return found[0] if found and all(person.pk in records[found[0].pk] for person in found) else None


def _is(person, name, born) -> bool:
    known = {names.fold(person.name), names.fold(person.kana)}
    return name in known and person.birth_precision == Precision.DAY and person.birth_date == born


@dataclass(frozen=True)
class Row:
    """`whom`: the name where the reader may read there; of what was read, how many pages and of how many records."""

    emergency: Emergency
    whom: str
    pages: int
    records: int

    @property
    def chip(self) -> tuple[str, str, str]:
        """(word, kind, icon)"""
        if self.emergency.verdict == Emergency.Verdict.RIGHT:
            return (_("It was needed"), "ok", "ok")
        if self.emergency.verdict:
            return (_("It was not needed"), "bad", "oct")
        late = self.emergency.review_due < timezone.localdate()
        return (_("Late to be looked at"), "bad", "clock") if late else (_("To be looked at"), "warn", "eye")


def to_review(user):
    """Those of the reader's districts but those about somebody from whom they are recused."""
    rows = Emergency.objects.filter(council=user.working_council_id, dossier__area__in=reach(user, "emergency.review").areas)
    rows = rows.exclude(dossier__in=recusals(user))
    return rows.select_related("user", "reviewed_by", "dossier__area")


def rows_of(user, emergencies: Iterable[Emergency]) -> list[Row]:
    found = list(emergencies)
    names_of = _names(user, {one.dossier_id for one in found})
    read = {one.pk: _read(one) for one in found}
    return [Row(one, names_of.get(one.dossier_id, ""), *read[one.pk]) for one in found]


def words_of(user, emergency) -> list[EmergencyWords]:
    return list(
        EmergencyWords.objects.in_dossier_of(emergency.dossier, user).filter(emergency=emergency).select_related("author")
    )


def _names(user, dossiers: set[UUID]) -> dict[UUID, str]:
    return {
        person.dossier_id: person.name for person in Person.objects.visible_to(user, "person.read").filter(dossier__in=dossiers)
    }


def _read(emergency) -> tuple[int, int]:
    """(pages, records) that its reader opened about this person while it lasted, by the ledger."""
    about = Dossier.objects.filter(
        Q(pk=emergency.dossier_id)
        | Q(subject=emergency.dossier_id)
        | Q(parent=emergency.dossier_id)
        | Q(parent__subject=emergency.dossier_id)
    )
    events = AccessEvent.objects.filter(
        actor=emergency.user_id, at__range=(emergency.opened_at, emergency.last), kind__in=("open", "print"),
        dossiers__overlap=list(about.values_list("pk", flat=True)),
    )  # fmt: skip
    seen = list(events.values_list("request", "records"))
    return len({request for request, _records in seen}), len({record for _request, records in seen for record in records})
