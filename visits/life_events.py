"""What the watch-over does when a person dies, when somebody is recused from them, and when a visitor leaves. Triggers follow a move.

The one who records such a change may have no access to the watch-over. So the job `life event` makes the changes that follow
from it, in that person's name.
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
from visits.services.enrolments import enrolment_follow_death


@follows_person
def watch_over(person) -> None:
    if not person.death_date:
        return
    with context.as_job("life event", user=context.current().user) as job:
        running = Enrolment.objects.visible_to(job, "enrolment.write").filter(person=person, ended_date=None)
        for enrolment in running.select_related("dossier").order_by("created_at", "id"):
            enrolment_follow_death(enrolment, actor=job, on_date=person.death_date)
    context.current().forget_decisions()


@follows_recusal
def recused(recusal) -> None:
    """Frees the tasks of the person who is recused: their doors, their alerts and the next steps they were to make.

    A question about a tie that they had asked is answered by the recusal itself.
    """
    if recusal.ended_at:
        return
    now, today = timezone.now(), timezone.localdate()
    about = {"enrolment__dossier__subject": recusal.dossier_id}
    with context.as_job("life event", user=context.current().user) as job:

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
    """Ends the doors of somebody who leaves the council from today on; the doors do not return when the person comes back.

    The grants have been ended before.
    """
    today = timezone.localdate()
    theirs = Q(user=person, enrolment__council=council_id, from_date__lte=begun_by)
    with context.as_job("life event", user=context.current().user) as job:
        going = Assignment.objects.visible_to(job, "enrolment.write").filter(theirs)
        for assignment in going.filter(Q(until_date=None) | Q(until_date__gte=today)):
            assignment.until_date = today - timedelta(days=1)
            assignment.save()
