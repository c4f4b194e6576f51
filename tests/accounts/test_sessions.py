"""How a session ends: idle, old, disabled, or ended elsewhere."""

import json

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from accounts import services, sessions
from tests.cast import login

pytestmark = pytest.mark.django_db
MINUTE, HOUR = 60, 3600


def age(client, *, seen=0, started=0):
    session = client.session
    session["seen_at"] -= seen
    session["started_at"] -= started
    session.save()


@pytest.mark.parametrize(
    ("seen", "started", "lives"),
    [(14 * MINUTE, 14 * MINUTE, True), (15 * MINUTE, 15 * MINUTE, False), (0, 11 * HOUR, True), (0, 12 * HOUR, False)],
)
def test_idle_and_absolute_end(client, caseworker, seen, started, lives):
    login(client, caseworker)
    age(client, seen=seen, started=started)
    assert client.get("/").status_code == (200 if lives else 302)


def test_a_page_moves_the_clock(client, caseworker):
    login(client, caseworker)
    age(client, seen=10 * MINUTE)
    before = client.session["seen_at"]
    client.get("/")
    assert client.session["seen_at"] > before


@pytest.mark.parametrize("path", ["/", "/account/state/"])
def test_what_no_person_caused_does_not_move_it(client, caseworker, path):
    login(client, caseworker)
    age(client, seen=10 * MINUTE)
    before = client.session["seen_at"]
    client.get(path, headers={"X-Passive": "1"})
    client.get("/account/state/")
    assert client.session["seen_at"] == before


def test_keys_and_pointer_move_it(client, caseworker):
    login(client, caseworker)
    age(client, seen=10 * MINUTE)
    before = client.session["seen_at"]
    assert client.post("/account/state/").status_code == 204
    assert client.session["seen_at"] > before


def test_the_open_page_hears_whose_session_it_is_and_how_long(client, caseworker):
    login(client, caseworker)
    age(client, seen=10 * MINUTE)
    state = json.loads(client.get("/account/state/").content)
    assert state["user"] == str(caseworker.pk)
    assert state["csrf"]
    assert 4 * MINUTE < state["idle_left"] <= 5 * MINUTE


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {"X-Passive": "1"}, {"Sec-Fetch-Mode": "cors"}], ids=str)
def test_a_script_without_a_session_gets_401_and_no_page(client, headers):
    for answer in (client.get("/", headers=headers), client.post("/settings/text-size/", headers=headers)):
        assert answer.status_code == 401
        assert answer.content == b""
        assert answer["Cache-Control"] == "no-store"
    assert client.get("/account/state/").status_code == 401


def test_disabling_ends_every_open_session_at_once(client, administrator, caseworker):
    other = login(Client(), caseworker)
    login(client, caseworker)
    assert client.get("/").status_code == other.get("/").status_code == 200
    services.person_disable(caseworker, actor=administrator, why="left")
    assert client.get("/").status_code == other.get("/").status_code == 302


def test_being_disabled_behind_the_services_back_ends_it_too(client, caseworker):
    login(client, caseworker)
    type(caseworker).objects.filter(pk=caseworker.pk).update(is_active=False)
    assert client.get("/").status_code == 302


def test_ending_a_role_and_taking_back_a_pledge_end_sessions(client, administrator, manager, caseworker):
    login(client, caseworker)
    services.role_end(caseworker.memberships.first(), actor=administrator, why="left")
    assert client.get("/").status_code == 302
    login(client, caseworker)
    assert client.get("/").status_code == 200
    services.pledge_revoke(caseworker.pledges.get(), actor=manager)
    assert client.get("/").status_code == 302


def test_ending_the_others_keeps_this_one(client, caseworker):
    other = login(Client(), caseworker)
    login(client, caseworker)
    assert len(client.get("/settings/security/").context["open_sessions"]) == 2
    assert client.post("/account/sessions/end/").status_code == 303
    assert client.get("/").status_code == 200
    assert other.get("/").status_code == 302


def test_one_of_ones_own_sessions_is_ended_and_nobody_elses(client, caseworker, visitor):
    other, theirs = login(Client(), caseworker), login(Client(), visitor)
    login(client, caseworker)
    ids = {browser: UserSession.objects.get(session_key=browser.session.session_key).pk for browser in (client, other, theirs)}
    answers = {browser: client.post(f"/account/sessions/{pk}/end/").status_code for browser, pk in ids.items()}
    assert answers == {client: 404, other: 303, theirs: 404}
    assert [browser.get("/").status_code for browser in (client, other, theirs)] == [200, 302, 200]


def test_end_all_but_one(client, caseworker):
    other = login(Client(), caseworker)
    login(client, caseworker)
    sessions.end_all(caseworker, but=client.session.session_key)
    assert client.get("/").status_code == 200
    assert other.get("/").status_code == 302
