"""要対応: alerts, which a visit or the scan raises. Until when, who is told, and what goes to the managers: `escalating.py`."""

from itertools import islice

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework import services as casework
from casework.codes import Means, Route, Urgency
from casework.people_on_cases import at_work
from privacy.gate import require, service
from privacy.ledger import proofs
from privacy.outbox import enqueue_all
from privacy.policy import DUTIES
from privacy.reach import can
from visits.codes import MET, AlertClosed, AlertKind, Outcome
from visits.duty import on_duty
from visits.models import Alert, Enrolment, Visit
from visits.services import safety
from visits.services.doors import hold, hold_person
from visits.services.escalating import due_at, escalate_late, notices, to_whom_it_falls
from visits.services.pairs import is_same_door
from visits.services.schedule import settle

LOCK = 0x7761746368
BATCH = 500
UNMET = (AlertKind.OVERDUE, AlertKind.ABSENCES)
OF_OUTCOME = {
    Outcome.CONCERN: AlertKind.CONCERN, Outcome.CONSULT: AlertKind.CONSULT, Outcome.EMERGENCY: AlertKind.EMERGENCY,
}  # fmt: skip


@service("alert.take", on=lambda alert, **_: alert)
def alert_take(alert, *, actor, now=None) -> Alert:
    """「引き受けます」: makes the actor the owner of the alert, in place of an earlier owner."""
    _hold(alert)
    if alert.owner_id != actor.pk:
        _take(alert, actor, now or timezone.now())
        alert.save()
    return alert


@service("alert.take", on=lambda alert, **_: alert)
def alert_handover(alert, *, actor, to) -> Alert:
    """Puts somebody else in charge of the alert who may take it themselves."""
    _hold(alert)
    [other] = at_work([to], alert.council_id)
    if not can(other, "alert.take", alert):
        raise ValidationError({"to": _("This person cannot take this up.")})
    _take(alert, to, timezone.now())
    alert.save()
    return alert


@service("alert.take", on=lambda alert, **_: alert)
def alert_act(alert, *, actor, text, now=None) -> Alert:
    """Records what was done so far. Whoever writes it becomes the owner of an alert that nobody has who can act on it."""
    now = now or timezone.now()
    _hold(alert)
    if not text.strip():
        raise ValidationError({"text": _("Write what was done.")})
    if Alert.objects.nobodys(timezone.localdate(now)).filter(pk=alert.pk).exists():
        _take(alert, actor, now)
    alert.acted_at, alert.action_text = now, text
    alert.clean_values()
    alert.save()
    return alert


@service("alert.close", on=lambda alert, **_: alert)
def alert_close(alert, *, actor, how, text="", now=None) -> Alert:
    """Closes the alert with a reason. An alert is never deleted."""
    _hold(alert)
    if how in AlertClosed.by_itself():
        raise ValidationError({"how": _("A consultation is made with its own button.")})
    return _close(alert, actor, how, text, now or timezone.now())


@service("alert.close", on=lambda alert, **_: alert)
def alert_to_case(alert, *, actor, id, topic, consented):
    """Becomes a consultation about this person. `consented`: that the person agreed, or that the ground for going without is written.

    The visit's words go into the case; the visit itself stands on its timeline. Pressed twice, one case is made.
    """
    now = timezone.now()
    hold_person(alert.enrolment)
    hold(alert)
    if alert.case_id:
        proofs.found_again()
        return alert.case
    _is_open(alert)
    if not consented:
        raise ValidationError({"consented": _("Ask the person first, or write why it cannot wait.")})
    enrolment = alert.enrolment
    require(actor, "person.read", enrolment.person)
    urgency = Urgency.TODAY if alert.kind == AlertKind.EMERGENCY else Urgency.SOON
    words = alert.visit.note if alert.visit_id else ""
    case = casework.case_open(
        actor=actor, council=enrolment.council, id=id, intake_date=timezone.localdate(now), route=Route.VISITOR, means=Means.VISIT,
        topics=[topic], main_topic=topic, urgency=urgency, subject=enrolment.person, words=words, now=now,
    )  # fmt: skip
    alert.case = case
    _close(alert, actor, AlertClosed.CASE, "", now)
    return case


def scan(*, actor, now=None) -> None:
    """Looks for what is late, every minute, as the job `watch`. It writes nothing where nothing is late."""
    now = now or timezone.now()
    if Alert.objects.late(now).exists():
        escalate_late(actor=actor, now=now)
    if _not_yet_raised(actor, timezone.localdate(now)).exists():
        raise_overdue(actor=actor, now=now)


@service("watch.run")
def raise_overdue(*, actor, now=None) -> int:
    """Raises an alert for each planned visit that did not happen within its grace days. Only overdue doors are read.

    A door for which somebody records a visit at this moment is left to the next minute. A second run that starts meanwhile
    does nothing.
    """
    now, number, staff = now or timezone.now(), 0, {}
    if not _alone():
        return 0
    late = _not_yet_raised(actor, timezone.localdate(now)).select_related("dossier")
    late = late.select_for_update(skip_locked=True, of=("self",)).iterator(chunk_size=BATCH)
    while enrolments := list(islice(late, BATCH)):
        alerts = [_alert(enrolment, AlertKind.OVERDUE, None, now) for enrolment in enrolments]
        Alert.objects.create_all(alerts)
        safety.open_overdue(enrolments, now=now)
        enqueue_all("visits.tell", notices(alerts, DUTIES["alert.raised"], "raised", staff), job="watch")
        number += len(alerts)
    return number


def raise_for_visit(enrolment, visit, now) -> bool:
    """Raises what the outcome of this visit calls for, and says whether the visit answered an overdue alert.

    Two absences in a row raise an alert too. A visit answers an overdue alert when it was made after the alert was raised, or
    when it was made in time and is only recorded now.
    """
    if visit.outcome in OF_OUTCOME:
        _raise(enrolment, OF_OUTCOME[visit.outcome], visit, now)
    if visit.outcome == Outcome.ABSENT:
        for later in _absent_twice(visit):
            _raise(enrolment, AlertKind.ABSENCES, later, now)
    answered = False
    if visit.outcome in MET:
        in_time = enrolment.overdue_on is None or enrolment.overdue_on > timezone.localdate(now)
        for alert in Alert.objects.open().filter(enrolment=enrolment, kind=AlertKind.OVERDUE):
            if in_time or visit.visited_at >= alert.raised_at:
                _close(alert, visit.visitor, AlertClosed.SETTLED, "", now, until=timezone.localdate(visit.visited_at))
                answered = True
    return answered


def answer(enrolment, actor, now, *, raised_until=None) -> None:
    """Closes what was asked because nobody had met the person. A concern, a wish to talk and an emergency are about something else."""
    for alert in Alert.objects.open().filter(enrolment=enrolment, kind__in=UNMET, raised_at__lte=raised_until or now):
        _close(alert, actor, AlertClosed.SAFE, "", now)


def ask_again(enrolment, *, since) -> None:
    """Opens again what a confirmation of safety since this moment had closed."""
    for alert in Alert.objects.filter(enrolment=enrolment, closed_how=AlertClosed.SAFE, closed_at__gte=since):
        alert.closed_at, alert.closed_by, alert.closed_how = None, None, ""
        alert.save()


def _not_yet_raised(actor, today):
    raised = Alert.objects.open().filter(enrolment=OuterRef("pk"), kind=AlertKind.OVERDUE)
    return Enrolment.objects.visible_to(actor, "watch.run").overdue(today).filter(~Exists(raised))


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return cursor.fetchone()[0]


def _alert(enrolment, kind, visit, now) -> Alert:
    return Alert(
        enrolment=enrolment, dossier=enrolment.dossier, visit=visit, area_id=enrolment.area_id, council_id=enrolment.council_id,
        kind=kind, raised_at=now, due_at=due_at(kind, now),
    )  # fmt: skip


def _raise(enrolment, kind, visit, now) -> Alert:
    alert = Alert.objects.filter(enrolment=enrolment, kind=kind, visit=visit, closed_at=None).first()
    if alert:
        return alert
    if visit and (before := Alert.objects.filter(visit=visit, kind=kind).first()):
        return before
    alert = _alert(enrolment, kind, visit, now)
    alert.save()
    duty = [turn.user_id for turn in on_duty(alert.council_id, now)] if kind == AlertKind.EMERGENCY else []
    roles = DUTIES["alert.emergency" if kind == AlertKind.EMERGENCY else "alert.raised"]
    enqueue_all("visits.tell", [*to_whom_it_falls(alert, duty), *notices([alert], roles, "raised", {}, duty)], job="watch")
    return alert


def _take(alert, actor, now) -> None:
    """From now on it is no longer with the managers; should its new owner leave, they are told again."""
    alert.owner, alert.taken_at, alert.escalated_at = actor, alert.taken_at or now, None


def _close(alert, actor, how, text, now, until=None) -> Alert:
    """Closes the alert. Visits missed up to the day `until` (today unless given) are not asked for any more."""
    if how != AlertClosed.SAFE:
        alert.owner, alert.taken_at = alert.owner or actor, alert.taken_at or now
    alert.closed_at, alert.closed_by, alert.closed_how, alert.closed_text = now, actor, how, text
    alert.clean_values()
    alert.save()
    if alert.kind == AlertKind.OVERDUE:
        settle(alert.enrolment, until or timezone.localdate(now))
    return alert


def _absent_twice(visit):
    """Yields the later one of each two absences in a row that this visit belongs to.

    That is this visit, if the one before it was an absence; and, since this visit may be recorded late, the one after it too.
    """
    others = (
        Visit.objects.standing().filter(enrolment=visit.enrolment_id).exclude(outcome=Outcome.CANCELLED).exclude(pk=visit.pk)
    )
    before = _nearest(visit, others.filter(visited_at__lte=visit.visited_at).order_by("-visited_at", "-id"))
    after = _nearest(visit, others.filter(visited_at__gt=visit.visited_at).order_by("visited_at", "id"))
    if before and before.outcome == Outcome.ABSENT:
        yield visit
    if after and after.outcome == Outcome.ABSENT:
        yield after


def _nearest(visit, others):
    """The first of the others that is not the same visit, recorded by the second visitor of a pair."""
    return next((other for other in others[:3] if not is_same_door(visit, other)), None)


def _hold(alert) -> None:
    """Of two people who press at once, the second learns of the first."""
    hold(alert)
    _is_open(alert)


def _is_open(alert) -> None:
    if alert.closed_at:
        raise ValidationError(_("This is closed already."))
