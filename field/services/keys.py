"""The server's sealing key: made when somebody first needs it, replaced each month, and destroyed when nothing sealed to it is awaited."""

import uuid
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from field import sealing
from field.models import SealingKey

LASTS = timedelta(days=30)
OPENS = timedelta(days=60)


def current_key() -> SealingKey:
    """The newest, or the first one of this installation."""
    found = SealingKey.objects.current()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return _make()
    except IntegrityError:
        return SealingKey.objects.get(replaced_at=None)


def keys_rotate(now=None) -> None:
    """Each day: replaces the key when it is old enough, and destroys those that were replaced long ago.

    What was read of an item lies under the key of its dossier, so nothing that waits for a person needs an old key. What did not
    open with its key will not open later.
    """
    now = now or timezone.now()
    with transaction.atomic():
        current = SealingKey.objects.select_for_update().filter(replaced_at=None).first()
        if current is not None and current.made_at <= now - LASTS:
            SealingKey.objects.filter(pk=current.pk).update(replaced_at=now)
            _make(now)
        old = SealingKey.objects.filter(replaced_at__lte=now - OPENS, destroyed_at=None)
        old.update(private="", destroyed_at=now)


def _make(now=None) -> SealingKey:
    pk = uuid.uuid4()
    public, private = sealing.new_pair(pk)
    return SealingKey.objects.create(pk=pk, public=public, private=private, made_at=now or timezone.now())
