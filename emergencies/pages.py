"""Whom an emergency is about, and the accesses as those who look at them afterwards see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
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
from privacy.models import Emergency
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


# Of each: what its reader opened in what lies about that person, from its beginning to its end.
READ = """
SELECT one.id, count(DISTINCT event.request), count(DISTINCT record)
FROM privacy_emergency AS one
CROSS JOIN LATERAL (
    WITH about AS (SELECT one.dossier_id AS id UNION SELECT d.id FROM privacy_dossier d WHERE d.subject_id = one.dossier_id)
    SELECT array_agg(id) AS dossiers
    FROM (SELECT id FROM about UNION SELECT d.id FROM privacy_dossier d JOIN about ON d.parent_id = about.id) AS lies
) AS there
JOIN privacy_accessevent AS event
    ON event.actor = one.user_id AND event.at BETWEEN one.opened_at AND least(one.until, one.ended_at)
    AND event.kind IN ('open', 'print') AND event.dossiers && there.dossiers
LEFT JOIN LATERAL unnest(event.objects) AS record ON true
WHERE one.id = ANY(%s) GROUP BY one.id
"""


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
    read = _read(found) if found else {}
    return [Row(one, names_of.get(one.dossier_id, ""), *read.get(one.pk, (0, 0))) for one in found]


def words_of(user, emergency) -> list[EmergencyWords]:
    return list(
        EmergencyWords.objects.in_dossier_of(emergency.dossier, user).filter(emergency=emergency).select_related("author")
    )


def _names(user, dossiers: set[UUID]) -> dict[UUID, str]:
    return {
        person.dossier_id: person.name for person in Person.objects.visible_to(user, "person.read").filter(dossier__in=dossiers)
    }


def _read(emergencies: list[Emergency]) -> dict[UUID, tuple[int, int]]:
    """{emergency: (pages, records) that its reader opened about this person while it lasted}, by the ledger; none where nothing was."""
    with connection.cursor() as cursor:
        cursor.execute(READ, [[one.pk for one in emergencies]])
        return {pk: (pages, records) for pk, pages, records in cursor.fetchall()}
