"""What the program cannot place waits for a person, and nothing that was typed is dropped."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from field.models import Arrival, Device, Held
from field.services import device_end
from privacy import context, outbox
from privacy.models import AccessEvent, Recusal
from tests.cast import login, make_member, make_user
from tests.factories import visits as make
from tests.field.tablet import Tablet, record
from visits import services
from visits.models import Assignment, Visit

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def held(user) -> list:
    with context.on_behalf_of(user):
        return [
            (one.arrival.reason, one.content and one.content.get("note"))
            for one in Held.objects.visible_to(user).waiting().in_order()
        ]


def test_each_reason_is_told_and_keeps_what_was_typed(tablet, door, coordinator):
    key = tablet.load().json()["sealing"]
    unknown = tablet.item(record(door, note="鍵ちがい"), key={**key, "id": str(uuid.uuid4())})
    items = [
        unknown,
        tablet.item(record(door, note="二版", v=2)),
        tablet.item(record(uuid.uuid4(), note="どこ")),
        tablet.item(record(door, "dancing", note="踊る")),
        tablet.item(record(door, when=timezone.now() + HOUR, note="未来")),
        tablet.item(record(door, note="同行", companions=[str(uuid.uuid4())])),
        tablet.item([1, 2, 3]),
        tablet.item(record(door, note="よい", outcome="well")),
    ]
    said = tablet.brought(*items)
    assert said == [
        ("person", "unopened"), ("person", "version"), ("person", "office"), ("person", "office"), ("person", "office"),
        ("person", "office"), ("person", "version"), ("stored", ""),
    ]  # fmt: skip
    assert Visit.objects.count() == 1
    assert sorted(held(coordinator), key=str) == sorted(
        [
            ("unopened", None), ("version", "二版"), ("version", None), ("invalid", "踊る"), ("unknown", "どこ"), ("refused", "未来"),
            ("refused", "同行"),
        ],
        key=str,
    )  # fmt: skip
    assert [row["status"] for row in tablet.receipts().json()["items"]].count("person") == 7
    assert tablet.brought(*items)[-1] == ("again", "")


def test_other_content_under_an_id_is_kept_apart(tablet, door, coordinator):
    item = tablet.item(record(door))
    assert tablet.brought(item) == [("stored", "")]
    other = tablet.item(record(door, "concern"), id=item["id"])
    assert tablet.brought(other, other) == [("apart", "apart"), ("apart", "apart")]
    assert Held.objects.count() == 1


def test_a_coordinator_takes_it_up_and_it_is_a_visit_of_its_visitor(tablet, door, visitor, coordinator):
    tablet.slow = 3 * HOUR
    item = tablet.item(record(door, "concern", when=timezone.now() - 4 * HOUR))
    assert tablet.brought(item) == [("person", "clock")]
    [one] = Held.objects.all()
    browser = login(Client(), coordinator)
    page = browser.get(reverse("arrival", args=[one.pk]))
    assert "郵便がたまっている" in page.content.decode()
    event = AccessEvent.objects.filter(kind="open", action="arrival.settle").latest("seq")
    assert one.pk in event.records
    assert door.dossier_id in event.dossiers
    sent = {"door": str(door.pk), "visited_date": timezone.localdate().isoformat(), "visited_time": "0:05"}
    answer = browser.post(reverse("arrival", args=[one.pk]), sent)
    [visit] = Visit.objects.all()
    assert answer["Location"] == reverse("visit", args=[visit.pk])
    assert (str(visit.pk), visit.visitor_id, visit.source) == (item["id"], visitor.pk, "tablet")
    assert not Held.objects.exists(), "an item that became a visit keeps no ciphertext"
    assert Arrival.objects.get().visit == visit.pk
    assert tablet.brought(item) == [("person", "clock")], "what the tablet heard it hears again"
    assert Visit.objects.count() == 1


def test_what_was_shut_unfinished_is_no_visit_before_somebody_has_asked(tablet, door, visitor, coordinator):
    begun = record(door, "", unfinished=True, note="新聞がたまって", corrects=str(uuid.uuid4()))
    item, chosen = tablet.item(begun), tablet.item(record(door, "well", unfinished=True, note="途中"))
    assert tablet.brought(item, chosen) == [("person", "begun")] * 2
    assert tablet.brought(item) == [("person", "begun")], "sent again it is the same"
    assert sorted(held(coordinator)) == [("begun", "新聞がたまって"), ("begun", "途中")]
    assert not Visit.objects.exists()
    one = Held.objects.get(arrival__item=item["id"])
    browser, where = login(Client(), coordinator), reverse("arrival", args=[one.pk])
    page = browser.get(where).content.decode()
    assert "新聞がたまって" in page
    assert 'name="outcome"' in page
    assert (
        'name="outcome"'
        not in browser.get(reverse("arrival", args=[Held.objects.exclude(pk=one.pk).get().pk])).content.decode()
    )
    sent = {"door": str(door.pk), "visited_date": timezone.localdate().isoformat(), "visited_time": "0:00"}
    browser.post(where, sent)
    assert not Visit.objects.exists(), "nobody has said how it was"
    browser.post(where, {**sent, "outcome": "concern"})
    [visit] = Visit.objects.all()
    assert (visit.outcome, visit.visitor_id, str(visit.pk)) == ("concern", visitor.pk, item["id"])
    assert "新聞がたまって" in browser.get(reverse("visit", args=[visit.pk])).content.decode()
    assert tablet.brought(tablet.item(record(door, "", note="未完でない"))) == [("person", "office")], (
        "only of what is unfinished"
    )


def test_an_unfinished_emergency_is_told_at_once(tablet, door, coordinator):
    tablet.brought(tablet.item(record(door, "emergency", unfinished=True)))
    assert Held.objects.get().urgent
    [one] = Held.objects.all()
    assert reverse("arrival", args=[one.pk]) in login(Client(), coordinator).get(reverse("home")).content.decode()


def test_put_aside_it_stays_readable_and_says_why(tablet, door, coordinator):
    tablet.brought(tablet.item(record(door, v=9, note="試し書き")))
    [one] = Held.objects.all()
    browser = login(Client(), coordinator)
    browser.post(reverse("arrival_aside", args=[one.pk]), {"why": ""})
    assert Held.objects.waiting().exists()
    browser.post(reverse("arrival_aside", args=[one.pk]), {"why": "本人に聞いた。試しだった"})
    assert not Held.objects.waiting().exists()
    assert "試し書き" in browser.get(reverse("arrival", args=[one.pk])).content.decode()
    assert str(one.pk) in browser.get(reverse("arrivals") + "?show=aside").content.decode()
    assert str(one.pk) not in browser.get(reverse("arrivals")).content.decode()


def test_who_is_recused_and_who_serves_elsewhere_see_none_of_it(tablet, door, coordinator, cast, areas):
    tablet.brought(tablet.item(record(door, v=9)))
    [one] = Held.objects.all()
    for user in (cast.visitor, cast.caseworker, cast.advocate, cast.auditor, cast.administrator, cast.other_caseworker):
        assert login(Client(), user).get(reverse("arrival", args=[one.pk])).status_code in (403, 404), user
    with context.on_behalf_of(cast.manager):
        Recusal.objects.create(user=coordinator, dossier=door.dossier.subject, why=Recusal.Why.FAMILY, created_by=cast.manager)
    browser = login(Client(), coordinator)
    assert browser.get(reverse("arrival", args=[one.pk])).status_code == 404
    assert str(one.pk) not in browser.get(reverse("arrivals")).content.decode()


def test_a_tablet_out_of_use_gets_no_list_and_what_it_brings_waits(tablet, door, visitor, coordinator):
    item = tablet.item(record(door))
    device_end(Device.objects.get(pk=tablet.pk), actor=visitor)
    assert tablet.load().status_code == 410
    answer = tablet.bring(item).json()
    assert answer == {"items": [{"id": item["id"], "status": "person", "reason": "revoked"}], "revoked": True}
    assert tablet.receipts().json()["revoked"]
    assert held(coordinator) == [("revoked", "")]


def test_a_correction_is_one_more_version_even_when_it_comes_first(tablet, door, visitor):
    first = tablet.item(record(door, "absent", when=timezone.now() - HOUR))
    later = record(door, "concern", when=timezone.now() - HOUR, corrects=first["id"], recorded_at=timezone.now().isoformat())
    assert tablet.brought(tablet.item(later)) == [("person", "early")]
    assert tablet.brought(first) == [("stored", "")]
    [visit] = Visit.objects.all()
    assert (visit.outcome, str(visit.pk)) == ("concern", first["id"])
    assert visit.history.count() == 2
    assert not Held.objects.exists()
    stale = record(door, "well", corrects=first["id"], recorded_at=(timezone.now() - HOUR / 2).isoformat())
    assert tablet.brought(tablet.item(stale)) == [("person", "older")]


def test_somebody_whose_role_ended_brings_it_for_a_person(tablet, door, visitor, coordinator):
    item = tablet.item(record(door))
    visitor.pledges.all().update(valid_until=timezone.localdate() - timedelta(days=1))
    assert tablet.load().status_code == 403
    assert tablet.brought(item) == [("person", "office")]
    assert held(coordinator) == [("visitor", "")]


def test_a_door_that_is_no_longer_theirs_takes_the_way_of_late_visits(tablet, door, visitor, coordinator):
    item = tablet.item(record(door, when=timezone.now() - 48 * HOUR))
    with context.on_behalf_of(coordinator):
        [assignment] = Assignment.objects.visible_to(coordinator).filter(enrolment=door)
        services.visitor_unassign(assignment, actor=coordinator, until_date=timezone.localdate() - timedelta(days=1))
    assert tablet.brought(item) == [("stored", "")]
    assert Visit.objects.get().late == "waiting"


def test_the_same_item_from_two_tablets_stands_once(tablet, door, visitor):
    second = Tablet(visitor, name="赤")
    said = record(door)
    item = tablet.item(said)
    assert tablet.brought(item) == [("stored", "")]
    assert second.brought(second.item(said, id=item["id"])) == [("again", "")]
    assert [row["status"] for row in second.receipts().json()["items"]] == ["again"]
    assert Visit.objects.count() == 1


def test_an_emergency_that_waits_is_told_at_once_and_stands_above_everything(tablet, door, coordinator, cast, mailoutbox):
    for user in (coordinator, cast.manager):
        user.email = f"{user.username}@example.jp"
        user.save()
    tablet.load()
    device_end(Device.objects.get(pk=tablet.pk), actor=tablet.visitor)
    with_text = [tablet.item(record(door, note="一", key=number)) for number in range(3)]
    tablet.brought(*with_text)
    outbox.sweep(timezone.now() + HOUR)
    assert [mail.to for mail in mailoutbox] == [[coordinator.email]], "once a day for what one tablet brings"
    tablet.brought(tablet.item(record(door, "emergency", note="倒れている")))
    outbox.sweep(timezone.now() + HOUR)
    assert sorted(mail.to[0] for mail in mailoutbox[1:]) == sorted([coordinator.email, cast.manager.email])
    assert all("倒れている" not in mail.body + mail.subject for mail in mailoutbox)
    page = login(Client(), coordinator).get(reverse("home")).content.decode()
    [urgent] = Held.objects.filter(urgent=True)
    assert reverse("arrival", args=[urgent.pk]) in page
    assert reverse("arrivals") in page


def test_what_another_visitors_tablet_recorded_is_theirs_when_somebody_has_looked(tablet, door, coordinator, areas):
    other = make_member(make_user("shares", name="植田 五郎"), "visitor", areas.dai)
    make.assign(coordinator, door, other)
    theirs = Tablet(other)
    assert theirs.brought(theirs.item(record(door, device=theirs.pk))) == [("stored", "")]
    anew = Tablet(other)
    assert anew.brought(anew.item(record(door, "absent", device=theirs.pk))) == [("stored", "")], "enrolled anew"
    assert tablet.brought(tablet.item(record(door, device=theirs.pk, note="借りた端末"))) == [("person", "office")]
    [one] = Held.objects.all()
    browser = login(Client(), coordinator)
    assert "植田 五郎" in browser.get(reverse("arrival", args=[one.pk])).content.decode()
    at = timezone.localtime()
    sent = {"door": str(door.pk), "visited_date": at.date().isoformat(), "visited_time": f"{at:%H:%M}"}
    browser.post(reverse("arrival", args=[one.pk]), sent)
    assert list(Visit.objects.values_list("visitor", flat=True)) == [other.pk] * 3
