"""What happened to the person meanwhile: they died, their watch-over ended, their records became one, their record was restricted."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from field.models import Device, Held
from field.pages.arrivals import doors_for
from privacy import context
from privacy.models import Dossier
from tests.cast import login
from tests.field.tablet import Tablet, record
from visits import services
from visits.models import Alert, Visit

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def end(door, coordinator, days, **reason):
    with context.on_behalf_of(coordinator):
        services.enrolment_end(door, actor=coordinator, on_date=timezone.localdate() - days * DAY, **reason)


def test_a_visit_before_the_end_counts_and_one_after_it_waits_and_the_tablet_hears_of_neither(
    tablet, door, coordinator, visitor
):
    before, after = (tablet.item(record(door, when=timezone.now() - days * DAY)) for days in (5, 1))
    end(door, coordinator, 3, reason_code="moved")
    assert tablet.load().json()["doors"] == []
    said = tablet.brought(before, after)
    assert said == [("stored", ""), ("person", "office")], "a late visit is stored, for the office to look at"
    assert Visit.objects.get().late == "waiting"
    held = Held.objects.select_related("arrival").get()
    assert held.arrival.reason == "ended"
    browser = login(Client(), coordinator)
    day = timezone.localdate() - timedelta(days=1)
    sent = {"door": str(door.pk), "visited_date": day.isoformat(), "visited_time": "10:00"}
    browser.post(reverse("arrival", args=[held.pk]), sent)
    assert Held.objects.waiting().count() == 1, "on that day it had ended"
    browser.post(reverse("arrival", args=[held.pk]), sent | {"visited_date": (day - 3 * DAY).isoformat()})
    assert not Held.objects.exists()
    assert Visit.objects.count() == 2


def test_of_somebody_who_died_it_waits_and_raises_nothing(tablet, door, coordinator):
    item = tablet.item(record(door, "concern"))
    end(door, coordinator, 2, reason_code="died")
    assert tablet.brought(item) == [("person", "office")]
    assert Held.objects.get().enrolment_id == door.pk
    assert not Alert.objects.filter(enrolment=door).exists()


def test_it_follows_its_door_into_a_restricted_record(tablet, door, coordinator, cast):
    tablet.brought(tablet.item(record(door, v=9)))
    held = Held.objects.get()
    Dossier.objects.filter(pk=door.dossier_id).update(restricted=True)
    for user in (coordinator, cast.manager):
        assert login(Client(), user).get(reverse("arrival", args=[held.pk])).status_code == 404
        assert str(held.pk) not in login(Client(), user).get(reverse("arrivals")).content.decode()


def test_a_coordinator_who_visits_settles_what_is_their_own_and_is_told_so(door, coordinator):
    own = Tablet(coordinator)
    own.brought(own.item(record(door, v=9)), own.item(record(door, when=timezone.now() + 3 * DAY)))
    for held in Held.objects.all():
        page = login(Client(), coordinator).get(reverse("arrival", args=[held.pk])).content.decode()
        assert "自分で記録した" in page


def test_whoever_was_disabled_brings_it_for_a_person(tablet, door, visitor, coordinator):
    item = tablet.item(record(door))
    visitor.is_active = False
    visitor.save()
    assert tablet.load().status_code == 302, "nobody is signed in any more"
    assert tablet.brought(item) == [("person", "office")]
    with context.on_behalf_of(coordinator):
        [held] = Held.objects.visible_to(coordinator).in_order()
        choices, first = doors_for(coordinator, held)
    assert (len(choices), first) == (1, str(door.pk))


def test_an_administrator_takes_out_of_use_the_tablets_of_their_own_council_alone(tablet, cast, areas, visitor):
    other = Tablet(cast.other_caseworker)
    browser = login(Client(), cast.administrator)
    assert "青いタブレット" in browser.get(reverse("devices")).content.decode()
    assert browser.post(reverse("device_out", args=[other.pk])).status_code == 404
    for user in (cast.coordinator, cast.manager, visitor):
        assert login(Client(), user).post(reverse("device_out", args=[tablet.pk])).status_code == 403
    browser.post(reverse("device_name", args=[other.pk]), {"name": "よその"})
    browser.post(reverse("device_name", args=[tablet.pk]), {"name": " 赤いタブレット "})
    assert sorted(Device.objects.values_list("name", flat=True)) == sorted(
        ["赤いタブレット", Device.objects.get(pk=other.pk).name]
    )
    assert "よその" not in Device.objects.values_list("name", flat=True)
    browser.post(reverse("device_out", args=[tablet.pk]))
    assert list(Device.objects.in_use().values_list("pk", flat=True)) == [Device.objects.get(pk=other.pk).pk]
    stranger = login(Client(), cast.coordinator)
    assert stranger.post(reverse("own_device_out", args=[other.pk])).status_code == 404
    tablet_page = login(Client(), visitor).get(reverse("own_devices")).content.decode()
    assert "使用停止" in tablet_page
