"""What the questions of a case's page are about (`privacy.together`): the case, and all records of the person it is about."""

from datetime import UTC, datetime
from uuid import UUID

from django.db.models import DateTimeField, UUIDField

from casework.joined import one_with
from privacy.together import Given

CASE, PEOPLE = Given("case", UUIDField()), Given("people", UUIDField(), many=True)
# The moment and the id of the oldest entry that the timeline shows already.
MOMENT, ENTRY = Given("moment", DateTimeField()), Given("entry", UUIDField())
NOTHING_YET = datetime.max.replace(tzinfo=UTC), UUID(int=0)


def about_case(case, before=None) -> dict:
    moment, entry = before or NOTHING_YET
    return about_person(case.subject_id) | {CASE: case.pk, MOMENT: moment, ENTRY: entry}


def about_person(person: UUID | None) -> dict:
    return {PEOPLE: list(one_with(person)) if person else []}
