"""Which records are one person's: those that lead to each other by their pointers.

The pointer opens nothing. Whoever shows the records together asks for each of them by the policy, and shows those that the reader may see.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Q

from casework.models import Joining, Person
from privacy import context
from privacy.models import Dossier
from programs.once import once

ONE = """
WITH RECURSIVE pair AS (SELECT id, canonical_id AS other FROM casework_person WHERE canonical_id IS NOT NULL),
one AS (
    SELECT start, start AS id FROM unnest(%s::uuid[]) AS start
    UNION
    SELECT one.start, CASE WHEN pair.id = one.id THEN pair.other ELSE pair.id END
    FROM one JOIN pair ON one.id IN (pair.id, pair.other)
)
SELECT start, id FROM one
"""


def records_of(people: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """{a record's id: those of the same person, itself included}"""
    found = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(ONE, [list(people)])
        for start, pk in cursor.fetchall():
            found[start].add(pk)
    return found


def one_with(person: UUID) -> set[UUID]:
    """The ids of all records of this person, this one included."""
    known = context.current().one
    if person not in known:
        known[person] = records_of([person])[person]
    return known[person]


def dossiers_of_one(dossier: Dossier) -> list[Dossier]:
    """Of a person's dossier, those of all their records, itself first; of a case about nobody known, itself alone."""
    known = Person.objects.filter(dossier=dossier.pk).values_list("pk", flat=True).first()
    if known is None:
        return [dossier]
    others = Person.objects.filter(pk__in=one_with(known)).exclude(pk=known).values("dossier")
    return [dossier, *Dossier.objects.filter(pk__in=others).order_by("pk")]


def dossiers_of_people(dossiers: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """{a person's dossier: those of all their records, itself included}"""
    known = dict(Person.objects.filter(dossier__in=list(dossiers)).values_list("pk", "dossier"))
    records = records_of(known)
    everyone = {pk for found in records.values() for pk in found}
    lies = dict(Person.objects.filter(pk__in=everyone).values_list("pk", "dossier"))
    return {known[pk]: {lies[other] for other in found} for pk, found in records.items()}


class Joins:
    """Which records were one person's at the end of a day: what is joined or parted later changes no period that had ended."""

    def __init__(self, council) -> None:
        rows = Joining.objects.filter(dossier__council=council).order_by("joined_at")
        self._rows = list(rows.values_list("person", "into", "joined_on", "parted_on"))
        self._led: dict[date, dict[UUID, UUID]] = {}
        self.people = {pk for row in self._rows for pk in row[:2]}

    def first_of(self, person: UUID, day: date) -> UUID:
        """The record that stands for this one on that day."""
        if day not in self._led:
            self._led[day] = {
                one: into for one, into, joined, parted in self._rows if joined <= day and (parted is None or parted > day)
            }
        led = self._led[day]
        while person in led:
            person = led[person]
        return person

    def count(self, met: Iterable[tuple[Hashable, UUID]], day_of: Callable[[Hashable], date]) -> dict:
        """{key: people} of (key, record) pairs, each person once."""
        found = defaultdict(set)
        for key, person in met:
            found[key].add(self.first_of(person, day_of(key)))
        return {key: len(people) for key, people in found.items()}


@once
def joins_of(council) -> Joins:
    return Joins(council)


def lasting(people: Iterable[UUID]) -> Q:
    """Of the joinings, those that hold these records together now."""
    ids = list(people)
    return Q(parted_on=None) & (Q(person__in=ids) | Q(into__in=ids))
