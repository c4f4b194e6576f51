"""Rows of tablets: whose, since when, when they were last heard of, and whether their clock is right."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.utils.translation import gettext as _

from field.codes import TOLERANCE
from field.models import Device


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
    is_off = abs(timedelta(seconds=contact.clock_offset)) > TOLERANCE
    minutes = round(abs(contact.clock_offset) / 60)
    words = (_("%(n)d min slow") if contact.clock_offset > 0 else _("%(n)d min fast")) % {"n": minutes}
    return Row(device, contact.seen_at, words if is_off else _("right"), is_off)
