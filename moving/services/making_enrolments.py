"""The old list of the watch-over becomes enrolments: each through the services of the page, so that its rules hold."""

import uuid
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError

from casework.services import person_register
from moving.enrolments.building import Enrolments, consent_of, fields_of
from moving.models import MovedEnrolment
from moving.plans import Changed
from moving.who import district_of, record_of
from publishing.making import tell
from visits import services
from visits.codes import Part
from visits.services.schedule import reschedule, settle

# Rows between two looks at how far it is.
BATCH = 20


def make_enrolments(plan: Enrolments, move, actor) -> None:
    rows = plan.rows
    for number, (line, one) in enumerate(rows):
        if number % BATCH == 0:
            tell(move.pk, number, len(rows))
        record = record_of(one, plan.decided)
        try:
            person = record or person_register(actor=actor, area=district_of(one, move.council), details=one.details)
            enrolment = _enrol(person, line, plan.reader, actor, is_new=record is None)
        except (ValidationError, IntegrityError) as error:
            # By a rule that the look has asked already: somebody was quicker.
            raise Changed("") from error
        row = MovedEnrolment(
            dossier=enrolment.dossier, move=move, council=move.council, enrolment=enrolment, key=line.key,
            person=None if record else person,
        )  # fmt: skip
        row.save()
    tell(move.pk, len(rows), len(rows))


def _enrol(person, line, reader, actor, *, is_new: bool):
    said, today = line.said, reader.today
    contacts = [said["contact"]] if said["contact"] and is_new else None
    enrolment = services.enrol(
        actor=actor, person=person, id=uuid.uuid4(), consent=consent_of(line, reader.how.options), start_date=said["date"],
        contacts=contacts, **fields_of(line, is_new=is_new),
    )  # fmt: skip
    if said["date"] < today:
        _begin_here(enrolment, today)
    if said["confirmed"]:
        services.enrolment_reconfirm(enrolment, actor=actor, on_date=said["confirmed"])
    if said["visitor"]:
        begins = max(said["date"], today)
        services.visitor_assign(enrolment, actor=actor, user=said["visitor"], part=Part.VISITOR, from_date=begins)
    return enrolment


def _begin_here(enrolment, today) -> None:
    """What was planned before stands in the office's own papers: nobody is reminded of it, and no month of the past counts it."""
    enrolment.planned = {}
    reschedule(enrolment, from_month=today)
    settle(enrolment, today - timedelta(days=1))
