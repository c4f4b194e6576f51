"""Makes a visit of what a tablet recorded, through the services that take it from the page."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from casework.services.once import OtherContent
from field import payload
from field.codes import TOLERANCE, Reason, Status
from field.models import Arrival, Held
from privacy.context import as_job
from privacy.errors import Refusal
from visits.codes import Source
from visits.models import Assignment, Visit
from visits.services import visit_correct, visit_deliver


class NotPlaced(Exception):
    """`reason` is one of `codes.Reason`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def place(recorded, *, id, doors, device, now) -> Visit:
    """As its visitor. `doors`: {id: enrolment} of its council. Raises NotPlaced where a person must look.

    What a tablet is told of its own records comes before anything is asked of a door: else the answer would tell of the door."""
    before = corrected_visit(recorded.corrects, device.visitor) if recorded.corrects is not None else None
    if recorded.corrects is not None and before is None:
        raise NotPlaced(Reason.EARLY)
    door = doors.get(recorded.enrolment)
    if door is None:
        raise NotPlaced(Reason.UNKNOWN)
    try:
        recorded.values["companions"] = [pk for pk in recorded.values["companions"] if pk != device.visitor_id]
        companions_known(door, recorded.values["companions"])
        if recorded.corrects is not None:
            return _correct(before, recorded, door, device.visitor, now)
        return visit_deliver(
            door, actor=device.visitor, id=id, source=source_of(recorded), recorded_at=recorded.recorded_at, steps=recorded.steps,
            now=now, **recorded.values,
        )  # fmt: skip
    except OtherContent:
        raise NotPlaced(Reason.APART) from None
    except Refusal:
        raise NotPlaced(Reason.VISITOR) from None
    except ValidationError:
        raise NotPlaced(Reason.ENDED if door.ended_date else Reason.REFUSED) from None


def right_clock(offset: timedelta) -> timedelta:
    """By how much what a tablet says is corrected: a clock that is nearly right is left alone."""
    return offset if abs(offset) > TOLERANCE else timedelta()


def source_of(recorded) -> str:
    return Source.PAPER if recorded.is_paper else Source.TABLET


def companions_known(door, companions) -> None:
    """Whoever is named as companion goes to this door, or did."""
    if not set(companions) <= set(known_companions(door, companions)):
        raise ValidationError({"companions": _("Somebody is named who never went to this door.")})


def known_companions(door, companions) -> list:
    if not companions:
        return []
    return sorted(set(Assignment.objects.filter(enrolment=door, user__in=companions).values_list("user_id", flat=True)))


def corrected_visit(item, visitor) -> Visit | None:
    """What an item of this visitor became, or what it corrected itself."""
    found = Arrival.objects.filter(item=item, device__visitor=visitor).exclude(visit=None).order_by("pk").first()
    if found is None:
        return None
    return Visit.objects.select_related("dossier", "enrolment__dossier").filter(pk=found.visit).first()


def correct(visit, recorded, *, actor, now=None) -> Visit:
    """As one more version of that visit. `manner`: left alone where the correction says nothing of it."""
    values = recorded.values | {"manner": recorded.values["manner"] or visit.manner}
    return visit_correct(visit, actor=actor, reason=_("Corrected on the tablet"), steps=recorded.steps, now=now, **values)


def _correct(visit, recorded, door, visitor, now) -> Visit:
    if visit.enrolment_id != door.pk:
        raise NotPlaced(Reason.REFUSED)
    corrections = Arrival.objects.filter(visit=visit.pk, corrects__isnull=False)
    if corrections.filter(recorded_at__gt=recorded.recorded_at).exists():
        raise NotPlaced(Reason.OLDER)
    return correct(visit, recorded, actor=visitor, now=now)


def place_waiting(item, *, doors, device, now) -> None:
    """Corrections that came before what they correct, in the order in which they were recorded. What fails goes on waiting."""
    for late in Arrival.objects.early(device.visitor_id).filter(corrects=item).order_by("recorded_at", "pk"):
        with as_job("tablet", user=device.visitor) as job:
            [held] = Held.objects.visible_to(job).filter(arrival=late)
            recorded = payload.read(held.content).by(right_clock(timedelta(seconds=late.offset)))
        try:
            with transaction.atomic():
                visit = place(recorded, id=late.item, doors=doors, device=device, now=now)
        except NotPlaced:
            continue
        Arrival.objects.filter(pk=late.pk).update(status=Status.STORED, reason="", visit=visit.pk)
        held.delete()
