"""Entries of the day-book with whom they are about, where the reader may find them: two queries, however many entries."""

from collections.abc import Iterable
from dataclasses import dataclass

from casework.codes import EntryKind
from casework.models import DayBookEntry, Person
from privacy.models import Area


@dataclass(frozen=True)
class EntryRow:
    """`is_full`: the person's record opens to this reader. `districts`: whose staff it is for, empty for everybody's."""

    entry: DayBookEntry
    person: Person | None
    is_full: bool
    districts: str

    @property
    def is_call(self) -> bool:
        return self.entry.kind == EntryKind.CALL


def entry_rows(user, entries: Iterable[DayBookEntry], districts: Iterable[Area] = ()) -> list[EntryRow]:
    entries = list(entries)
    people, readable = _people(user, {entry.about_id for entry in entries if entry.about_id})
    labels = {district.pk: district.label for district in districts}
    return [
        EntryRow(
            entry, people.get(entry.about_id), entry.about_id in readable,
            "・".join(labels[pk] for pk in entry.audience or () if pk in labels),
        ) for entry in entries
    ]  # fmt: skip


def _people(user, wanted) -> tuple[dict, set]:
    """({dossier id: whoever may be found}, the dossiers that open)"""
    if not wanted:
        return {}, set()
    people = {person.dossier_id: person for person in Person.objects.visible_to(user, "person.find").filter(dossier__in=wanted)}
    opens = Person.objects.visible_to(user, "person.read").filter(dossier__in=people)
    return people, set(opens.values_list("dossier", flat=True))
