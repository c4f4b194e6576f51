"""A new dossier: its row, its key, and the right of whoever makes it to write into it."""

import secrets
import uuid
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
    DossierKey.objects.create(dossier=dossier, wrapped=keys.wrap(secrets.token_bytes(32), dossier.pk))
    context.current().keyring.admit([dossier.pk])
    return dossier
