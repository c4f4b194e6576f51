"""What ends here: a tablet."""

from django.utils import timezone

from accounts.models import User
from field.models import Device
from privacy.ended import Entry, Kind, keys_of, register


def _tablets(entries: list[Entry]) -> int:
    """By whoever took it out of use; where the backup does not know them yet, its visitor stands there."""
    by = {entry.key: entry.by for entry in entries}
    known = set(User.objects.filter(pk__in=by.values()).values_list("pk", flat=True))
    tablets = list(Device.objects.in_use().filter(pk__in=keys_of(entries)))
    for tablet in tablets:
        who = by[str(tablet.pk)]
        tablet.revoked_by_id = who if who in known else tablet.visitor_id
        tablet.revoked_at = timezone.now()
        tablet.save(update_fields=["revoked_by", "revoked_at"])
    return len(tablets)


register(Kind("tablet", "tablets", Device, _tablets, "OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL"))
