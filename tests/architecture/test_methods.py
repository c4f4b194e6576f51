"""Every route answers the methods it is made for; any other is 405 before the session, the view or the ledger hear of it."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from privacy.models import AccessEvent
from tests.architecture.addresses import ROUTES, address
from tests.architecture.routes_table import PARAMETERS
from tests.cast import login

pytestmark = pytest.mark.django_db
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")
# A proxy asks these by HEAD.
SAFE = {"healthz", "readyz"}


def made_for(name) -> set[str]:
    row = PARAMETERS[name]
    return {method for method, has in (("GET", row.get), ("POST", row.post is not None), ("HEAD", name in SAFE)) if has}


@pytest.mark.parametrize("name", ROUTES)
def test_a_route_declares_the_methods_of_the_table(name):
    assert getattr(ROUTES[name].callback, "methods", None) == made_for(name)


def test_any_other_method_is_refused_before_anything_happens(caseworker):
    somebody, nobody = login(Client(), caseworker), Client()
    sessions, events = set(Session.objects.values_list()), AccessEvent.objects.count()
    for name in ROUTES:
        for method in set(METHODS) - made_for(name):
            for client in (somebody, nobody):
                answer = client.generic(method, address(name))
                assert (answer.status_code, answer.content) == (405, b""), (name, method)
                assert answer.headers["Allow"] == ", ".join(sorted(made_for(name)))
                assert not answer.cookies, (name, method)
    assert set(Session.objects.values_list()) == sessions
    assert AccessEvent.objects.count() == events


def test_a_view_that_declares_nothing_answers_nothing(client, monkeypatch):
    monkeypatch.delitem(ROUTES["sign_in_help"].callback.__dict__, "methods")
    assert client.get("/account/help/").status_code == 405
