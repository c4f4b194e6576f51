"""利害関係 with somebody who is watched over and has no case: one steps aside, and meets them nowhere."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from privacy.models import AccessEvent, Grant, Recusal
from privacy.roles import Role
from tests.cast import login, make_member, make_user
from tests.factories import visits as make
from tests.visits.asking import fresh
from visits.models import Alert, Assignment, SafetyCheck

pytestmark = pytest.mark.django_db

NAME = "髙橋"


@pytest.fixture
def enrolled(door, coordinator, visitor):
    """A concern to take up and a door that nobody opened; no case."""
    now = timezone.now()
    made = [
        make.visit(coordinator, door, "concern", at=now - timedelta(hours=5), visitor=visitor),
        make.visit(coordinator, door, "absent", at=now - timedelta(hours=1), visitor=visitor),
    ]
    return door, made


def pages(door, visits):
    """(about this person, so that they are not there; of many, so that the person is not on them)."""
    alert, check = Alert.objects.get(enrolment=door), SafetyCheck.objects.get(enrolment=door)
    about = [
        *(reverse(name, args=[door.pk]) for name in ("enrolment", "enrolment_edit", "enrolment_pause", "visitors", "visit_new")),
        *(reverse(name, args=[door.person_id]) for name in ("person", "person_edit", "person_recuse", "relative_new")),
        *(reverse("visit", args=[visit.pk]) for visit in visits),
        reverse("alert", args=[alert.pk]), reverse("safety_confirm", args=[check.pk]),
    ]  # fmt: skip
    lists = [
        "home",
        "watch",
        "watch_print",
        "watch_sheets",
        "alerts",
        "safety",
        "safety_print",
        "case_list",
        "enrolment_new",
        "intake",
    ]
    return about, [*map(reverse, lists), reverse("watch") + "?show=waiting", reverse("round")]


def search(client, q):
    client.post(reverse("search"), {"q": q})
    return client.get(reverse("search")).content.decode().replace(f'value="{q}"', "")


@pytest.mark.parametrize("who", ["caseworker", "coordinator", "manager"])
def test_who_steps_aside_from_the_enrolled_meets_them_nowhere(cast, enrolled, who):
    user = getattr(cast, who)
    client = login(Client(), user)
    about, lists = pages(*enrolled)
    assert [client.get(path).status_code for path in about] == [200] * len(about)
    assert NAME in "".join(client.get(path).content.decode() for path in lists)
    assert "髙橋 ヨシ子" in search(client, "たかはし")
    person = enrolled[0].person_id
    page = client.get(reverse("enrolment", args=[enrolled[0].pk])).content.decode()
    assert reverse("person_recuse", args=[person]) in page
    assert client.post(reverse("person_recuse", args=[person]), {"why": "neighbour"}).status_code in (302, 303)
    absent = client.get(reverse("person", args=[uuid.uuid4()]))
    for path in about:
        answer = client.get(path)
        assert (answer.status_code, answer.content) == (404, absent.content), path
    for path in lists:
        assert NAME not in client.get(path).content.decode(), path
    assert "髙橋 ヨシ子" not in search(client, "たかはし")
    assert AccessEvent.objects.filter(kind="write", action="person.recuse", actor=user.pk).exists()


def test_the_others_go_on_as_before(client, cast, enrolled, second_manager):
    login(Client(), cast.caseworker).post(reverse("person_recuse", args=[enrolled[0].person_id]), {"why": "family"})
    about, _lists = pages(*enrolled)
    login(client, cast.coordinator)
    assert [client.get(path).status_code for path in about] == [200] * len(about)


def test_what_was_theirs_to_do_is_nobodys_again(cast, enrolled):
    """Nobody waits for somebody who sees nothing of it."""
    door, _visits = enrolled
    alert, check = Alert.objects.get(enrolment=door), SafetyCheck.objects.get(enrolment=door)
    client = login(Client(), cast.caseworker)
    client.post(reverse("alert_take", args=[alert.pk]), {"seen": ""})
    client.post(
        reverse("safety_next", args=[check.pk]),
        {"step": "phone", "by_date": "2040-04-01", "by_time": "10:00", "who": str(cast.caseworker.pk)},
    )
    assert (fresh(alert).owner, fresh(check).next_who) == (cast.caseworker, cast.caseworker)
    client.post(reverse("person_recuse", args=[door.person_id]), {"why": "family"})
    assert (fresh(alert).owner, fresh(alert).taken_at, fresh(check).next_who) == (None, None, None)


def test_a_manager_shuts_out_a_coordinator_and_a_visitor_and_lets_one_in_again(client, cast, enrolled):
    door, _visits = enrolled
    url = reverse("person_exclude", args=[door.person_id])
    login(client, cast.manager)
    for user in (cast.coordinator, cast.visitor):
        client.post(url, {"user": str(user.pk), "why": "family"})
    theirs = login(Client(), cast.coordinator)
    enrolment = reverse("enrolment", args=[door.pk])
    assert theirs.get(enrolment).status_code == 404
    assert theirs.post(url, {"end": "1", "end-user": str(cast.coordinator.pk), "end-over": "mistake"}).status_code == 404
    assert login(Client(), cast.caseworker).post(url, {"end": "1", "end-user": str(cast.coordinator.pk)}).status_code == 403
    client.post(url, {"end": "1", "end-user": str(cast.coordinator.pk)})
    assert theirs.get(enrolment).status_code == 404, "without a reason nothing ends"
    client.post(url, {"end": "1", "end-user": str(cast.coordinator.pk), "end-over": "mistake"})
    assert theirs.get(enrolment).status_code == 200
    ended = Recusal.objects.get(user=cast.coordinator)
    assert (ended.ended_by, ended.over, ended.ended_at is not None) == (cast.manager, "mistake", True)
    assert "まちがいだった" in client.get(url).content.decode()
    client.post(url, {"user": str(cast.coordinator.pk), "why": "work"})
    assert theirs.get(enrolment).status_code == 404
    assert Recusal.objects.filter(user=cast.coordinator).count() == 2


def test_a_recused_visitor_has_no_door_and_gets_none(client, cast, enrolled):
    door, (visit, _absent) = enrolled
    login(client, cast.manager).post(
        reverse("person_exclude", args=[door.person_id]), {"user": str(cast.visitor.pk), "why": "family"}
    )
    theirs = login(Client(), cast.visitor)
    for name, pk in (("visit_new", door.pk), ("visit", visit.pk), ("visit_edit", visit.pk), ("tie_tell", door.pk)):
        assert theirs.get(reverse(name, args=[pk])).status_code == 404, name
    for name in ("home", "round"):
        assert NAME not in theirs.get(reverse(name)).content.decode(), name
    assert not Assignment.objects.filter(user=cast.visitor).valid(timezone.localdate()).exists()
    assert not Grant.objects.filter(user=cast.visitor, content_object=door.dossier).valid(timezone.localdate()).exists()
    office = login(Client(), cast.coordinator)
    for name in ("watch", "watch_print", "watch_sheets"):
        assert cast.visitor.display_name not in office.get(reverse(name)).content.decode().split("<main")[1], name
    visitors = reverse("visitors", args=[door.pk])
    assert str(cast.visitor.pk) not in office.get(visitors).content.decode()
    office.post(visitors, {"user": str(cast.visitor.pk), "part": "visitor"})
    assert not Assignment.objects.filter(user=cast.visitor).valid(timezone.localdate()).exists()


def test_another_council_and_the_auditor_change_nothing(cast, enrolled, areas, other_manager):
    door, _visits = enrolled
    for user in (cast.auditor, cast.administrator, cast.visitor, cast.other_caseworker, other_manager):
        client = login(Client(), user)
        for name in ("person_recuse", "person_exclude"):
            url = reverse(name, args=[door.person_id])
            assert client.get(url).status_code == 404, (user.username, name)
            assert client.post(url, {"why": "family", "user": str(cast.coordinator.pk)}).status_code == 404
    stranger = make_member(make_user("stranger"), Role.COORDINATOR, areas.other)
    url = reverse("person_exclude", args=[door.person_id])
    login(Client(), cast.manager).post(url, {"user": str(stranger.pk), "why": "family"})
    assert not Recusal.objects.exists()
