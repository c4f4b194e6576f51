"""A tablet is enrolled by its visitor, and taken out of use by them or by an administrator. What it holds then still arrives."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from field import sealing
from field.models import Contact, Device, TabletSettings
from field.services.keys import current_key
from privacy.errors import Denied
from privacy.gate import service

MOST_IN_USE = 10


@service("visit.write")
def device_enrol(*, actor, name, key: bytes) -> Device:
    """For the actor, in the council in which they work. Raises ValidationError for a key or a name that cannot be taken."""
    if actor.working_council_id is None:
        raise Denied("visit.write")
    try:
        sealing.signing_key(key)
    except ValueError:
        raise ValidationError({"key": _("This is no key of a tablet.")}) from None
    before = Device.objects.filter(visitor=actor, council=actor.working_council_id, public_key=key).first()
    if before is not None and not before.is_revoked:
        return before
    if Device.objects.in_use().filter(visitor=actor).count() >= MOST_IN_USE:
        raise ValidationError({"name": _("You have many tablets already. End one that you no longer use.")})
    device = Device(council_id=actor.working_council_id, visitor=actor, name=name.strip(), public_key=key)
    device.full_clean(exclude=["council", "visitor", "public_key", "revoked_by"])
    device.save()
    current_key()
    return device


@service("device.manage", on=lambda device, **_: device.council)
def device_revoke(device, *, actor, now=None) -> Device:
    """By an administrator of its council."""
    return _revoke(device, actor, now)


@service("device.manage", on=lambda device, **_: device.council)
def device_rename(device, *, actor, name) -> Device:
    """By an administrator of its council: two tablets of one name cannot be told apart when one is lost."""
    held = Device.objects.select_for_update().get(pk=device.pk)
    held.name = name.strip()
    held.full_clean(exclude=["council", "visitor", "public_key", "revoked_by"])
    held.save(update_fields=["name"])
    return held


def device_end(device, *, actor, now=None) -> Device:
    """By its own visitor, whatever became of their role: whoever has lost a tablet can always say so."""
    if device.visitor_id != actor.pk:
        raise Denied("device.manage")
    return _revoke(device, actor, now)


def _revoke(device, actor, now) -> Device:
    held = Device.objects.select_for_update().get(pk=device.pk)
    if not held.is_revoked:
        held.revoked_at, held.revoked_by = now or timezone.now(), actor
        held.save(update_fields=["revoked_at", "revoked_by"])
    return held


@service("device.manage", on=lambda council, **_: council)
def settings_save(council, *, actor, list_days, map_link) -> TabletSettings:
    found = TabletSettings.of(council.pk)
    found.list_days, found.map_link, found.changed_by, found.changed_at = list_days, map_link, actor, timezone.now()
    found.full_clean(validate_unique=False)
    found.save()
    return found


def device_seen(device, *, offset=None, now=None) -> None:
    """Whatever it asked for; its clock, where it said what that shows."""
    seen = {"seen_at": now or timezone.now()}
    if offset is not None:
        seen["clock_offset"] = round(offset.total_seconds())
    if not Contact.objects.filter(device=device).update(**seen):
        Contact.objects.bulk_create([Contact(device=device, **seen)], ignore_conflicts=True)
