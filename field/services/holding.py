"""Keeps for a person what cannot be placed: in the dossier of its door, where that can be read, else in the council's day-book."""

from django.utils import timezone

from accounts.people import staff_of
from casework.services.daybook import daybook_of
from field import payload
from field.models import Held
from privacy.context import as_job
from privacy.gate import service
from privacy.outbox import enqueue_all
from privacy.policy import DUTIES
from visits.codes import Outcome
from visits.models import Enrolment


def hold(arrival, *, content, sealed, visitor) -> Held:
    """Its visitor need not be able to read that dossier any more, so the job `tablet` writes in their name."""
    device = arrival.device
    pk = payload.enrolment_of(content or {})
    door = Enrolment.objects.select_related("dossier").filter(pk=pk, council=device.council_id).first() if pk else None
    with as_job("tablet", user=visitor) as job:
        dossier = door.dossier if door else daybook_of(device.council, timezone.localdate(arrival.received_at))
        return _write(dossier, actor=job, arrival=arrival, door=door, content=content, sealed=sealed)


@service("arrival.settle", on=lambda dossier, **_: dossier)
def _write(dossier, *, actor, arrival, door, content, sealed) -> Held:
    held = Held(arrival=arrival, dossier=dossier, enrolment=door, content=content, sealed=sealed if content is None else None)
    held.urgent = (content or {}).get("outcome") == Outcome.EMERGENCY
    held.save()
    _tell(held, arrival.device)
    return held


def _tell(held, device) -> None:
    """An emergency at once, each by itself; else once a day for what one tablet brings."""
    roles = DUTIES["alert.emergency" if held.urgent else "alert.raised"]
    key = f"held-{held.pk}" if held.urgent else f"held-{device.pk}-{timezone.localdate()}"
    people = staff_of([held.dossier.area_id], roles=roles).values_list("pk", flat=True)
    enqueue_all("field.tell", [(f"{key}-{person}", {"held": held.pk, "person": person}) for person in people], job="watch")
