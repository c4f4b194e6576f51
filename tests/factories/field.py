"""Invented tablets, and what they brought."""

import os
import uuid

from cryptography.hazmat.primitives.asymmetric import ec
from django.utils import timezone

from field.codes import Reason, Status
from field.models import Arrival, Device
from field.services.holding import hold
from field.services.keys import current_key
from tests.field.tablet import record, spki


def make_device(visitor, council, name="青いタブレット"):
    current_key()
    return Device.objects.create(
        council=council, visitor=visitor, name=name, public_key=spki(ec.generate_private_key(ec.SECP256R1()))
    )


def make_held(device, door, *, reason=Reason.CLOCK, content=True, **said):
    """Something that it brought and that waits for a person."""
    number = device.arrivals.count() + 1
    arrival = Arrival.objects.create(
        device=device, number=number, item=uuid.uuid4(), digest=os.urandom(32), status=Status.PERSON, reason=reason,
        recorded_at=timezone.now(), offset=3 * 3600,
    )  # fmt: skip
    said = record(door, "concern", **said) if content else None
    return hold(arrival, content=said, sealed=None if content else os.urandom(200), visitor=device.visitor)
