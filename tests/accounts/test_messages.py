"""What a page says once: encrypted in the browser for whoever is signed in, and at no cost to what was saved."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import login
from tests.factories.casework import make_case

pytestmark = pytest.mark.django_db

SAVED = "記録しました。"
COOKIE = "messages"


@pytest.fixture
def case(caseworker, areas):
    return make_case(caseworker, areas.dai)


def save(client, case):
    note = {"means": "phone", "text": "封筒が三通", "once": str(uuid.uuid4())}
    return client.post(f"/cases/{case.pk}/notes/new/", note)


def sessions_written(queries) -> int:
    return sum('UPDATE "django_session"' in query["sql"] for query in queries)


def test_a_saved_note_writes_no_session_and_the_page_says_so_once(caseworker, case):
    client = login(Client(), caseworker)
    with CaptureQueriesContext(connection) as posted:
        answer = save(client, case)
    assert sessions_written(posted) == 0
    with CaptureQueriesContext(connection) as shown:
        page = client.get(answer.url).content.decode()
    assert sessions_written(shown) == 0
    assert SAVED in page
    assert SAVED not in client.get(answer.url).content.decode()


def test_the_cookie_holds_no_plain_text_and_opens_for_nobody_else(caseworker, coordinator, case):
    client = login(Client(), caseworker)
    answer = save(client, case)
    cookie = client.cookies[COOKIE]
    assert SAVED not in cookie.value
    assert cookie["httponly"]
    other = login(Client(), coordinator)
    other.cookies[COOKIE] = cookie.value
    assert SAVED not in other.get(answer.url).content.decode()
    assert SAVED in client.get(answer.url).content.decode()


def test_a_changed_cookie_says_nothing(caseworker, case):
    client = login(Client(), caseworker)
    answer = save(client, case)
    client.cookies[COOKIE] = client.cookies[COOKIE].value[:-8] + "AAAAAAA="
    page = client.get(answer.url)
    assert page.status_code == 200
    assert SAVED not in page.content.decode()
