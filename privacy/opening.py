"""A new dossier: its row, its key, and the right of whoever makes it to write into it."""

import secrets
import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

from privacy import context, keys
from privacy.areas import Area
from privacy.dossier_keys import DossierKey
from privacy.dossiers import Dossier

if TYPE_CHECKING:
    from django.contrib.auth.models import _User


def open_dossier(
    kind: str,
    area: Area,
    *,
    subject: Dossier | None = None,
    parent: Dossier | None = None,
    owner: "_User | None" = None,
    id: uuid.UUID | None = None,
) -> Dossier:
    """Makes a dossier and its data key, and lets the current actor write into it."""
    if area.council_id is None:
        raise ValueError("a dossier lies at or below a council")
    dossier = Dossier.objects.create(
        id=id or uuid.uuid4(),
        kind=kind,
        area=area,
        council_id=area.council_id,
        subject=subject,
        parent=parent,
        owner=owner,
        restricted=parent is not None and parent.restricted,
    )
    _lock([dossier])
    return dossier


def open_all(dossiers: Sequence[Dossier]) -> None:
    """Many new ones at once, not saved yet. Only services call it, which have asked the policy about their council."""
    Dossier.objects.bulk_create(dossiers)
    _lock(dossiers)


def _lock(dossiers: Sequence[Dossier]) -> None:
    made = {one.pk: secrets.token_bytes(32) for one in dossiers}
    DossierKey.objects.bulk_create(DossierKey(dossier=one, wrapped=keys.wrap(made[one.pk], one.pk)) for one in dossiers)
    context.current().keyring.made(made)
