"""How an alert climbs (安否未確認 and the others): until when somebody must have taken it, to whom it falls then, and that the managers hear of
what nobody has in time. How many days: `ALERT_WORKING_DAYS` in the settings; whose role: `policy.DUTIES`; how long each step towards a
confirmation may take: `safety.LIMITS`.
"""

from django.conf import settings
from django.utils import timezone

from accounts.people import staff_of
from japan.workdays import close_of_business, workdays_after
from privacy.gate import service
from privacy.outbox import enqueue_all
from privacy.policy import DUTIES
from visits.models import Alert

BATCH = 500


def due_at(kind, raised_at):
    """An emergency is due at once, everything else at the close of business of the n-th working day (ALERT_WORKING_DAYS)."""
    days = settings.ALERT_WORKING_DAYS[kind]
    if not days:
        return raised_at
    return close_of_business(workdays_after(timezone.localdate(raised_at), days))


@service("watch.run")
def escalate_late(*, actor, now=None) -> int:
    """Tells the managers, once, of each alert that nobody has in time; again, where somebody had taken it and is gone."""
    now = now or timezone.now()
    late = Alert.objects.late(now).order_by("due_at", "id").select_for_update(skip_locked=True, of=("self",))
    late = list(late[:BATCH])
    Alert.objects.filter(pk__in=[alert.pk for alert in late]).update(escalated_at=now)
    enqueue_all("visits.tell", notices(late, DUTIES["alert.late"], "late", {}), job="watch")
    return len(late)


def to_whom_it_falls(alert, duty):
    """First whoever is on duty, in the order of the roster."""
    for person in dict.fromkeys(duty):
        yield f"alert-{alert.pk}-{person}-duty", {"alert": alert.pk, "person": person, "what": "duty"}


def notices(alerts, roles, what, staff, told=()):
    """Yields one message for each receiver. Its key is always the same, so that a retry sends nothing twice; it names nobody.
    What was taken before is told of with its last owner in the key, since the same receiver may have been told of it before that.

    `staff` remembers who works in an area: {area: ids of people}; `told` were told otherwise.
    """
    for alert in alerts:
        if alert.area_id not in staff:
            staff[alert.area_id] = list(staff_of([alert.area_id], roles=roles).values_list("pk", flat=True))
        for person in (one for one in staff[alert.area_id] if one not in told):
            again = f"-{alert.owner_id.hex[:12]}" if alert.owner_id and what == "late" else ""
            yield f"alert-{alert.pk}-{person}-{what}{again}", {"alert": alert.pk, "person": person, "what": what}
