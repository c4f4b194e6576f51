"""Items that a tablet brings: each is kept once, as a visit or for a person, and one that is bad holds up no other.

The tablet cannot open what it queued, so nothing is refused here for what is in it. What cannot be placed waits for somebody of the
office. The same item is known by what was in it, not by its bytes.
"""

import logging
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Max
from django.utils import timezone

from field import payload, sealing
from field.codes import LARGEST_ITEM, PLACED, WILD, Reason, Status, told
from field.models import Arrival, Device, SealingKey
from field.services.holding import hold
from field.services.placing import NotPlaced, place, place_waiting, right_clock
from privacy import context
from visits.models import Enrolment, Visit

logger = logging.getLogger(__name__)


@dataclass
class Item:
    """As it came, and what was read of it. `answer` is (status, reason)."""

    id: UUID
    key: str
    sealed: bytes
    content: dict | None = None
    digest: bytes = b""
    reason: str = ""
    recorded: payload.Recorded | None = None
    answer: tuple[str, str] = ("", "")

    @property
    def place_in_line(self) -> tuple:
        """By the time of the visit, so that two tablets come to a month in one order; a correction after its record."""
        if self.recorded is None:
            return (0, 0.0)
        if self.recorded.corrects is not None:
            return (2, self.recorded.recorded_at.timestamp())
        return (1, self.recorded.values["visited_at"].timestamp())


def receive(device: Device, items: list[Item], *, offset: timedelta, now: datetime | None = None) -> list[dict]:
    """What became of each, in the order in which they came. In one transaction, with a savepoint for each item."""
    now = now or timezone.now()
    visitor = device.visitor
    # In the council of the tablet, wherever its visitor works just now; their roles are read once.
    visitor.chosen_council_id, visitor.is_of_request = device.council_id, True
    acting = context.Actor(user=visitor, request_id=context.current().request_id)
    with transaction.atomic(), context.acting(acting):
        # One of a visitor's tablets after another: what two of them bring twice is kept once.
        theirs = Device.objects.filter(visitor=visitor).order_by("pk").select_for_update(no_key=True)
        devices = {one.pk: one for one in theirs}
        device = devices[device.pk]
        device.visitor = visitor
        _open(items)
        line = _Line(device, devices.values(), items, offset, now)
        for item in sorted(items, key=lambda item: item.place_in_line):
            line.take(item)
        line.flush()
    return [{"id": str(item.id), "status": item.answer[0], "reason": told(item.answer[1])} for item in items]


def _open(items) -> None:
    wanted = {item.key for item in items}
    known = {str(key.pk): key for key in SealingKey.objects.filter(destroyed_at=None) if str(key.pk) in wanted}
    privates = {pk: sealing.private_of(key) for pk, key in known.items()}
    for item in items:
        try:
            if item.key not in privates:
                raise sealing.Unopened
            item.content = sealing.unseal(privates[item.key], item.key, item.id, item.sealed)
            item.recorded = payload.read(item.content)
        except sealing.Unopened:
            item.reason = Reason.UNOPENED
        except payload.Unreadable as error:
            item.reason = error.reason
        item.digest = sealing.digest_of(item.sealed if item.content is None else item.content)
        if not item.reason and len(item.sealed) > LARGEST_ITEM:
            item.reason = Reason.LARGE


class _Line:
    """The items of one call, one after another. What they ask of every item they ask once for all."""

    def __init__(self, device, devices, items, offset, now) -> None:
        self.device, self.offset, self.now = device, offset, now
        ids = [item.id for item in items]
        self.number = Arrival.objects.filter(device=device).aggregate(last=Max("number"))["last"] or 0
        self.seen: dict[UUID, list[Arrival]] = defaultdict(list)
        for arrival in Arrival.objects.filter(item__in=ids).select_related("device").order_by("pk"):
            self.seen[arrival.item].append(arrival)
        self.awaited = set(Arrival.objects.early(device.visitor_id).filter(corrects__in=ids).values_list("corrects", flat=True))
        # Each door that is spoken of is held before anything is written (`visits/services/doors.py`).
        spoken_of = {pk for item in items if (pk := payload.enrolment_of(item.content or {}))}
        doors = Enrolment.objects.select_related("dossier").filter(council=device.council_id, pk__in=spoken_of)
        self.doors = {door.pk: door for door in doors.order_by("pk").select_for_update(no_key=True, of=("self",))}
        self.unwritten: list[Arrival] = []
        # A visitor whose browser lost its key has enrolled it anew: what the old one recorded is theirs.
        self.own = {None, *(one.pk for one in devices if one.council_id == device.council_id)}

    def take(self, item: Item) -> None:
        before = self.seen[item.id]
        same = [one for one in before if bytes(one.digest) == item.digest and one.device.visitor_id == self.device.visitor_id]
        if same:
            item.answer = _again(same[0])
            if not any(arrival.device_id == self.device.pk for arrival in same):
                self._write(item, visit=same[0].visit)
            return
        if before:
            item.reason = Reason.APART
        elif self.device.is_revoked:
            item.reason = Reason.REVOKED
        elif not item.reason and item.recorded and item.recorded.is_unfinished:
            item.reason = Reason.BEGUN
        elif not item.reason and payload.device_of(item.content or {}) not in self.own:
            item.reason = Reason.DEVICE
        elif not item.reason and abs(self.offset) > WILD:
            item.reason = Reason.CLOCK
        visit = None if item.reason else self._place(item)
        if visit is None:
            self._hold(item)
            return
        item.answer = (Status.STORED, "")
        self._write(item, visit=visit.pk)
        if item.id in self.awaited:
            self.flush()
            place_waiting(item.id, doors=self.doors, device=self.device, now=self.now)

    def flush(self) -> None:
        Arrival.objects.bulk_create(self.unwritten)
        self.unwritten = []

    def _place(self, item) -> Visit | None:
        """The visit, or None with a reason. Whatever goes wrong with one item is taken back and holds up no other."""
        if item.recorded.corrects:
            self.flush()
        try:
            with transaction.atomic():
                recorded = item.recorded.by(right_clock(self.offset))
                return place(recorded, id=item.id, doors=self.doors, device=self.device, now=self.now)
        except NotPlaced as error:
            item.reason = error.reason
        except (OperationalError, InterfaceError):
            # The database is in no state to answer: the whole call is sent again.
            raise
        except Exception as error:
            logger.error("an item of a tablet could not be placed: %s", type(error).__name__)
            item.reason = Reason.REFUSED
        context.current().forget_decisions()
        return None

    def _hold(self, item) -> None:
        item.answer = (Status.APART if item.reason == Reason.APART else Status.PERSON, item.reason)
        arrival = self._write(item)
        self.flush()
        hold(arrival, content=item.content, sealed=item.sealed, visitor=self.device.visitor)

    def _write(self, item, visit=None) -> Arrival:
        self.number += 1
        content = item.content or {}
        arrival = Arrival(
            device=self.device, number=self.number, item=item.id, digest=item.digest, received_at=self.now,
            recorded_at=payload.recorded_at_of(content), offset=round(self.offset.total_seconds()),
            corrects=payload.corrects_of(content), status=item.answer[0], reason=item.answer[1], visit=visit,
        )  # fmt: skip
        self.unwritten.append(arrival)
        self.seen[item.id].append(arrival)
        return arrival


def _again(arrival) -> tuple[str, str]:
    """A repeated item hears what the first one heard, and where that was placed, that it is here."""
    return (Status.AGAIN, "") if arrival.status in PLACED else (arrival.status, arrival.reason)


def receipts(device: Device, after: int) -> list[dict]:
    rows = Arrival.objects.filter(device=device, number__gt=after).order_by("number").values_list("number", "item", "status")
    return [{"n": number, "id": str(item), "status": status} for number, item, status in rows[:500]]
