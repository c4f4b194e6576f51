"""Drafts on one's own desk: saved while typing, gone when finished, emptied or untouched for long."""

import uuid
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from casework.models import Draft
from privacy.gate import service
from privacy.models import Area, Dossier
from privacy.opening import open_dossier

# Lists of drafts say until when each is kept.
KEPT = timedelta(days=90)


def desk_of(user, council: Area) -> Dossier:
    """The desk of a user in a council. It is made with the first draft, and two tabs at once make one desk."""
    desk = Dossier.objects.filter(kind=Dossier.Kind.DESK, owner=user, council=council, parent=None).first()
    if desk is None:
        try:
            with transaction.atomic():
                desk = open_dossier(Dossier.Kind.DESK, Area.objects.unknown_in(council), owner=user)
        except IntegrityError:
            desk = Dossier.objects.get(kind=Dossier.Kind.DESK, owner=user, council=council, parent=None)
    return desk


def drawer_of(user, council: Area, *, id: uuid.UUID) -> Dossier:
    """A part of their desk with a key of its own, so that what lies in it can be erased alone."""
    return open_dossier(Dossier.Kind.DESK, Area.objects.unknown_in(council), owner=user, parent=desk_of(user, council), id=id)


@service("desk.use", on=lambda *, desk, **_: desk)
def draft_save(*, actor, desk, form, payload, about=None, id=None) -> Draft:
    """Overwrites the draft of this id on this desk; any other id is a new draft."""
    found = Draft.objects.filter(pk=id).first() if id else None
    if found is None or found.dossier_id != desk.pk:
        found = Draft(id=uuid.uuid4() if found else id, dossier=desk, form=form, about=about)
    draft = found
    draft.payload, draft.updated_at = payload, timezone.now()
    draft.save()
    return draft


@service("desk.use", on=lambda draft, **_: draft)
def draft_discard(draft, *, actor) -> None:
    draft.delete()


def forget_drafts() -> None:
    """Those that nobody touched for long, unopened: what somebody said does not lie about for ever. The daily job does it."""
    for draft in Draft.objects.filter(updated_at__lt=timezone.now() - KEPT).defer("payload"):
        draft.delete()
