"""Makes a visit of what a tablet recorded, through the services that take it from the page."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from casework.services.once import OtherContent
from field.codes import Reason
from privacy.errors import Refusal
from visits.codes import Source
from visits.models import Assignment, Enrolment, Visit
from visits.services import visit_deliver

CORRECTED = ("outcome", "visited_at", "manner", "answered", "minutes", "companions", "checks", "note")


class NotPlaced(Exception):
    """`reason` is one of `codes.Reason`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def place(recorded, *, id, device, now) -> Visit:
    """Raises NotPlaced where a person must look."""
    door = Enrolment.objects.select_related("dossier").filter(pk=recorded.enrolment, council=device.council_id).first()
    if door is None:
        raise NotPlaced(Reason.UNKNOWN)
    try:
        if recorded.corrects is not None:
            return _correct(recorded, door, id, device, now)
        companions_known(door, recorded.values["companions"])
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


def place_waiting(arrival, visit, *, actor) -> None:
    """Corrections that came before what they correct."""


def source_of(recorded) -> str:
    return Source.PAPER if recorded.is_paper else Source.TABLET


def companions_known(door, companions) -> None:
    """Who is named as companion goes to this door, or did."""
    if companions:
        known = set(Assignment.objects.filter(enrolment=door, user__in=companions).values_list("user_id", flat=True))
        if not set(companions) <= known:
            raise ValidationError({"companions": _("Somebody is named who never went to this door.")})


def _correct(recorded, door, id, device, now) -> Visit:
    raise NotPlaced(Reason.EARLY)
