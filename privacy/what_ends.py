"""What ends here: a share by name, a dossier, whose key is destroyed, and what somebody could see before they stepped aside."""

from uuid import UUID

from django.contrib.auth import get_user_model

from privacy.dossier_keys import DossierKey
from privacy.dossiers import Dossier, Grant, Recusal
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


def _recusals(entries: list[Entry]) -> int:
    """As if they had said so themselves. One that was ended since is ended again by a person."""
    people = get_user_model().objects.in_bulk({entry.by for entry in entries})
    dossiers = Dossier.objects.in_bulk({UUID(entry.key) for entry in entries})
    number = 0
    for entry in entries:
        user, dossier = people.get(entry.by), dossiers.get(UUID(entry.key))
        if user and dossier and not Recusal.objects.lasting().filter(user=user, dossier=dossier).exists():
            Recusal.objects.create(user=user, dossier=dossier, why=Recusal.Why.OTHER, created_by=user)
            number += 1
    return number


register(
    Kind(
        "share", "shares by name", Grant, _shares, "coalesce(NEW.until_date, 'infinity') < coalesce(OLD.until_date, 'infinity')"
    )
)
register(Kind("dossier", "erased dossiers", DossierKey, _dossiers))
register(Kind("recusal", "recusals", Recusal, _recusals, is_written=True, key="dossier_id", by="user_id"))
