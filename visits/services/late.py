"""What somebody brings who is no longer assigned: kept, and without effect until the office has looked at it.

Their time at the door is over since midnight at the least, so nobody waits at a door for what they bring; and what they bring could be
meant to harm, or to calm. An emergency is told at once all the same, as one that nobody has confirmed.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.people import staff_of
from privacy.context import as_job
from privacy.errors import NotWithinReach
from privacy.outbox import enqueue_all
from privacy.reach import can, is_recused, reach
from privacy.roles import Role
from privacy.services import service
from visits.codes import Late, Outcome
from visits.models import Assignment, Visit
from visits.services.visits import follow, visit_record


def visit_deliver(enrolment, *, actor, **values) -> Visit:
    """`visit_record` for whoever stood at the door.

    Who is no longer assigned learns nothing by it: the record is written by the job `late visit`, in their name.
    """
    if can(actor, "visit.write", enrolment):
        return visit_record(enrolment, actor=actor, **values)
    if not may_bring(actor, enrolment):
        raise NotWithinReach("visit.write", [enrolment.dossier_id])
    with as_job("late visit", user=actor) as job:
        visit = visit_record(enrolment, actor=job, visitor=actor, late=True, **values)
        _tell(visit)
    return visit


def may_bring(user, enrolment) -> bool:
    """Whether the door was theirs once, and they still hold a visiting role in its council. A pledge that ran out, a role that ended and
    a disabled account bring nothing; nor does anybody about somebody they are kept from."""
    if enrolment.council_id not in reach(user, "visit.write").councils or is_recused(user, enrolment.dossier):
        return False
    return Assignment.objects.filter(enrolment=enrolment, user=user).exists()


@service("alert.take", on=lambda visit, **_: visit)
def visit_take_up(visit, *, actor, now=None) -> Visit:
    """Somebody of the office looked at it: what follows from it follows now, as of when it was."""
    _look(visit, Late.TAKEN)
    steps = [(step, datetime.fromisoformat(at), result) for step, at, result in visit.tried or ()]
    follow(visit.enrolment, visit, visit.visitor, steps, now or timezone.now())
    return visit


@service("alert.take", on=lambda visit, **_: visit)
def visit_set_aside(visit, *, actor) -> Visit:
    """It stays readable, and nothing follows from it."""
    return _look(visit, Late.ASIDE)


def _look(visit, late) -> Visit:
    """Asked of the row itself, held until the end: of two who press at once, the second hears of the first."""
    held = Visit.objects.select_for_update().values_list("late", flat=True).get(pk=visit.pk)
    if held != Late.WAITING:
        raise ValidationError(_("Somebody has looked at this visit already."))
    visit.late = late
    visit.save()
    return visit


def _tell(visit) -> None:
    roles = [Role.COORDINATOR, Role.MANAGER] if visit.outcome == Outcome.EMERGENCY else [Role.COORDINATOR]
    people = staff_of([visit.area_id], roles=roles).values_list("pk", flat=True)
    enqueue_all(
        "visits.tell_late",
        [(f"late-{visit.pk}-{person}", {"visit": visit.pk, "person": person}) for person in people],
        job="watch",
    )
