"""A form that came back with its errors is looked at, never taken as right."""

import time

import pytest
from django import forms
from django.contrib.sessions.backends.cache import SessionStore

from tests.cast import login
from ui.redisplay import page_form, redisplay

AGAIN, CODES, NEW_CODES = "/account/again/", "/account/recovery-codes/", "/account/recovery-codes/new/"


class AnyForm(forms.Form):
    word = forms.CharField(required=False)


@pytest.fixture
def after_an_hour(client, with_app, caseworker):
    """Signed in with both factors, an hour ago."""
    with_app(caseworker)
    session = login(client, caseworker).session
    for method in session["account_authentication_methods"]:
        method["at"] = time.time() - 60 * 60
    session.save()
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE"])
@pytest.mark.parametrize("address", [AGAIN])
def test_no_other_method_stands_for_the_password(after_an_hour, caseworker, recovery_codes, method, address):
    for _ in range(2):
        assert after_an_hour.generic(method, address).status_code == 405
    for page in (CODES, NEW_CODES):
        answer = after_an_hour.get(page)
        assert (answer.status_code, answer.url.split("?")[0]) == (302, "/account/again/")
        assert not any(code in answer.content.decode() for code in recovery_codes(caseworker))
    assert after_an_hour.post(NEW_CODES).url.split("?")[0] == "/account/again/"


def kept(rf, data) -> forms.Form:
    """As the page shows it again."""
    session = SessionStore()
    posted, shown = rf.post("/page/", data), rf.get("/page/")
    posted.session = shown.session = session
    redisplay(posted, page_form(posted, AnyForm))
    return page_form(shown, AnyForm)


@pytest.mark.parametrize("data", [{}, {"word": "right"}])
def test_a_form_shown_again_is_never_valid_even_without_errors(rf, data):
    form = kept(rf, data)
    assert (form.is_bound, form.errors, form.is_valid()) == (True, {}, False)
    assert form["word"].value() == data.get("word")
