"""Records visits and what follows from them. A visit sent twice is recorded once, and a visit with something odd about it is kept."""

import uuid

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.services.once import OtherContent
from privacy.gate import service
from privacy.ledger import proofs
from privacy.reach import can
from visits.codes import APART, SAFE, Cause, Check, EndReason, Finding, Flag, Late, Outcome, Source
from visits.models import Assignment, Enrolment, Visit
from visits.questions import CLOCK
from visits.services import alerts, safety
from visits.services.doors import hold, hold_door
from visits.services.pairs import SAME_DOOR
from visits.services.schedule import reschedule

CONTENT = ("outcome", "manner", "answered", "minutes", "companions", "checks", "note", "visited_at")


@service("visit.write", on=lambda enrolment, **_: enrolment)
def visit_record(
    enrolment, *, actor, id, outcome, visited_at=None, manner="", companions=(), answered="", minutes=None, checks=None, note="",
    steps=(), source=Source.PAGE, recorded_at=None, visitor=None, late=False, now=None,
) -> Visit:  # fmt: skip
    """One door, one record. `steps`: (step, moment, result) of what was tried when nobody answered. `visited_at`: just now unless given.

    Saved twice under one `id` it is saved once; with other content it is refused. `late`: kept, and nothing follows from it yet.
    Raises ValidationError for a moment in the future, on a day that was not the visitor's, before the enrolment, or after its end.
    """
    now, visitor = now or timezone.now(), visitor or actor
    visit = Visit(
        id=id or uuid.uuid4(), enrolment=enrolment, dossier=enrolment.dossier, area_id=enrolment.area_id,
        council_id=enrolment.council_id, operating_org_id=enrolment.operating_org_id, visitor=visitor,
        companions=[getattr(user, "pk", user) for user in companions], visited_at=visited_at or now, recorded_at=recorded_at or now,
        received_at=now, source=source, outcome=outcome, manner=manner or enrolment.manner, answered=answered, minutes=minutes,
        checks=clean_checks(checks), note=note,
    )  # fmt: skip
    # A press that is repeated waits here for the first one, and finds it.
    hold_door(enrolment)
    before = Visit.objects.select_related("dossier").filter(pk=visit.pk).first()
    if before is not None and can(actor, "visit.write", before) and not (late and before.visitor_id != visitor.pk):
        visit.visited_at = visited_at or before.visited_at
        return _again(before, visit)
    if before is not None:
        visit.pk = uuid.uuid4()
    _check(enrolment, visit, actor, now)
    if late:
        visit.flag, visit.late = Flag.NOT_ASSIGNED, Late.WAITING
        visit.tried = as_tried(steps)
    visit.save()
    if not late:
        follow(enrolment, visit, visitor, steps, now)
    return visit


@service("visit.write", on=lambda visit, **_: visit)
def visit_correct(visit, *, actor, steps=(), now=None, **values) -> Visit:
    """Says why (`reason=`); the record before stays readable in the history. What had followed from it stays for people to close.

    `steps`, as in `visit_record`, belong to an outcome that is corrected; with the same outcome they stand in the record alone.
    """
    now = now or timezone.now()
    if visit.visitor_id != actor.pk and not _is_of_the_office(actor, visit):
        raise ValidationError(_("Somebody else recorded this visit."))
    hold(visit)
    found = (visit.outcome, visit.visited_at)
    for name, value in values.items():
        setattr(visit, name, value)
    visit.checks = clean_checks(visit.checks)
    visit.corrected_at = now
    enrolment = visit.enrolment
    _check(enrolment, visit, actor, now)
    follows = found != (visit.outcome, visit.visited_at) and visit.late not in APART
    if steps and not follows:
        visit.tried = as_tried(steps)
    visit.save()
    if follows:
        follow(enrolment, visit, actor, steps, now)
    return visit


@service("visit.write", on=lambda visit, *, other, **_: [visit, other])
def visit_join(visit, *, actor, other) -> Visit:
    """Joins two people's records of one visit: `visit` stays readable, and `other` counts."""
    hold(visit, other)
    apart = abs(visit.visited_at - other.visited_at) > SAME_DOOR
    apart |= visit.late in APART or other.late in APART
    if visit.enrolment_id != other.enrolment_id or visit.pk == other.pk or other.same_as_id or apart:
        raise ValidationError(_("These are not two records of one visit."))
    Visit.objects.filter(pk=visit.pk).update(same_as=other)
    Visit.objects.filter(same_as=visit.pk).update(same_as=other)
    visit.same_as = other
    reschedule(visit.enrolment)
    return visit


@service("visit.write", on=lambda visit, **_: visit)
def visit_separate(visit, *, actor) -> Visit:
    """Separates two records that were joined, since they were two visits after all."""
    hold(visit)
    Visit.objects.filter(pk=visit.pk).update(same_as=None)
    visit.same_as = None
    reschedule(visit.enrolment)
    return visit


def as_tried(steps) -> list | None:
    """As a record keeps steps from which nothing follows."""
    return [[step, at.isoformat(), result] for step, at, result in steps] or None


def clean_checks(checks) -> dict | None:
    """The checks with known signs and findings alone, and without those that nobody looked at."""
    found = {name: value for name, value in (checks or {}).items() if value and value != Finding.UNCHECKED}
    if not (set(found) <= set(Check.values) and set(found.values()) <= set(Finding.values)):
        raise ValidationError({"checks": _("This is no sign that is looked at.")})
    return found or None


def _check(enrolment: Enrolment, visit: Visit, actor, now) -> None:
    """Nobody visits in their own name when the door is not theirs; the office may write down what it heard of. Whether the watch-over
    had ended is told to nobody else, so it is asked last."""
    day = timezone.localdate(visit.visited_at)
    if visit.visited_at > now + CLOCK:
        raise ValidationError({"visited_at": _("A visit cannot lie in the future.")})
    if day < enrolment.start_date:
        raise ValidationError({"visited_at": _("The watch-over had not begun on that day.")})
    if not _is_assigned(enrolment, visit.visitor, visit.visited_at):
        if not _is_of_the_office(actor, enrolment):
            raise ValidationError({"visited_at": _("On that day this door was not this visitor's.")})
        visit.flag = Flag.NOT_ASSIGNED
    if enrolment.ended_date and day > enrolment.ended_date:
        raise ValidationError({"visited_at": _("The watch-over had ended by that day.")})
    if visit.outcome in (Outcome.CONCERN, Outcome.CONSULT) and not visit.note.strip() and not visit.checks:
        raise ValidationError({"note": _("Write in a word what it is.")})
    visit.clean_values()


def _again(before: Visit, visit: Visit) -> Visit:
    if before.enrolment_id != visit.enrolment_id or before.visitor_id != visit.visitor_id:
        raise OtherContent(_("This visit is recorded already, and says something else."))
    if any(getattr(before, name) != getattr(visit, name) for name in CONTENT):
        raise OtherContent(_("This visit is recorded already, and says something else."))
    proofs.found_again()
    return before


def follow(enrolment, visit, actor, steps, now) -> None:
    """Does what follows from a visit: it answers open alerts and raises new ones. It raises none about somebody who has died since."""
    reschedule(enrolment)
    if enrolment.end_reason == EndReason.DIED:
        return
    if visit.outcome in SAFE and safety.confirm_open(enrolment, actor, at=visit.visited_at, who=visit.visitor):
        alerts.answer(enrolment, actor, now, raised_until=visit.visited_at)
    cause = {Outcome.ABSENT: Cause.ABSENT, Outcome.EMERGENCY: Cause.EMERGENCY}.get(visit.outcome)
    if cause and not safety.known_safe_since(enrolment, visit.visited_at):
        safety.open_check(enrolment, cause, visit=visit, actor=actor, steps=steps, now=now)
    if alerts.raise_for_visit(enrolment, visit, now):
        safety.confirm_overdue(enrolment, actor, now=now, who=visit.visitor)


def _is_assigned(enrolment, user, at) -> bool:
    """Whether the actor may record this visit: the office for any door in its reach, a visitor for the doors they had on that day."""
    if Assignment.objects.filter(enrolment=enrolment, user=user).valid(timezone.localdate(at)).exists():
        return True
    return _is_of_the_office(user, enrolment)


def _is_of_the_office(user, record) -> bool:
    return can(user, "enrolment.write", record)
