"""The database goes away while people work: they are asked to wait, and what they typed is still theirs."""

import re
import uuid

import psycopg
import pytest
from django import forms
from django.db import connection
from django.db.backends.postgresql import base as djangos
from django.test import Client
from django.urls import reverse

import accounts.forms
from casework.models import ProgressNote
from casework.views import cases
from config import stopped
from privacy import servers
from privacy.postgresql import base
from privacy.roles import Role
from tests.cast import PASSWORD, login, make_areas, make_member, make_user
from tests.conftest import admin
from tests.factories.casework import make_case

TEXT = "夕方に電話があり、\n鍵が見つかったとのこと。"


@pytest.fixture
def world(own_database, monkeypatch):
    """Somebody signed in, with a case, over a database that really commits."""
    monkeypatch.setattr(servers.DATABASE, "_since", 0.0)
    areas = make_areas()
    misaki = make_member(make_user("misaki"), Role.CASEWORKER, areas.dai)
    case = make_case(misaki, areas.dai)
    yield login(Client(raise_request_exception=False, enforce_csrf_checks=True), misaki), misaki, case
    servers.DATABASE.back()


@pytest.fixture
def away(monkeypatch):
    """`away()`: the server is gone, with every connection; `away(times=n)`: it answers again after n tries."""
    reach = djangos.DatabaseWrapper.get_new_connection

    def go(times=10**6):
        left = iter(range(times))

        def refuse(wrapper, params):
            if next(left, None) is None:
                return reach(wrapper, params)
            raise psycopg.OperationalError("connection refused")

        connection.close()
        monkeypatch.setattr(djangos.DatabaseWrapper, "get_new_connection", refuse)

    yield go
    monkeypatch.setattr(djangos.DatabaseWrapper, "get_new_connection", reach)


def token(page) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())[1]


def typed(case, page, **more) -> dict:
    """What the quick box of this page sends."""
    hidden = dict(re.findall(r'name="(once|writer|within)" value="([^"]+)"', page.content.decode()))
    return {"csrfmiddlewaretoken": token(page), "text": TEXT, "means": "phone", **hidden, **more}


def test_a_page_waits_for_a_database_that_starts_anew(world, away):
    client, _misaki, case = world
    away(times=3)
    assert client.get(case.get_absolute_url()).status_code == 200


def test_who_waited_in_vain_is_told_so_and_whoever_comes_later_at_once(world, away, monkeypatch):
    client, _misaki, case = world
    monkeypatch.setattr(base, "PATIENCE", 0.3)
    waited = []
    monkeypatch.setattr(base.time, "sleep", waited.append)
    monkeypatch.setattr(servers.time, "monotonic", lambda: 100 + sum(waited))
    away()
    answers = [client.get(case.get_absolute_url()) for _ in range(2)]
    assert 0.3 <= sum(waited) < 0.5
    for answer in answers:
        assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "10", "no-store")
        assert "少し待って、もう一度" in answer.content.decode()


def test_a_page_whose_connection_breaks_beneath_it_is_made_again(world, monkeypatch):
    client, _misaki, case = world
    first, render = iter([True]), cases.render

    def shown(*args, **kwargs):
        if next(first, False):
            with admin() as root:
                root.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
            connection.cursor().execute("SELECT 1")
        return render(*args, **kwargs)

    monkeypatch.setattr(cases, "render", shown)
    answer = client.get(case.get_absolute_url())
    assert answer.status_code == 200
    assert next(first, None) is None


def test_what_was_typed_stays_and_is_sent_again_by_one_press(world, away, monkeypatch):
    client, _misaki, case = world
    address = reverse("note_new", args=[case.pk])
    sent, before = typed(case, client.get(case.get_absolute_url())), ProgressNote.objects.count()
    monkeypatch.setattr(base, "PATIENCE", 0)
    away()
    answer = client.post(address, sent)
    page = answer.content.decode()
    assert (answer.status_code, answer["Cache-Control"]) == (503, "no-store")
    assert "書いたものはこの画面に残っています" in page
    assert f">\n{TEXT}</textarea>" in page
    assert f'action="{address}"' in page
    again = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)) | {"text": TEXT}
    assert again.keys() == sent.keys()
    assert again["once"] == sent["once"]
    away(times=0)
    for _press in range(2):
        assert client.post(address, again).status_code == 303
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM casework_progressnote")
        assert cursor.fetchone() == (before + 1,)


def test_what_another_site_sent_is_not_shown_under_our_name(world, away, monkeypatch):
    client, _misaki, case = world
    sent = typed(case, client.get(case.get_absolute_url())) | {"csrfmiddlewaretoken": "a" * 64}
    monkeypatch.setattr(base, "PATIENCE", 0)
    away()
    answer = client.post(reverse("note_new", args=[case.pk]), sent)
    assert answer.status_code == 503
    assert "鍵が見つかった" not in answer.content.decode()


def test_a_password_is_not_shown_again(world, away, monkeypatch):
    client = Client(raise_request_exception=False)
    monkeypatch.setattr(base, "PATIENCE", 0)
    away()
    answer = client.post("/account/login/", {"login": "misaki", "password": PASSWORD})
    assert answer.status_code == 503
    assert PASSWORD not in answer.content.decode()
    assert "misaki" not in answer.content.decode()


def test_every_secret_of_a_form_is_known_by_its_name():
    """Of ours, and of those that ours are made from."""
    found = {
        name
        for form in vars(accounts.forms).values()
        if isinstance(form, type) and issubclass(form, forms.BaseForm)
        for name, field in form.base_fields.items()
        if isinstance(field.widget, forms.PasswordInput) or "code" in name
    }
    assert {"password", "again", "code"} <= found
    assert [name for name in found if not stopped.SECRET.search(name)] == []


def test_a_script_is_told_in_a_sentence_and_keeps_its_page(world, away, monkeypatch):
    client, _misaki, case = world
    monkeypatch.setattr(base, "PATIENCE", 0)
    away()
    answer = client.get(case.get_absolute_url(), headers={"HX-Request": "true"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert answer.content.decode() == "少し待って、もう一度。書いたものはこの画面に残っています。"


def test_the_log_has_one_line_when_it_goes_and_one_when_it_is_back(world, away, monkeypatch, log):
    client, _misaki, case = world
    monkeypatch.setattr(base, "PATIENCE", 0)
    away()
    for _ in range(3):
        assert client.get(case.get_absolute_url()).status_code == 503
    away(times=0)
    assert client.get(case.get_absolute_url()).status_code == 200
    gone, back = log.getvalue().splitlines()
    assert "WARNING privacy.servers" in gone
    assert gone.endswith("the database is away: connection refused")
    assert back.endswith("the database is back after 0 s")


def test_an_event_is_one_line_that_says_whose_it_was_and_the_page_has_its_id(world, log, monkeypatch):
    client, misaki, case = world

    def fails(*args, **kwargs):
        raise LookupError

    monkeypatch.setattr(cases, "render", fails)
    answer = client.get(case.get_absolute_url())
    (line,) = log.getvalue().splitlines()
    request = answer.wsgi_request.id
    assert f" ERROR django.request request={request} user={misaki.pk} route=case method=GET outcome=500 LookupError (" in line
    assert str(request) in answer.content.decode()
    assert str(case.pk) not in line
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM privacy_accessevent WHERE request = %s", [request])
        assert cursor.fetchone() == (0,)
    monkeypatch.undo()
    shown = client.get(case.get_absolute_url()).wsgi_request.id
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) > 0 FROM privacy_accessevent WHERE request = %s", [shown])
        assert cursor.fetchone() == (True,)


@pytest.mark.django_db
def test_a_fault_of_ours_keeps_what_was_typed_too_and_names_the_request(client, caseworker, areas, monkeypatch):
    case = make_case(caseworker, areas.dai)
    login(client, caseworker)
    client.raise_request_exception = False
    sent = typed(case, client.get(case.get_absolute_url()))

    def fails(*args, **kwargs):
        raise LookupError

    monkeypatch.setattr("casework.services.note_add", fails)
    answer = client.post(reverse("note_new", args=[case.pk]), sent)
    page = answer.content.decode()
    assert answer.status_code == 500
    assert f">\n{TEXT}</textarea>" in page
    assert str(answer.wsgi_request.id) in page
    assert uuid.UUID(str(answer.wsgi_request.id))
