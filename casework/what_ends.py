"""What ends here: that a case opens to a whole district, once it was restricted, and with it perhaps the record of its person."""

from uuid import UUID

from casework.models import Case, CaseRestriction
from casework.services.restricting import case_restrict_again
from privacy import context
from privacy.dossiers import Dossier
from privacy.ended import Entry, Kind, register


def _cases(entries: list[Entry]) -> int:
    """Lifted since, they are lifted again by two people."""
    by = {UUID(entry.key): entry.by for entry in entries}
    cases = list(Case.objects.filter(dossier__in=by, dossier__restricted=False).select_related("dossier__subject"))
    for case in cases:
        case_restrict_again(case, actor=context.current(), by=by[case.dossier_id])
    return len(cases)


def _people(entries: list[Entry]) -> int:
    return Dossier.objects.filter(pk__in=[UUID(entry.key) for entry in entries], restricted=False).update(restricted=True)


# A case's own dossier is told apart by its restriction, which must be there for two people to lift it; the person's goes first, since the
# restriction remembers whether that was restricted with it.
PERSON = "NEW.kind = 'person' AND NOT OLD.sealed AND NEW.sealed"
register(Kind("person", "restricted records of people", Dossier, _people, PERSON))
register(Kind("restriction", "restrictions", CaseRestriction, _cases, is_written=True, key="dossier_id", by="restricted_by_id"))
