"""What the watch-over does when a person dies, when somebody is recused from them, and when a visitor leaves. Triggers follow a move.

The one who records such a change may have no access to the watch-over. So the job `life event` makes the changes that follow
from it, in that person's name.
"""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.handover import InHand, leaves_behind
from accounts.leaving import follows_leaving
from casework.one_at_a_time import Running, one_at_a_time
from casework.people_on_cases import at_work
from casework.services.people import follows_person
from casework.services.recusals import follows_recusal
from privacy import context
from privacy.reach import can
from visits.codes import EndReason, TieAnswer
from visits.models import Alert, Assignment, DutyTurn, Enrolment, SafetyCheck, Tie
from visits.rhythm import rhythm_words
from visits.services.alerts import alert_handover
from visits.services.doors import hold_doors
from visits.services.enrolments import enrolment_follow_death, enrolment_follow_joining, enrolment_follow_life, visitor_handover
from visits.services.safety import safety_next


@leaves_behind
def in_hand(actor, person):
    today = timezone.localdate()
    theirs = Q(until_date=None) | Q(until_date__gte=today)
    doors = Assignment.objects.visible_to(actor, "enrolment.write").filter(theirs, user=person, enrolment__ended_date=None)
    doors = doors.select_related("enrolment__dossier", "dossier").order_by("position", "created_at", "id")
    taken = Alert.objects.visible_to(actor, "alert.take").open().filter(owner=person).select_related("dossier")
    checks = SafetyCheck.objects.visible_to(actor, "enrolment.write").open().filter(next_who=person).select_related("dossier")
    kinds = list(doors), list(taken.order_by("due_at", "id")), list(checks.order_by("since", "id"))

    def first():
        hold_doors(Enrolment.objects.filter(pk__in={row.enrolment_id for rows in kinds for row in rows}))

    yield InHand(_("Doors"), kinds[0], lambda door, to: visitor_handover(door, actor=actor, to=to), first=first)
    yield InHand(_("What was taken up"), kinds[1], lambda alert, to: alert_handover(alert, actor=actor, to=to), first=first)
    yield InHand(_("Next steps until safety is confirmed"), kinds[2], lambda check, to: _next(check, actor, to), first=first)


def _next(check, actor, to):
    [other] = at_work([to], check.dossier.council_id)
    if not can(other, "visit.write", check):
        raise ValidationError({"who": _("This person cannot take this up.")})
    safety_next(check, actor=actor, step=check.next_step, by=check.next_by, who=to, text=check.next_text)


@one_at_a_time
class WatchOver:
    """One person has one watch-over: of two records that became one, the one that was chosen goes on."""

    def running(self, actor, people):
        rows = Enrolment.objects.visible_to(actor, "enrolment.write").running().filter(person__in=people)
        rows = rows.select_related("area", "dossier").order_by("created_at", "id")
        return [Running(row.pk, row.person_id, f"{rhythm_words(row)} ・ {row.area.label}") for row in rows]

    def begun(self, actor, people, since):
        rows = Enrolment.objects.visible_to(actor).filter(person__in=people, ended_date=None, created_at__gte=since)
        return [(row.person_id, Enrolment._meta.verbose_name) for row in rows.order_by("created_at", "id")]

    def end(self, actor, pk):
        enrolment = Enrolment.objects.visible_to(actor, "enrolment.write").select_related("dossier", "person").get(pk=pk)
        enrolment_follow_joining(enrolment, actor=actor)

    def go_on(self, actor, pk):
        enrolment = (
            Enrolment.objects.visible_to(actor, "enrolment.write").select_related("dossier", "person").filter(pk=pk).first()
        )
        runs = enrolment and Enrolment.objects.running().filter(person=enrolment.person_id).exists()
        if enrolment and enrolment.ended_date and not runs and not enrolment.person.death_date:
            enrolment_follow_life(enrolment, actor=actor)


@follows_person
def watch_over(person, died_before) -> None:
    """A death ends the watch-over. Taken back, the one that it had ended goes on, unless another one has begun since."""
    if not (person.death_date or died_before):
        return
    with context.as_job("life event", user=context.current().user) as job:
        rows = Enrolment.objects.visible_to(job, "enrolment.write").filter(person=person).select_related("dossier")
        running = list(rows.filter(ended_date=None).order_by("created_at", "id"))
        for enrolment in running if person.death_date else ():
            enrolment_follow_death(enrolment, actor=job, on_date=person.death_date)
        if not person.death_date and not running:
            for enrolment in rows.filter(end_reason=EndReason.DIED).order_by("-ended_date", "-id")[:1]:
                enrolment_follow_life(enrolment, actor=job)
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
    hold_doors(Enrolment.objects.filter(dossier__subject=recusal.dossier_id))
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
    """Ends the doors and turns of duty of somebody who leaves the council from today on; the doors do not return when the person comes back.

    The grants have been ended before.
    """
    turns = DutyTurn.objects.filter(user=person, council=council_id, ended_at=None, made_at__lte=timezone.now())
    turns.update(ended_at=timezone.now(), ended_by=context.current().user)
    today = timezone.localdate()
    theirs = Q(user=person, enrolment__council=council_id, from_date__lte=begun_by)
    with context.as_job("life event", user=context.current().user) as job:
        going = Assignment.objects.visible_to(job, "enrolment.write").filter(theirs)
        going = going.filter(Q(until_date=None) | Q(until_date__gte=today))
        hold_doors(Enrolment.objects.filter(pk__in=going.values("enrolment")))
        for assignment in going:
            assignment.until_date = today - timedelta(days=1)
            assignment.save()
