"""What follows in the watch-over from a move to another district, a death, a recusal, and from a visitor who leaves.

Whoever may write it down sets off what follows from it, whether or not the watch-over is in their reach: the job `life event` does
it, in their name.
"""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from accounts.leaving import follows_leaving
from casework.services.people import follows_person
from casework.services.recusals import follows_recusal
from privacy import context
from visits.codes import TieAnswer
from visits.models import Alert, Assignment, Enrolment, SafetyCheck, Tie
from visits.services.enrolments import enrolment_follow_death, enrolment_follow_move


@follows_person
def watch_over(person) -> None:
    with context.System("life event", user=context.current().user) as job:
        enrolments = Enrolment.objects.visible_to(job, "enrolment.write").filter(person=person).select_related("dossier")
        for enrolment in enrolments.order_by("created_at", "id"):
            if enrolment.area_id != person.dossier.area_id:
                enrolment_follow_move(enrolment, actor=job, area=person.dossier.area)
            if person.death_date and not enrolment.ended_date:
                enrolment_follow_death(enrolment, actor=job, on_date=person.death_date)
    context.current().forget_decisions()


@follows_recusal
def recused(recusal) -> None:
    """What was theirs to do is nobody's again: the door, what they took up, the next step of a welfare check. What they asked is settled."""
    if recusal.ended_at:
        return
    now, today = timezone.now(), timezone.localdate()
    about = {"enrolment__dossier__subject": recusal.dossier_id}
    with context.System("life event", user=context.current().user) as job:

        def mine(rows):
            return rows.visible_to(job, "enrolment.write").filter(**about)

        for assignment in mine(Assignment.objects).filter(Q(until_date=None) | Q(until_date__gte=today), user=recusal.user):
            assignment.until_date = today - timedelta(days=1)
            assignment.save()
        for alert in mine(Alert.objects.open()).filter(owner=recusal.user):
            alert.owner = alert.taken_at = None
            alert.save()
        for check in mine(SafetyCheck.objects.open()).filter(next_who=recusal.user):
            check.next_who = None
            check.save()
        for tie in mine(Tie.objects.open()).filter(user=recusal.user):
            tie.answer, tie.answered_at, tie.answered_by = TieAnswer.OFF, now, job.user
            tie.save()


@follows_leaving
def left(person, council_id, begun_by) -> None:
    """Who leaves has no door from today on, and none again on coming back; the grants have ended already."""
    today = timezone.localdate()
    theirs = Q(user=person, enrolment__council=council_id, from_date__lte=begun_by)
    with context.System("life event", user=context.current().user) as job:
        going = Assignment.objects.visible_to(job, "enrolment.write").filter(theirs)
        for assignment in going.filter(Q(until_date=None) | Q(until_date__gte=today)):
            assignment.until_date = today - timedelta(days=1)
            assignment.save()
