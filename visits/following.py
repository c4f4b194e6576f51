"""What happens to a person is followed here: a move to another district, a death, somebody who is recused from them."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from casework.services.people import follows_person
from casework.services.recusals import follows_recusal
from privacy import context
from visits.codes import EndReason, TieAnswer
from visits.models import Alert, Assignment, Enrolment, SafetyCheck, Tie
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


@follows_recusal
def recused(recusal) -> None:
    """What was theirs to do is nobody's again: the door, what they took up, the next step of a welfare check. What they asked is settled."""
    if recusal.ended_at:
        return
    now, today = timezone.now(), timezone.localdate()
    about = {"enrolment__dossier__subject": recusal.dossier_id}
    going = Assignment.objects.filter(Q(until_date=None) | Q(until_date__gte=today), user=recusal.user, **about)
    for assignment in going.opened_by_reach():
        assignment.until_date = today - timedelta(days=1)
        assignment.save()
    for alert in Alert.objects.open().filter(owner=recusal.user, **about).opened_by_reach():
        alert.owner = alert.taken_at = None
        alert.save()
    for check in SafetyCheck.objects.open().filter(next_who=recusal.user, **about).opened_by_reach():
        check.next_who = None
        check.save()
    for tie in Tie.objects.open().filter(user=recusal.user, **about).opened_by_reach():
        tie.answer, tie.answered_at, tie.answered_by = TieAnswer.OFF, now, context.current().user
        tie.save()
