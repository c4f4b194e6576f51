"""The contract of the tablet, as docs/field-api.md says it."""

import uuid

import pytest

from field.models import Held
from privacy.models import AccessEvent
from tests.field.tablet import record
from visits.models import Visit

pytestmark = pytest.mark.django_db


def test_a_visit_brought_twice_stands_once(tablet, door, visitor):
    said = record(door)
    item = tablet.item(said)
    assert tablet.brought(item) == [("stored", "")]
    assert tablet.brought(tablet.item(said, id=item["id"])) == [("again", "")], "sealed anew, the same content"
    visit = Visit.objects.get()
    assert (str(visit.pk), visit.source, visit.visitor_id, visit.outcome) == (item["id"], "tablet", visitor.pk, "well")
    assert not Held.objects.exists()
    assert tablet.receipts().json() == {"items": [{"n": 1, "id": item["id"], "status": "stored"}], "last": 1, "revoked": False}


def test_a_list_is_for_its_visitor_and_an_event_names_the_people_and_the_tablet(tablet, door):
    answer = tablet.load()
    assert answer.status_code == 200, answer.content
    [shown] = answer.json()["doors"]
    assert (shown["id"], shown["handed"], shown["no"], shown["state"]) == (str(door.pk), "新しい薬のことを聞く", 1, "waiting")
    event = AccessEvent.objects.filter(action="round.read").latest("seq")
    assert {uuid.UUID(tablet.pk), door.pk, door.person_id} <= set(event.records)
    again = tablet.load(answer["ETag"])
    assert again.status_code == 304
    assert not again.content
