"""要対応: raised by a visit or by the scan, due by severity, told once, given to the manager when nobody took it in time."""


from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.people import staff_of
from casework import services as casework
from casework.codes import Means, Route
from japan.workdays import close_of_business, workdays_after
from privacy.outbox import enqueue
from privacy.roles import Role
from privacy.services import require, service
from visits.codes import AlertClosed, AlertKind, Cause, Outcome
from visits.models import Alert, Enrolment, Visit
from visits.services import safety
from visits.services.schedule import settle

OF_OUTCOME = {
    Outcome.CONCERN: AlertKind.CONCERN, Outcome.CONSULT: AlertKind.CONSULT, Outcome.EMERGENCY: AlertKind.EMERGENCY,
}  # fmt: skip


@service("alert.take", on=lambda alert, **_: alert)
def alert_take(alert, *, actor, now=None) -> Alert:
    """「引き受けます」. Taken again by somebody else, it changes hands."""
    _still_open(alert)
    if alert.owner_id != actor.pk:
        alert.owner = actor
        alert.taken_at = alert.taken_at or now or timezone.now()
        alert.save()
    return alert


@service("alert.take", on=lambda alert, **_: alert)
def alert_act(alert, *, actor, text, now=None) -> Alert:
    """What was done so far; whoever writes it has taken it."""
    now = now or timezone.now()
    _still_open(alert)
    if not text.strip():
        raise ValidationError({"text": _("Write what was done.")})
    alert.owner, alert.taken_at = alert.owner or actor, alert.taken_at or now
    alert.acted_at, alert.action_text = now, text
    alert.clean_values()
    alert.save()
    return alert


@service("alert.close", on=lambda alert, **_: alert)
def alert_close(alert, *, actor, how, text="", now=None) -> Alert:
    """Closed with a reason, and never deleted."""
    _still_open(alert)
    if how == AlertClosed.CASE:
        raise ValidationError({"how": _("A consultation is made with its own button.")})
    return _close(alert, actor, how, text, now or timezone.now())


@service("alert.close", on=lambda alert, **_: alert)
def alert_to_case(alert, *, actor, id, topic, consented, now=None):
    """Becomes a consultation about this person. `consented`: that the person agreed, or that the ground for going without is written.

    The visit's words go into the case; the visit itself stands on its timeline. Pressed twice, one case is made.
    """
    now = now or timezone.now()
    if alert.case_id:
        return alert.case
    _still_open(alert)
    if not consented:
        raise ValidationError({"consented": _("Ask the person first, or write why it cannot wait.")})
    enrolment = alert.enrolment
    require(actor, "person.read", enrolment.person)
    words = alert.visit.note if alert.visit_id else ""
    case = casework.case_open(
        actor=actor, council=enrolment.council, id=id, intake_date=timezone.localdate(now), route=Route.VISITOR, means=Means.VISIT,
        topics=[topic], main_topic=topic, subject=enrolment.person, words=words, now=now,
    )  # fmt: skip
    alert.case = case
    _close(alert, actor, AlertClosed.CASE, "", now)
    return case


def scan(*, actor, now=None) -> None:
    """Every minute, as the job `watch`. Writes nothing where nothing is late."""
    now = now or timezone.now()
    if Alert.objects.late(now).exists():
        escalate_late(actor=actor, now=now)
    if _not_yet_raised(actor, timezone.localdate(now)).exists():
        raise_overdue(actor=actor, now=now)


@service("watch.run")
def raise_overdue(*, actor, now=None) -> int:
    """A planned visit that did not happen within its grace. Costs follow the overdue ones alone."""
    now = now or timezone.now()
    number = 0
    for enrolment in _not_yet_raised(actor, timezone.localdate(now)).select_related("dossier").iterator(chunk_size=500):
        _raise(enrolment, AlertKind.OVERDUE, None, now)
        safety.open_check(enrolment, Cause.OVERDUE, now=now)
        number += 1
    return number


@service("watch.run")
def escalate_late(*, actor, now=None) -> int:
    """What nobody took in time goes to the managers, once."""
    now = now or timezone.now()
    number = 0
    for alert in Alert.objects.late(now).order_by("due_at")[:500]:
        Alert.objects.filter(pk=alert.pk).update(escalated_at=now)
        for manager in staff_of([alert.area_id], roles=[Role.MANAGER]):
            _tell(alert, manager, "late")
        number += 1
    return number


def raise_for_visit(enrolment, visit, now) -> None:
    """What a visit raises by its outcome; twice in a row nobody at home; a visit that took place answers an overdue one."""
    if visit.outcome in OF_OUTCOME:
        _raise(enrolment, OF_OUTCOME[visit.outcome], visit, now)
    if visit.outcome == Outcome.ABSENT and _absent_before(visit):
        _raise(enrolment, AlertKind.ABSENCES, visit, now)
    if visit.outcome not in (Outcome.ABSENT, Outcome.CANCELLED):
        for alert in Alert.objects.open().filter(enrolment=enrolment, kind=AlertKind.OVERDUE):
            _close(alert, visit.visitor, AlertClosed.SETTLED, "", now)


def due_at(kind, raised_at):
    """At once for an emergency; else the close of business of the n-th working day, by settings."""
    days = settings.ALERT_WORKING_DAYS[kind]
    if not days:
        return raised_at
    return close_of_business(workdays_after(timezone.localdate(raised_at), days))


def _not_yet_raised(actor, today):
    raised = Alert.objects.open().filter(enrolment=OuterRef("pk"), kind=AlertKind.OVERDUE)
    return Enrolment.objects.visible_to(actor, "watch.run").overdue(today).filter(~Exists(raised))


def _raise(enrolment, kind, visit, now) -> Alert:
    alert = Alert.objects.filter(enrolment=enrolment, kind=kind, visit=visit, closed_at=None).first()
    if alert:
        return alert
    if visit and (before := Alert.objects.filter(visit=visit, kind=kind).first()):
        return before
    alert = Alert(
        enrolment=enrolment, dossier=enrolment.dossier, visit=visit, area_id=enrolment.area_id, council_id=enrolment.council_id,
        kind=kind, raised_at=now, due_at=due_at(kind, now),
    )  # fmt: skip
    alert.save()
    roles = [Role.COORDINATOR, Role.MANAGER] if kind == AlertKind.EMERGENCY else [Role.COORDINATOR]
    for person in staff_of([enrolment.area_id], roles=roles):
        _tell(alert, person, "raised")
    return alert


def _tell(alert, person, what) -> None:
    """One message for one receiver, whatever is retried. The message names nobody."""
    enqueue("visits.tell", key=f"alert-{alert.pk}-{person.pk}-{what}", job="watch", alert=alert.pk, person=person.pk, what=what)


def _close(alert, actor, how, text, now) -> Alert:
    alert.owner, alert.taken_at = alert.owner or actor, alert.taken_at or now
    alert.closed_at, alert.closed_by, alert.closed_how, alert.closed_text = now, actor, how, text
    alert.clean_values()
    alert.save()
    if alert.kind == AlertKind.OVERDUE:
        # What was missed is settled: only what is planned after today is asked for.
        settle(alert.enrolment, timezone.localdate(now))
    return alert


def _absent_before(visit) -> bool:
    before = Visit.objects.filter(enrolment=visit.enrolment_id, visited_at__lt=visit.visited_at, same_as=None)
    before = before.exclude(outcome=Outcome.CANCELLED).exclude(pk=visit.pk).order_by("-visited_at").values_list("outcome", flat=True)
    return before.first() == Outcome.ABSENT


def _still_open(alert) -> None:
    if alert.closed_at:
        raise ValidationError(_("This is closed already."))
