"""Rows of tablets: whose, since when, when they were last heard of, and whether their clock is right."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from django.utils.translation import gettext as _

from field.codes import TOLERANCE
from field.models import Device


@dataclass(frozen=True)
class Row:
    device: Device
    clock: str
    is_off: bool


def of_council(councils) -> list[tuple]:
    """(visitor, their tablets) in the order of names."""
    found = Device.objects.filter(council__in=councils).in_order().select_related("revoked_by")
    return [(visitor, list(map(row, devices))) for visitor, devices in groupby(found, key=lambda device: device.visitor)]


def own(user) -> list[Row]:
    return list(map(row, Device.objects.filter(visitor=user).in_order()))


def row(device) -> Row:
    offset = timedelta(seconds=device.clock_offset)
    is_off = abs(offset) > TOLERANCE
    minutes = round(abs(offset) / timedelta(minutes=1))
    words = (_("%(n)d min slow") if device.clock_offset > 0 else _("%(n)d min fast")) % {"n": minutes}
    return Row(device, words if is_off else _("right"), is_off)
