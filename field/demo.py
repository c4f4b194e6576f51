"""The tablets of the demo: two in use, one out of use, and three records that wait for somebody to settle them."""

import os
import uuid
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric import ec
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from field import sealing
from field.codes import Reason, Status
from field.models import Arrival, Contact, Device
from field.services.devices import device_revoke
from field.services.holding import hold
from field.services.keys import current_key
from privacy import context
from visits.models import Enrolment

HOUR = timedelta(hours=1)
# (visitor, its name, how many seconds its clock is slow)
TABLETS = [("shishikura", "社協の貸出1号", 0), ("nagasawa", "社協の貸出2号", 3 * 3600 + 240), ("koide", "自分のタブレット", 0)]
# (tablet, why it waits, what its visitor wrote)
WAITING = [
    (1, Reason.CLOCK, {"outcome": "concern", "note": "新聞が二日分たまっていました。声は元気です", "checks": {"mail": "changed", "voice": "same"}}),
    (0, Reason.BEGUN, {"outcome": "", "unfinished": True, "note": "ドアの前に新聞。声をかけると", "answered": "", "minutes": None}),
    (2, Reason.REVOKED, {"outcome": "well", "note": "庭の柿をもらいました", "checks": {"voice": "same"}}),
]  # fmt: skip


@transaction.atomic
def make_demo() -> None:
    """Run again, it changes nothing. Needs the doors of the watch-over's demo."""
    if Device.objects.exists():
        return
    current_key()
    now = timezone.now()
    devices = [_tablet(now, *tablet) for tablet in TABLETS]
    administrator = User.objects.get(username="kamata")
    with context.on_behalf_of(administrator):
        device_revoke(devices[2], actor=administrator, now=now - 20 * HOUR)
    for tablet, reason, said in WAITING:
        _waits(devices[tablet], reason, said, now)


def _tablet(now, username, name, slow) -> Device:
    visitor = User.objects.get(username=username)
    council = visitor.memberships.first().area.council
    key = sealing.spki(ec.generate_private_key(ec.SECP256R1()).public_key())
    device = Device.objects.create(council=council, visitor=visitor, name=name, public_key=key, enrolled_at=now - 900 * HOUR)
    Contact.objects.create(device=device, seen_at=now - 3 * HOUR, clock_offset=slow)
    return device


def _waits(device, reason, said, now) -> None:
    door = Enrolment.objects.running().of_visitor(device.visitor, timezone.localdate(now)).order_by("created_at", "id").first()
    slow = timedelta(seconds=device.contact.clock_offset)
    at = (now - 4 * HOUR - slow).isoformat(timespec="seconds")
    arrival = Arrival.objects.create(
        device=device, number=1, item=uuid.uuid4(), digest=os.urandom(32), status=Status.PERSON, reason=reason, received_at=now - 3 * HOUR,
        recorded_at=at, offset=device.contact.clock_offset,
    )  # fmt: skip
    content = {
        "v": 1, "enrolment": str(door.pk), "visited_at": at, "recorded_at": at, "manner": "meeting", "answered": "self", "minutes": 12,
        "form": 1, **said,
    }  # fmt: skip
    hold(arrival, content=content, sealed=None, visitor=device.visitor)
