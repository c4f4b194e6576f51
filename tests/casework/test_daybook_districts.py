"""The day-book by district: an entry is read by those who serve the districts it is for, and by its writer."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework import services
from casework.models import DayBookEntry
from casework.services.daybook import daybook_of
from privacy import context
from privacy.errors import NotWithinReach
from privacy.models import AccessEvent
from privacy.roles import Role
from tests.cast import login, make_member, make_user

pytestmark = pytest.mark.django_db

TEXT = "折り返しの電話を待っている"


@pytest.fixture
def nishi_caseworker(areas):
    return make_member(make_user("nishi"), Role.CASEWORKER, areas.nishi)


def signed_in(user):
    return login(Client(), user)


def write(user, **more):
    call = {"kind": "call", "text": TEXT, "without_number": "on", **more}
    assert signed_in(user).post(reverse("daybook"), call).status_code in (302, 303)
    return DayBookEntry.objects.latest("created_at")


def reads(user) -> bool:
    client = signed_in(user)
    shown = {TEXT in client.get(reverse(name)).content.decode() for name in ("daybook", "home")}
    assert len(shown) == 1
    return shown.pop()


def test_what_is_written_without_choosing_stays_in_the_writers_districts(cast, nishi_caseworker, areas):
    entry = write(cast.caseworker)
    assert sorted(entry.audience) == sorted([areas.dai.pk, areas.higashi.pk])
    readers = {
        name: reads(getattr(cast, name)) for name in ("caseworker", "coordinator", "advocate", "manager", "other_caseworker")
    }
    assert readers == {"caseworker": True, "coordinator": True, "advocate": True, "manager": True, "other_caseworker": False}
    assert not reads(nishi_caseworker)
    assert not AccessEvent.objects.filter(actor=nishi_caseworker.pk, records__contains=[entry.pk]).exists()


def test_of_one_district_it_is_that_district(nishi_caseworker, caseworker, areas):
    assert write(nishi_caseworker).audience == [areas.nishi.pk]
    assert not reads(caseworker)


@pytest.mark.parametrize("chosen", ["council", ""])
def test_for_the_whole_council_it_is_read_in_every_district(coordinator, caseworker, nishi_caseworker, chosen):
    """What a coordinator of the whole council writes without choosing is for all of it."""
    assert write(coordinator, audience=chosen).audience is None
    assert reads(caseworker)
    assert reads(nishi_caseworker)


def test_for_another_district_its_people_read_it_and_the_writer(caseworker, nishi_caseworker, areas):
    write(caseworker, audience=str(areas.nishi.pk))
    assert reads(nishi_caseworker)
    assert reads(caseworker)
    assert "西小区あて" in signed_in(caseworker).get(reverse("daybook")).content.decode()
    assert not reads(make_member(make_user("dai"), Role.CASEWORKER, areas.dai))


def test_what_is_not_for_one_is_not_ticked_off_either(caseworker, nishi_caseworker, areas):
    entry = write(caseworker)
    for data in ({}, {"undo": "1"}):
        assert signed_in(nishi_caseworker).post(reverse("entry_done", args=[entry.pk]), data).status_code == 404
    with context.on_behalf_of(nishi_caseworker), pytest.raises(NotWithinReach):
        services.entry_done(entry, actor=nishi_caseworker)
    assert DayBookEntry.objects.get().done_at is None


def test_no_entry_is_for_a_district_of_another_council(caseworker, areas):
    client = signed_in(caseworker)
    client.post(
        reverse("daybook"), {"kind": "call", "text": TEXT, "without_number": "on", "audience": str(areas.other_north.pk)}
    )
    assert not DayBookEntry.objects.exists()
    assert TEXT in client.get(reverse("daybook")).content.decode(), "nothing typed is lost"


def test_what_was_written_before_is_for_the_whole_council(caseworker, nishi_caseworker, areas):
    with context.on_behalf_of(caseworker):
        book = daybook_of(areas.council, timezone.localdate())
        services.entry_write(actor=caseworker, book=book, kind="handover", text=TEXT)
    assert reads(nishi_caseworker)


def test_what_speaks_of_somebody_whose_record_is_restricted_is_for_those_who_know_of_it(
    client, caseworker, coordinator, manager, areas
):
    from privacy.models import Dossier, Grant
    from tests.factories.casework import make_case

    case = make_case(caseworker, areas.dai)
    sent = {"kind": "handover", "text": "植木の話のつづき", "about": str(case.subject_id)}
    login(client, coordinator).post("/daybook/", sent)
    Grant.objects.filter(content_object=case.dossier).update(lead=Grant.Lead.OPEN)
    seen = {}
    for restricted in (False, True):
        Dossier.objects.filter(pk=case.subject.dossier_id).update(restricted=restricted)
        seen[restricted] = [
            "植木の話" in login(client, user).get("/daybook/").content.decode() for user in (caseworker, coordinator, manager)
        ]
    assert seen == {False: [True, True, True], True: [True, False, False]}
