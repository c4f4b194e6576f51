"""Late visits: records of visitors who are no longer assigned. They are kept, and have no effect until the office has looked at them.

The assignment ended at midnight at the latest, so such a record is not news from somebody who stands at the door now; and it could be
false, so as to do harm or to calm the office. An emergency is announced at once nevertheless, as one that nobody has confirmed.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.people import staff_of
from privacy.context import as_job
from privacy.errors import NotWithinReach
from privacy.gate import service
from privacy.outbox import enqueue_all
from privacy.policy import DUTIES
from privacy.reach import can, is_recused, reach
from visits.codes import Late, Outcome
from visits.models import Assignment, Visit
from visits.services.doors import hold
from visits.services.visits import follow, visit_record


def visit_deliver(enrolment, *, actor, **values) -> Visit:
    """Records a visit for whoever made it.

    Somebody who is no longer assigned must not learn anything by it, so the job `late visit` writes the record in their name.
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
    """Whether this person was assigned once and still has a visiting role in the council of the door.

    Somebody whose pledge or role has ended, whose account is disabled or who is recused may not bring a record.
    """
    if enrolment.council_id not in reach(user, "visit.write").councils or is_recused(user, enrolment.dossier):
        return False
    return Assignment.objects.filter(enrolment=enrolment, user=user).exists()


@service("alert.take", on=lambda visit, **_: visit)
def visit_take_up(visit, *, actor) -> Visit:
    """Takes up a late visit. Its consequences follow now, as of the time of the visit."""
    _look(visit, Late.TAKEN)
    steps = [(step, datetime.fromisoformat(at), result) for step, at, result in visit.tried or ()]
    follow(visit.enrolment, visit, visit.visitor, steps, timezone.now())
    return visit


@service("alert.take", on=lambda visit, **_: visit)
def visit_set_aside(visit, *, actor) -> Visit:
    """Sets a late visit aside. It stays readable and has no consequences."""
    return _look(visit, Late.ASIDE)


def _look(visit, late) -> Visit:
    """Of two people who press at once, the second learns of the first."""
    hold(visit)
    if visit.late != Late.WAITING:
        raise ValidationError(_("Somebody has looked at this visit already."))
    visit.late = late
    visit.save()
    return visit


def _tell(visit) -> None:
    roles = DUTIES["alert.emergency" if visit.outcome == Outcome.EMERGENCY else "alert.raised"]
    people = staff_of([visit.area_id], roles=roles).values_list("pk", flat=True)
    enqueue_all(
        "visits.tell_late",
        [(f"late-{visit.pk}-{person}", {"visit": visit.pk, "person": person}) for person in people],
        job="watch",
    )
