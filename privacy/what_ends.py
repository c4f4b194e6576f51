"""What ends here: a share by name, and a dossier, whose key is destroyed."""

from uuid import UUID

from privacy.dossier_keys import DossierKey
from privacy.dossiers import Grant
from privacy.ended import Entry, Kind, register


def _shares(entries: list[Entry]) -> int:
    """Each ends on its own day: nothing opens after it."""
    number = 0
    for entry in entries:
        if entry.until:
            longer = Grant.objects.filter(pk=entry.key).exclude(until_date__lte=entry.until)
            number += longer.update(until_date=entry.until)
    return number


def _dossiers(entries: list[Entry]) -> int:
    """It goes dark; the rows that no key opens stay, as in an older backup."""
    return DossierKey.objects.filter(dossier__in=[UUID(entry.key) for entry in entries]).delete()[0]


register(
    Kind(
        "share", "shares by name", Grant, _shares, "coalesce(NEW.until_date, 'infinity') < coalesce(OLD.until_date, 'infinity')"
    )
)
register(Kind("dossier", "erased dossiers", DossierKey, _dossiers))
