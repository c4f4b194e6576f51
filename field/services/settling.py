"""What a person does with what waits: takes it up, as a visit of whoever recorded it, or puts it aside and says why."""

import uuid

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from field import payload
from field.codes import Settled
from field.models import Arrival, Device, Held
from field.services.placing import correct, corrected_visit, known_companions, place_waiting, source_of
from privacy import context
from privacy.gate import service
from visits.models import Visit
from visits.services import hold_door, visit_record


@service("arrival.settle", on=lambda held, **_: held)
def arrival_take(held, *, actor, door, visited_at, outcome="", now=None) -> Visit:
    """It becomes a visit at `door` at that moment, and what the tablet brought goes. A correction is applied to what it corrects.

    `outcome`: where the form was shut before the visitor had said one."""
    now = now or timezone.now()
    hold_door(door)
    _look(held)
    try:
        recorded = payload.read(held.content or {})
    except payload.Unreadable:
        raise ValidationError(_("It cannot be read as a visit. Write the visit by hand, and put this aside.")) from None
    arrival = Arrival.objects.select_related("device__visitor").get(pk=held.arrival_id)
    visitor = recorder_of(held.content, arrival).visitor
    recorded.values["visited_at"] = visited_at
    recorded.values["outcome"] = recorded.values["outcome"] or outcome
    if not recorded.values["outcome"]:
        raise ValidationError({"outcome": _("Choose what was found.")})
    recorded.values["companions"] = [pk for pk in known_companions(door, recorded.values["companions"]) if pk != visitor.pk]
    visit = corrected_visit(recorded.corrects, visitor) if recorded.corrects else None
    if visit is not None and visit.enrolment_id == door.pk:
        visit = correct(visit, recorded, actor=actor, now=now)
    else:
        taken = Visit.objects.filter(pk=arrival.item).exists()
        visit = visit_record(
            door, actor=actor, visitor=visitor, id=uuid.uuid4() if taken else arrival.item, source=source_of(recorded),
            recorded_at=recorded.recorded_at, steps=recorded.steps, now=now, **recorded.values,
        )  # fmt: skip
    Arrival.objects.filter(pk=arrival.pk).update(visit=visit.pk)
    held.delete()
    visitor.chosen_council_id = arrival.device.council_id
    with context.on_behalf_of(visitor):
        place_waiting(arrival.item, doors={door.pk: door}, device=arrival.device, now=now)
    return visit


def recorder_of(content, arrival) -> Device:
    """The tablet under which it was recorded, where it says another of its council than the one that sent it."""
    said = payload.device_of(content or {})
    if said is None or said == arrival.device_id:
        return arrival.device
    found = Device.objects.select_related("visitor").filter(pk=said, council=arrival.device.council_id).first()
    return found or arrival.device


@service("arrival.settle", on=lambda held, **_: held)
def arrival_put_aside(held, *, actor, why, now=None) -> Held:
    """It stays readable, and nothing follows from it."""
    _look(held)
    if not why.strip():
        raise ValidationError({"why": _("Say why it is put aside.")})
    held.settled, held.settled_at, held.settled_by, held.why = Settled.ASIDE, now or timezone.now(), actor, why
    held.save()
    return held


def _look(held) -> None:
    """Locks the row until the transaction ends: of two people who press at once, the second learns of the first."""
    if Held.objects.select_for_update().filter(pk=held.pk).values_list("settled", flat=True).first() != "":
        raise ValidationError(_("Somebody has looked at this already."))
