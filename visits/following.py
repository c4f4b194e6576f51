"""What happens to a person is followed here: a move to another district, a death; and that a visitor leaves."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from accounts.leaving import follows_leaving
from casework.services.people import follows_person
from visits.codes import EndReason
from visits.models import Alert, Assignment, Enrolment, SafetyCheck
from visits.services.enrolments import end


@follows_person
def moved(person) -> None:
    """The enrolment's dossier moved with the person's; visits stay counted where they were made."""
    area = person.dossier.area
    for model in (Enrolment, SafetyCheck, Alert):
        model.objects.filter(dossier__subject=person.dossier_id).exclude(area=area).update(area=area)


@follows_person
def died(person) -> None:
    if not person.death_date:
        return
    # Whoever may write the death down ends what it ends, whether or not the watch-over is in their reach.
    for enrolment in Enrolment.objects.running().filter(person=person).select_related("dossier").opened_by_reach():
        end(enrolment, on_date=person.death_date, reason_code=EndReason.DIED)


@follows_leaving
def left(person, council_id, begun_by) -> None:
    """Who leaves has no door from today on, and none again on coming back; the grants have ended already."""
    today = timezone.localdate()
    theirs = Assignment.objects.filter(user=person, enrolment__council=council_id, from_date__lte=begun_by)
    # Whoever may end a role ends what it ends, whether or not the doors are in their reach.
    for assignment in theirs.filter(Q(until_date=None) | Q(until_date__gte=today)).opened_by_reach():
        assignment.until_date = today - timedelta(days=1)
        assignment.save()
