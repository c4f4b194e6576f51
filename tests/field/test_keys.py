"""The server's sealing key: one at a time, replaced each month, opened for two months more, then destroyed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from field import sealing
from field.models import Held, SealingKey
from field.services import current_key, keys_rotate
from tests.cast import login
from tests.field.tablet import record
from visits.models import Visit

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_an_old_key_opens_until_it_is_destroyed(tablet, door):
    old = tablet.load().json()["sealing"]
    now = timezone.now()
    keys_rotate(now + 29 * DAY)
    assert tablet.load().json()["sealing"] == old
    keys_rotate(now + 31 * DAY)
    new = tablet.load().json()["sealing"]
    assert new["id"] != old["id"]
    assert tablet.brought(tablet.item(record(door), key=old)) == [("stored", "")]
    keys_rotate(now + 90 * DAY)
    assert tablet.brought(tablet.item(record(door), key=old)) == [("stored", "")]
    keys_rotate(now + 92 * DAY)
    destroyed = SealingKey.objects.get(pk=old["id"])
    assert (destroyed.private, destroyed.destroyed_at is not None) == ("", True)
    late = tablet.item(record(door), key=old)
    assert tablet.brought(late, late) == [("person", "unopened")] * 2
    assert (Visit.objects.count(), Held.objects.count()) == (2, 1)
    assert bytes(Held.objects.get().sealed), "kept as it came"


def test_there_is_one_current_key_and_its_private_part_opens_in_its_own_row_alone(tablet):
    key = current_key()
    assert b"PRIVATE" not in key.private.encode()
    with pytest.raises(IntegrityError), transaction.atomic():
        SealingKey.objects.create(public=key.public, private=key.private)
    keys_rotate(timezone.now() + 31 * DAY)
    other = current_key()
    other.private = key.private
    with pytest.raises(sealing.encryption.NotOurs):
        sealing.private_of(other)


def test_what_was_read_needs_no_old_key(tablet, door, coordinator):
    tablet.brought(tablet.item(record(door, v=7, note="新しい版の言葉")))
    keys_rotate(timezone.now() + 31 * DAY)
    keys_rotate(timezone.now() + 100 * DAY)
    page = login(Client(), coordinator).get(reverse("arrival", args=[Held.objects.get().pk]))
    assert "新しい版の言葉" in page.content.decode()
