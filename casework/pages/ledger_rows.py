"""The access ledger as lines, one for each page view: who, how, and which records."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from accounts.ledger_words import KINDS, words_for
from accounts.models import User
from casework.joined import dossiers_of_people
from casework.pages.access import insiders_of_each
from casework.pages.traced import Traced, closed_to, dossiers_of, traced
from privacy.ledger import forged
from privacy.models import AccessEvent, Dossier
from privacy.reach import can

# So many records of one view are called by their number; the others are counted.
NAMED = 3
# What a view did most: it is called by the first of these that it did.
FIRST = ("denied", "write", "export", "print", "open", "search", "list", "session", "system")


@dataclass
class LedgerRow:
    """`who`: nobody for a job, and for a forged event, which does not show that whom it names did anything.

    `closed`: it showed something that is closed to the reader, of which nothing is said.
    """

    event: AccessEvent
    who: User | None
    events: list[AccessEvent] = field(default_factory=list)
    records: list[Traced] = field(default_factory=list)
    more: int = 0
    closed: bool = False

    @property
    def at(self) -> datetime:
        """When it began."""
        return self.events[-1].at

    @property
    def kind(self) -> str:
        done = min((event.kind for event in self.events), key=lambda kind: FIRST.index(kind) if kind in FIRST else len(FIRST))
        return str(KINDS.get(done, done))

    @property
    def actions(self) -> list[str]:
        return list(dict.fromkeys(str(words_for(event.action)) for event in reversed(self.events)))


def ledger_rows(events: Iterable[AccessEvent], user) -> list[LedgerRow]:
    """Newest first. The statements are the same however many rows there are."""
    events = forged.marked(events)
    people = User.objects.in_bulk({event.actor for event in events if event.actor and not event.forged})
    rows: dict = {}
    for event in events:
        key = event.id if event.forged else event.request or event.id
        row = rows.setdefault(key, LedgerRow(event, None if event.forged else people.get(event.actor)))
        row.events.append(event)
    _name_records(list(rows.values()), user)
    return list(rows.values())


def _name_records(rows: list[LedgerRow], user) -> None:
    nameless = dossiers_of({pk for row in rows for event in row.events if not event.dossiers for pk in event.records})
    ids = [_dossiers(row, nameless) for row in rows]
    everything = Dossier.objects.in_bulk({pk for found in ids for pk in found})
    shut = closed_to(user, everything.values())
    subjects = {whom(one) for one in everything.values()}
    records, insiders = dossiers_of_people(subjects), insiders_of_each(user, subjects) if can(user, "case.read") else {}
    shown: list[list[Dossier]] = []
    for row, found in zip(rows, ids, strict=True):
        dossiers = [everything[pk] for pk in found if pk in everything]
        inside = {subject for subject, actors in insiders.items() if row.event.actor in actors}
        open_ones = _alone_by_nobody_inside(_beside_nothing_closed(dossiers, shut, records), inside)
        named = {one.pk for one in open_ones}
        row.closed = any(one.pk in shut or (one.parent_id is None and one.pk not in named) for one in dossiers)
        row.more = max(len(open_ones) - NAMED, 0)
        shown.append(open_ones[:NAMED])
    called = traced(user, {one.pk: one for dossiers in shown for one in dossiers}.values())
    for row, dossiers in zip(rows, shown, strict=True):
        row.records = [called[one.pk] for one in dossiers]


def _dossiers(row: LedgerRow, nameless: dict[UUID, UUID]) -> list[UUID]:
    found = [pk for event in row.events for pk in event.dossiers or (nameless.get(record) for record in event.records)]
    return [pk for pk in dict.fromkeys(found) if pk]


def _beside_nothing_closed(dossiers: list[Dossier], shut: set[UUID], records: dict[UUID, set[UUID]]) -> list[Dossier]:
    """Whole records, a case before its person. What is about the same person as something closed, by whichever of their records, would
    say whom that is about."""
    about_closed = {pk for one in dossiers if one.pk in shut for pk in records.get(whom(one), {whom(one)})}
    open_ones = [one for one in dossiers if one.parent_id is None and whom(one) not in about_closed]
    return sorted(open_ones, key=lambda one: one.kind == Dossier.Kind.PERSON)


def _alone_by_nobody_inside(dossiers: list[Dossier], inside: set[UUID]) -> list[Dossier]:
    """Of somebody who was in a restricted record of a person, a look at that person's own record alone is not told (`access.py`)."""
    beside = {one.subject_id for one in dossiers}
    return [one for one in dossiers if one.pk not in inside or one.pk in beside]


def whom(dossier: Dossier) -> UUID:
    return dossier.subject_id or dossier.pk
