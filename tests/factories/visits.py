"""Invented enrolments and visits, every field filled, made through the services like real ones."""

import uuid
from datetime import date, time, timedelta

from django.utils import timezone

from privacy import context
from privacy.roles import Role
from tests.cast import make_member, make_user
from tests.factories.casework import make_person
from visits import services
from visits.codes import Caution, Manner, Need, Outcome, Part, Pattern
from visits.models import DutyTurn

CONSENT = {
    "decision": "granted", "contents": ["identity", "living"], "recipients": ["network"], "recipient_detail": "台小福祉ネットワーク 露﨑",
    "purpose": "見守り", "manner": "written", "given_by": "self",
}  # fmt: skip


def enrol(actor, district, *, person=None, start=None, **changes):
    """Twice a month, started two months ago unless said otherwise."""
    start = start or timezone.localdate() - timedelta(days=60)
    person = person or make_person(actor, district)
    values = {
        "need": Need.ALONE, "need_text": "去年ころんだ", "manner": Manner.MEETING, "pattern": Pattern.TIMES, "times": 2,
        "preference": "午前中", "cautions": [Caution.DOG, Caution.HEARING], "caution_text": "犬はつないである",
        "absence_protocol": "長男に電話する",
    }  # fmt: skip
    consent = changes.pop("consent", {**CONSENT, "given_date": start})
    with context.on_behalf_of(actor):
        return services.enrol(
            actor=actor, person=person, id=uuid.uuid4(), consent=consent, start_date=start, **{**values, **changes}
        )


def assign(actor, enrolment, visitor, part=Part.VISITOR, from_date=None):
    visitor.trained_on = visitor.trained_on or enrolment.start_date - timedelta(days=30)
    visitor.save()
    with context.on_behalf_of(actor):
        return services.visitor_assign(
            enrolment, actor=actor, user=visitor, part=part, from_date=from_date or enrolment.start_date
        )


def visit(actor, enrolment, outcome=Outcome.WELL, *, at=None, note="", **changes):
    note = note or ("郵便がたまっている" if outcome in (Outcome.CONCERN, Outcome.CONSULT) else "")
    with context.on_behalf_of(actor):
        return services.visit_record(
            enrolment, actor=actor, id=changes.pop("id", uuid.uuid4()), outcome=outcome, visited_at=at or timezone.now(), note=note,
            **changes,
        )  # fmt: skip


def bring_late(actor, enrolment, outcome=Outcome.WELL, *, days=12, visitor=None, **values):
    """By a visitor who was taken off the door since."""
    today = timezone.localdate()
    gone = visitor or make_member(make_user(f"gone-{uuid.uuid4()}"), Role.VISITOR, enrolment.area)
    assignment = assign(actor, enrolment, gone)
    with context.on_behalf_of(actor):
        services.visitor_unassign(assignment, actor=actor, until_date=today - timedelta(days=days))
    with context.on_behalf_of(gone):
        at = timezone.now() - timedelta(days=days)
        return services.visit_deliver(enrolment, actor=gone, id=uuid.uuid4(), outcome=outcome, visited_at=at, **values)


def make_turn(user, council, phone="090-0000-0066") -> DutyTurn:
    """On duty at all times."""
    return DutyTurn.objects.create(
        council=council, user=user, phone=phone, from_time=time(0), until_time=time(0), from_date=date(2023, 4, 1), made_by=user
    )
