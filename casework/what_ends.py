"""What ends here: that a case opens to a whole district, once it was restricted, and with it perhaps the record of its person, or that
their address and telephone stand in that record."""

from uuid import UUID

from casework.models import Case, CaseRestriction, HiddenContact, Person
from casework.services.hiding import contact_hide_again
from casework.services.restricting import case_restrict_again
from privacy import context
from privacy.dossier_keys import DossierKey
from privacy.dossiers import Dossier
from privacy.ended import Entry, Kind, register


def _cases(entries: list[Entry]) -> int:
    """Lifted since, they are lifted again by two people."""
    by = {UUID(entry.key): entry.by for entry in entries}
    cases = list(_readable(by).filter(dossier__restricted=False))
    for case in cases:
        case_restrict_again(case, actor=context.current(), by=by[case.dossier_id])
    return len(cases)


def _people(entries: list[Entry]) -> int:
    return Dossier.objects.filter(pk__in=[UUID(entry.key) for entry in entries], restricted=False).update(restricted=True)


def _contacts(entries: list[Entry]) -> int:
    """Of the case in whose dossier it was hidden, out of the record of the person. The lifting of the case gives it back."""
    job, number = context.current(), 0
    cases = {case.dossier_id: case for case in _readable({UUID(entry.key) for entry in entries})}
    people = Person.objects.visible_to(job, "case.restrict").filter(dossier__in=DossierKey.objects.values("dossier"))
    for entry in entries:
        case, person = cases.get(UUID(entry.key)), people.filter(pk=entry.by).first()
        hidden = HiddenContact.objects.filter(case=case, person=person, returned_at=None)
        if case and person and not hidden.exists():
            contact_hide_again(case, person, actor=job)
            number += 1
    return number


def _readable(dossiers):
    """Cases that were not erased since."""
    return Case.objects.filter(dossier__in=DossierKey.objects.filter(dossier__in=dossiers).values("dossier")).select_related(
        "dossier__subject"
    )


# A case's own dossier is told apart by its restriction, which must be there for two people to lift it; the person's goes first, since the
# restriction remembers whether that was restricted with it.
PERSON = "NEW.kind = 'person' AND NOT OLD.sealed AND NEW.sealed"
register(Kind("person", "restricted records of people", Dossier, _people, PERSON))
register(Kind("restriction", "restrictions", CaseRestriction, _cases, is_written=True, key="dossier_id", by="restricted_by_id"))
register(
    Kind(
        "hiding", "hidden addresses and telephones", HiddenContact, _contacts, is_written=True, key="dossier_id", by="person_id"
    )
)
