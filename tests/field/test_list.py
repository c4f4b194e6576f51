"""What a tablet takes along: the doors of its visitor, as their page shows them, and what is asked there."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casework.models import Relative
from field.models import Device, TabletSettings
from field.sealing import half_of
from privacy.models import AccessEvent
from tests.cast import login, make_member, make_user
from tests.factories import visits as make
from tests.field.tablet import Tablet, record, unb64
from visits.forms.visits import VisitForm
from visits.models import Visit

pytestmark = pytest.mark.django_db


def asked(tablet) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert tablet.load().status_code == 200
    return len(queries)


def test_it_takes_as_many_questions_for_two_doors_as_for_six(tablet, door, coordinator, visitor, areas):
    def more(number):
        for _each in range(number):
            made = make.enrol(coordinator, areas.dai)
            make.assign(coordinator, made, visitor)
            make.visit(visitor, made, "concern")

    more(1)
    asked(tablet)
    two = asked(tablet)
    more(4)
    assert len(tablet.load().json()["doors"]) == 6
    assert asked(tablet) == two > 0


def test_the_form_is_the_page_s(tablet, door):
    form, page = tablet.load().json()["form"], VisitForm(enrolment=door)
    codes = {name: [one["code"] for one in form[name]] for name in ("outcomes", "answered", "manners", "checks", "steps")}
    assert sorted(codes["outcomes"]) == sorted(code for code, _words in page.fields["outcome"].choices)
    assert codes["outcomes"] == [answer["value"] for answer in page.answers()]
    assert codes["answered"] == [code for code, _words in page.fields["answered"].choices]
    assert codes["manners"] == [code for code, _words in page.fields["manner"].choices]
    assert [f"check_{code}" for code in codes["checks"]] == [row["name"] for row in page.checks()]
    assert [f"step_{code}" for code in codes["steps"]] == [row["done"].html_name for row in page.steps()]
    assert [one["code"] for one in form["outcomes"] if one["large"]] == ["well", "concern", "absent", "emergency"]


def test_the_form_comes_in_each_language_and_a_door_says_codes(tablet, door):
    said = tablet.load().json()
    words = {language: form["outcomes"][0]["words"] for language, form in said["forms"].items()}
    assert words == {"ja": "元気", "en": "Well"}
    assert {"code": "dog", "words": "There is a dog"} in said["forms"]["en"]["cautions"]
    assert said["form"] == said["forms"]["ja"]
    assert [one["code"] for one in said["doors"][0]["cautions"]] == ["dog", "hearing"]


def test_a_pair_sees_each_others_record_and_no_other_word_of_it(tablet, door, coordinator, visitor, areas):
    pair = make_member(make_user("pair", name="植田 五郎"), "visitor", areas.dai)
    make.assign(coordinator, door, pair, part="companion")
    second = Tablet(pair)
    [shown] = tablet.load().json()["doors"]
    assert (shown["companions"], shown["seen"], shown["last"]) == ([{"id": str(pair.pk), "name": "植田 五郎"}], [], None)
    before = tablet.load()["ETag"]
    assert second.brought(second.item(record(door, "concern", note="庭のトマト", companions=[str(visitor.pk)]))) == [
        ("stored", "")
    ]
    answer = tablet.load(before)
    assert answer.status_code == 200, "something has changed"
    [shown] = answer.json()["doors"]
    [seen] = shown["seen"]
    assert (seen["outcome"], seen["by"], shown["last"]["outcome"]) == ("concern", "植田 五郎", "concern")
    event = AccessEvent.objects.filter(action="round.read").latest("seq")
    relatives = Relative.objects.filter(person=door.person_id, emergency_rank__isnull=False)
    assert {
        door.pk,
        door.person_id,
        uuid.UUID(tablet.pk),
        uuid.UUID(seen["id"]),
        *relatives.values_list("pk", flat=True),
    } <= set(event.records)
    assert "庭のトマト" not in answer.content.decode()


def test_the_councils_settings_and_the_days_half(tablet, door, cast):
    first, second = tablet.load().json(), Tablet(tablet.visitor).load().json()
    assert (first["days"], first["map"], len(first["half"])) == (3, False, 43)
    assert first["expires"].startswith((timezone.localdate() + timedelta(days=3)).isoformat())
    assert first["half"] == tablet.load().json()["half"] != second["half"]
    answer = login(Client(), cast.administrator).post(reverse("devices"), {"list_days": "7", "map_link": "on"})
    assert answer.status_code == 303
    changed = tablet.load().json()
    assert (changed["days"], changed["map"]) == (7, True)
    for days in ("0", "8", "x"):
        login(Client(), cast.administrator).post(reverse("devices"), {"list_days": days})
    assert TabletSettings.objects.get().list_days == 7
    device, today = Device.objects.get(pk=tablet.pk), timezone.localdate()
    assert unb64(first["half"]) == half_of(device, today) != half_of(device, today + timedelta(days=1))


def test_a_clock_that_is_slow_is_corrected_and_one_that_is_nearly_right_is_not(tablet, door):
    for slow, corrected in ((timedelta(minutes=4), False), (timedelta(minutes=50), True), (-timedelta(minutes=50), True)):
        tablet.slow = slow
        said = timezone.now() - timedelta(hours=3)
        item = tablet.item(record(door, when=said))
        assert tablet.brought(item) == [("stored", "")]
        visit = Visit.objects.get(pk=item["id"])
        moved = visit.visited_at - said
        assert abs(moved - (slow if corrected else timedelta())) < timedelta(seconds=30)
        assert abs(visit.recorded_at - said) < timedelta(seconds=1)


def test_what_was_on_paper_keeps_its_time(tablet, door):
    tablet.slow = timedelta(minutes=50)
    said = timezone.now() - timedelta(hours=3)
    item = tablet.item(record(door, when=said, paper=True))
    assert tablet.brought(item) == [("stored", "")]
    visit = Visit.objects.get(pk=item["id"])
    assert (visit.source, abs(visit.visited_at - said) < timedelta(seconds=1)) == ("paper", True)


def test_what_the_office_wrote_stands_at_the_door_on_the_page_too(door, visitor, client):
    page = login(client, visitor).get(reverse("visit_new", args=[door.pk])).content.decode()
    assert "新しい薬のことを聞く" in page


def test_the_ledger_can_be_read_with_a_list_in_it(tablet, door, manager, client):
    tablet.load()
    page = login(client, manager).get(reverse("ledger"))
    assert page.status_code == 200
    assert "訪問員の巡回" in page.content.decode()
