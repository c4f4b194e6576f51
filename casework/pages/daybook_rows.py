"""Entries of the day-book with whom they are about, where the reader may find them: two queries, however many entries."""

from casework.models import Person


def with_people(user, entries) -> None:
    """Puts `person` (or None) on each entry, and `is_full` where the person's record opens to this reader."""
    wanted = {entry.about_id for entry in entries if entry.about_id}
    people, readable = {}, set()
    if wanted:
        found = Person.objects.visible_to(user, "person.find").filter(dossier__in=wanted)
        people = {person.dossier_id: person for person in found}
        readable = set(
            Person.objects.visible_to(user, "person.read").filter(dossier__in=people).values_list("dossier", flat=True)
        )
    for entry in entries:
        entry.person = people.get(entry.about_id)
        entry.is_full = entry.about_id in readable
