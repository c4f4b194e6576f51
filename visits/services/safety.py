"""The board of everyone not yet confirmed safe: what was tried, what is next and until when, and how it ended.

Who is told when nobody takes the alert: `escalating.py`.
"""

import uuid
from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.services.once import made_before
from japan.workdays import close_of_business, workdays_after
from privacy.gate import service
from visits.codes import SAFE, Cause, Confirmed, Outcome, Step
from visits.models import SafetyCheck, SafetyStep, Visit
from visits.services.doors import hold

# After each step, how long the next one may take. Coming again is for the same day while it is light, else for the next morning.
LIMITS = {
    Step.CARD: timedelta(minutes=30),
    Step.PHONE: timedelta(hours=2),
    Step.CONTACT: timedelta(hours=2),
    Step.COMMISSIONER: timedelta(hours=12),
    Step.CENTRE: timedelta(hours=6),
    Step.POLICE: timedelta(hours=2),
}
DAWN, MORNING, DUSK = time(6, 0), time(9, 0), time(16, 0)
AT_ONCE = timedelta(minutes=15)
FIRST_STEP = {Cause.ABSENT: Step.CARD, Cause.OVERDUE: Step.PHONE, Cause.EMERGENCY: Step.POLICE}
ORDER = list(Step)


@service("visit.write", on=lambda check, **_: check)
def safety_step(check, *, actor, step, at, result="", id=None, now=None) -> SafetyStep:
    """Records a step that did not confirm safety, and makes the next one due. A second call with the same `id` changes nothing."""
    now = now or timezone.now()
    again, id = made_before(
        SafetyStep, id, lambda made: made.by_id == actor.pk and made.check_made_id == check.pk, step=step, result=result
    )
    if again:
        return again
    still_open(check)
    not_before(check, at)
    made = _make_step(check, actor, step, at, result, now, id)
    _set_next(check, step, at)
    check.save()
    return made


@service("visit.write", on=lambda check, **_: check)
def safety_next(check, *, actor, step, by, who=None, text="") -> SafetyCheck:
    """Sets who does what next, and until when."""
    still_open(check)
    check.next_step, check.next_by, check.next_who, check.next_text = step, by, who, text
    check.clean_values()
    check.save()
    return check


def open_check(enrolment, cause, *, now, visit=None, actor=None, steps=()) -> SafetyCheck:
    """Opens a check for the person, or adds what was tried to the one that is open."""
    check = SafetyCheck.objects.open().filter(enrolment=enrolment).first()
    since = visit.visited_at if visit else now
    if check is None:
        check = _new_check(enrolment, cause, since, visit)
        check.save()
    elif visit and (cause == Cause.EMERGENCY or check.cause == Cause.OVERDUE):
        # What was found at the door says more than that nobody had come.
        check.visit = visit
        _begin(check, cause, since)
        check.save()
    elif visit and cause == Cause.ABSENT and visit.pk != check.visit_id:
        steps = [(Step.REVISIT, visit.visited_at, str(Outcome.ABSENT.label)), *steps]
    for step, at, result in steps:
        _make_step(check, actor, step, at, result, now)
        _set_next(check, step, at)
    if steps:
        check.save()
    return check


def open_overdue(enrolments, *, now) -> None:
    """Opens a check for each of these doors whose person has none."""
    known = set(SafetyCheck.objects.open().filter(enrolment__in=enrolments).values_list("enrolment", flat=True))
    missed = [enrolment for enrolment in enrolments if enrolment.pk not in known]
    SafetyCheck.objects.create_all(_new_check(enrolment, Cause.OVERDUE, now) for enrolment in missed)


def _new_check(enrolment, cause, since, visit=None) -> SafetyCheck:
    check = SafetyCheck(
        enrolment=enrolment, dossier=enrolment.dossier, area_id=enrolment.area_id, council_id=enrolment.council_id, visit=visit,
        since=since,
    )  # fmt: skip
    _begin(check, cause, since)
    return check


def _begin(check, cause, since) -> None:
    check.cause, check.next_step, check.next_who, check.next_text = cause, FIRST_STEP[cause], None, ""
    if cause == Cause.OVERDUE:
        # A scan finds this out, mostly at night: the first step waits until the office opens, and is due by its close.
        day = timezone.localdate(since)
        closing = close_of_business(workdays_after(day, 0))
        check.next_by = closing if closing > since else close_of_business(workdays_after(day, 1))
    else:
        check.next_by = since + (AT_ONCE if cause == Cause.EMERGENCY else LIMITS[check.next_step])


def confirm_open(enrolment, actor, *, at, who) -> bool:
    """Confirms the open check of a door at which `who` met the person, and says whether there was one."""
    checks = list(SafetyCheck.objects.open().filter(enrolment=enrolment, since__lte=at))
    for check in checks:
        confirm(check, actor, at, Confirmed.MET, who=who)
    return bool(checks)


def confirm_overdue(enrolment, actor, *, now, who) -> None:
    """Confirms checks that were opened because no visit was recorded in time, now that a record has come in."""
    for check in SafetyCheck.objects.open().filter(enrolment=enrolment, cause=Cause.OVERDUE):
        confirm(check, actor, now, Confirmed.MET, who=who)


def known_safe_since(enrolment, at) -> bool:
    """Whether somebody met the person after `at`. Then an absence recorded late, or corrected, opens no check."""
    seen = Visit.objects.standing().filter(enrolment=enrolment, outcome__in=SAFE, visited_at__gt=at)
    return seen.exists() or SafetyCheck.objects.filter(enrolment=enrolment, confirmed_at__gte=at).exists()


def confirm(check, actor, at, how, text="", *, who=None) -> SafetyCheck:
    check.confirmed_at, check.confirmed_how, check.confirmed_text, check.confirmed_by = at, how, text, actor
    check.confirmed_who = who
    check.next_step, check.next_by, check.next_who, check.next_text = "", None, None, ""
    check.clean_values()
    check.save()
    return check


def _make_step(check, actor, step, at, result, now, id=None) -> SafetyStep:
    not_ahead(at, now)
    made = SafetyStep(id=id or uuid.uuid4(), check_made=check, dossier=check.dossier, step=step, at=at, by=actor, result=result)
    made.clean_values()
    made.save()
    return made


def not_ahead(at, now) -> None:
    if at > now + timedelta(minutes=5):
        raise ValidationError({"at": _("This moment has not come yet.")})


def not_before(check, at) -> None:
    if at < check.since - timedelta(minutes=1):
        raise ValidationError({"at": _("At that time nobody was missed yet.")})


def _set_next(check, step, at) -> None:
    """Makes the step after the furthest one tried so far the next one. The last step stays due until somebody confirms."""
    done = set(SafetyStep.objects.filter(check_made=check).values_list("step", flat=True)) | {step}
    furthest = max(ORDER.index(Step(name)) for name in done)
    _make_next(check, ORDER[min(furthest + 1, len(ORDER) - 1)], at)


def go_on(check, now) -> None:
    """Makes the next step due again from now on, since the person is not safe after all."""
    last = SafetyStep.objects.filter(check_made=check).values_list("step", flat=True).last()
    if last:
        _set_next(check, last, now)
    else:
        _make_next(check, FIRST_STEP[check.cause], now)


def _make_next(check, step, at) -> None:
    check.next_step = step
    limit = _come_again_by(at) if check.next_step == Step.REVISIT else at + LIMITS[check.next_step]
    check.next_by, check.next_who, check.next_text = limit, None, ""


def _come_again_by(at) -> datetime:
    """Until when somebody should come again. It is never in the dark: after dusk it is the next morning."""
    day = timezone.localdate(at)
    clock = timezone.localtime(at).time()
    if DAWN <= clock < DUSK:
        return timezone.make_aware(datetime.combine(day, DUSK))
    return timezone.make_aware(datetime.combine(day + timedelta(days=clock >= DUSK), MORNING))


def still_open(check) -> None:
    """Holds the check: of two people who confirm at once, the second learns of the first."""
    hold(check)
    if check.confirmed_at:
        raise ValidationError(_("Safety was confirmed already."))
