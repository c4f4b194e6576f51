"""Rows of tablets: whose, since when, when they were last heard of, and whether their clock is right."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.utils.translation import gettext as _

from field.codes import TOLERANCE
from field.models import Device
from visits.pages.clock import span


@dataclass(frozen=True)
class Row:
    device: Device
    seen_at: datetime | None
    clock: str
    is_off: bool


def of_council(councils) -> list[tuple]:
    """(visitor, their tablets) in the order of names."""
    found = Device.objects.filter(council__in=councils).in_order().select_related("revoked_by")
    return [(visitor, list(map(row, devices))) for visitor, devices in groupby(found, key=lambda device: device.visitor)]


def own(user) -> list[Row]:
    return list(map(row, Device.objects.filter(visitor=user).in_order()))


def row(device) -> Row:
    contact = getattr(device, "contact", None)
    if contact is None:
        return Row(device, None, "", False)
    words = clock_words(contact.clock_offset)
    return Row(device, contact.seen_at, words or _("right"), bool(words))


def clock_words(seconds: int) -> str:
    """How far a clock is off; nothing where it is nearly right."""
    offset = timedelta(seconds=seconds)
    if abs(offset) <= TOLERANCE:
        return ""
    return (_("%(span)s slow") if seconds > 0 else _("%(span)s fast")) % {"span": span(abs(offset))}
