"""Two records of one person in the watch-over: one door, counted once, kept months as they were; and two again."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from casework import services as casework
from casework.models import Joining, Person
from privacy import context
from programs import indicators
from programs import services as programs
from tests.cast import login
from tests.factories import visits as make
from tests.factories.casework import make_person
from visits.models import Assignment, Enrolment

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def doors(coordinator, visitor, areas):
    """Two records of one person, both enrolled, and the visitor goes to both."""
    found = [
        make.enrol(coordinator, areas.dai, person=make_person(coordinator, areas.dai, family_name=name))
        for name in ("髙橋", "高梁")
    ]
    for door in found:
        make.assign(coordinator, door, visitor)
    return found


def join(client, doors, goes_on=None):
    one, other = (door.person_id for door in doors)
    typed = {"main": str(one), "why": "保険証で確かめた"} | ({"goes_on": str(goes_on.pk)} if goes_on else {})
    return client.post(reverse("person_join", args=[one, other]), typed)


def part(client):
    return client.post(reverse("person_part", args=[Joining.objects.get().pk]), {"why": "別の人だった"})


def people_met(council, today):
    year = today.year - (today.month < 4)
    return indicators.get("watch.people").by_month(council, year, today)[(today.month - 4) % 12]


def test_of_two_that_run_it_is_asked_which_one_ends(client, coordinator, visitor, doors):
    login(client, coordinator)
    join(client, doors)
    assert Joining.objects.count() == 0
    assert "続ける見守り" in client.get(reverse("person_join", args=[doors[0].person_id, doors[1].person_id])).content.decode()
    join(client, doors, goes_on=doors[1])
    first, second = (Enrolment.objects.get(pk=door.pk) for door in doors)
    assert (first.ended_date, second.ended_date) == (timezone.localdate(), None)
    assert not Assignment.objects.valid(timezone.localdate() + DAY).filter(enrolment=first).exists()
    page = client.get(reverse("person", args=[first.person_id])).content.decode()
    assert second.get_absolute_url() in page
    assert "見守りに登録する" not in page


def test_neither_of_two_ends_until_it_is_said_which(coordinator, areas, doors):
    strangers = make.enrol(coordinator, areas.dai, person=make_person(coordinator, areas.dai, family_name="露﨑"))
    with context.on_behalf_of(coordinator):
        one, other = (
            Person.objects.visible_to(coordinator).filter(pk__in=[door.person_id for door in doors]).select_related("dossier")
        )
        for goes_on in (None, strangers.pk):
            with pytest.raises(ValidationError):
                casework.person_join(one, actor=coordinator, other=other, main=one.pk, why="同じ", goes_on=goes_on)
    assert Enrolment.objects.running().count() == 3


def test_one_person_is_enrolled_once(client, coordinator, areas, doors):
    login(client, coordinator)
    join(client, doors, goes_on=doors[0])
    with context.on_behalf_of(coordinator):
        other = Person.objects.visible_to(coordinator).select_related("dossier__area").get(pk=doors[1].person_id)
    with pytest.raises(ValidationError):
        make.enrol(coordinator, areas.dai, person=other)


def test_two_again_the_door_that_had_ended_goes_on(client, coordinator, visitor, doors):
    login(client, coordinator)
    join(client, doors, goes_on=doors[1])
    assert part(client).status_code == 303
    assert Enrolment.objects.running().count() == 2
    assert Assignment.objects.filter(user=visitor, until_date=None).count() == 2


def test_met_at_both_doors_one_person_is_counted_once(client, coordinator, visitor, areas, doors):
    today = timezone.localdate()
    for door in doors:
        make.visit(visitor, door, "well")
    assert people_met(areas.council, today) == 2
    login(client, coordinator)
    join(client, doors, goes_on=doors[1])
    assert people_met(areas.council, today) == 1
    part(client)
    assert people_met(areas.council, today) == 2


def test_a_month_that_had_ended_stays_as_it_was_and_one_that_ends_is_kept_as_it_is_then(coordinator, areas):
    at = lambda month: timezone.make_aware(datetime(2026, month, 8, 10))
    people = [make_person(coordinator, areas.dai, family_name=name) for name in ("髙橋", "高梁")]
    doors = [make.enrol(coordinator, areas.dai, person=person, start=date(2026, 1, 1)) for person in people]
    for month in (1, 2):
        for door in doors:
            make.visit(coordinator, door, "well", at=at(month), visitor=coordinator)
    with context.on_behalf_of(coordinator):
        casework.person_join(
            people[0],
            actor=coordinator,
            other=people[1],
            main=people[0].pk,
            why="同じ",
            goes_on=doors[0].pk,
            now=at(2) + 9 * DAY,
        )
    count = lambda: indicators.get("watch.people").by_month(areas.council, 2025, date(2026, 3, 31))
    before = count()
    assert before[9:11] == [2, 1]
    programs.counts_keep(today=date(2026, 4, 2), years=2)
    assert count() == before
    assert indicators.get("watch.people").total(areas.council, 2025, date(2026, 3, 31)) == 1
