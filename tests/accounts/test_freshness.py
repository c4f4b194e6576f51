"""Who it is is asked once more, with everything that the sign-in asks, and what was typed is still there afterwards."""

import time
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from accounts.models import Membership, OneTimeLink
from tests.accounts.phone import code_now
from tests.architecture.addresses import ROUTES
from tests.cast import PASSWORD, login

pytestmark = pytest.mark.django_db
AGAIN, CODES = "/account/again/", "/account/recovery-codes/new/"

FRESH = {
    # Roles are given.
    "person_new", "person_enable", "role_grant", "role_restore", "role_confirm",
    # A paper lets somebody in.
    "link_make", "link_print", "link_confirm",
    # Records leave.
    "export_new", "export_decide", "export_file", "export_passwords",
    # What opens one's own account.
    "mfa_activate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "passkey_new", "passkey_edit", "factor_remove",
}  # fmt: skip


def test_what_asks_for_a_fresh_sign_in():
    assert {name for name, route in ROUTES.items() if getattr(route.callback, "fresh", False)} == FRESH


def set_aside(client, seconds=301):
    session = client.session
    session["account_authentication_methods"] = [
        record | {"at": record["at"] - seconds} for record in session["account_authentication_methods"]
    ]
    session.save()
    return client


@pytest.fixture
def secret(administrator, with_app):
    return with_app(administrator)


@pytest.fixture
def away(client, administrator, secret):
    """An administrator's session, some minutes after the sign-in."""
    return set_aside(login(client, administrator))


def words(areas, **more):
    return {"role": "visitor", "area": areas.dai.pk, "from_date": "2026-04-01", "until_date": "令和9年3月", **more}


def test_a_page_asks_password_and_code_and_is_shown_then(away, secret):
    asked = away.get(CODES)
    assert (asked.status_code, unquote(asked.url)) == (302, f"{AGAIN}?next={CODES}")
    for given in ({"password": PASSWORD}, {"code": code_now(secret)}, {"password": "wrong", "code": code_now(secret)}):
        assert away.post(asked.url, given).url == asked.url
        assert away.get(CODES).status_code == 302
    # The code was not spent on the wrong password.
    assert away.post(asked.url, {"password": PASSWORD, "code": code_now(secret)}).url == CODES
    page = away.get(CODES)
    assert page.status_code == 200
    assert not list(get_messages(page.wsgi_request)), "nothing was pressed"


def test_a_sign_in_of_the_last_minutes_is_enough(client, administrator, secret):
    assert set_aside(login(client, administrator), 290).get(CODES).status_code == 200


def test_what_was_typed_is_there_again_and_nothing_was_done(away, areas, secret, visitor):
    page = f"/staff/{visitor.pk}/role/"
    asked = away.post(page, words(areas, csrfmiddlewaretoken="x", password="meant for another field"))
    assert (asked.status_code, unquote(asked.url)) == (303, f"{AGAIN}?next={page}")
    assert not Membership.objects.requested().exists()
    kept = away.session["forms_again"][f"{page} form"]["data"]
    assert "meant" not in kept
    assert "csrf" not in kept
    assert away.post(asked.url, {"password": PASSWORD, "code": code_now(secret)}).url == page
    again = away.get(page)
    assert again.context["form"]["until_date"].value() == "令和9年3月"
    assert not again.context["form"].errors
    assert "もう一度" in again.content.decode()
    away.post(page, words(areas, until_date=""))
    assert Membership.objects.requested().get().user == visitor


@pytest.mark.parametrize(
    ("before", "back"),
    [("http://testserver/staff/{}/?x=1#h", "/staff/{}/?x=1"), ("http://evil.example/staff/{}/", "/"), ("http://testserver/nowhere/", "/"),
     ("http://testserver/staff/{}/link/", "/"), ("", "/")],
    ids=["the page", "another site", "no page", "a press", "not said"],
)  # fmt: skip
def test_a_button_without_a_page_leads_back_to_where_it_stood(away, secret, visitor, before, back):
    asked = away.post(f"/staff/{visitor.pk}/link/", {"purpose": "factor"}, headers={"Referer": before.format(visitor.pk)})
    assert not OneTimeLink.objects.exists()
    assert away.post(asked.url, {"password": PASSWORD, "code": code_now(secret)}).url == back.format(visitor.pk)


def test_a_script_is_sent_there_too(away):
    answer = away.get(CODES, headers={"HX-Request": "true"})
    assert (answer.status_code, unquote(answer.headers["HX-Redirect"])) == (204, f"{AGAIN}?next={CODES}")


def test_whoever_confirms_is_asked_too(client, manager, visitor, administrator, areas, with_app):
    with_app(manager)
    role = Membership.objects.create(
        user=visitor, role="visitor", area=areas.higashi, from_date=timezone.localdate(), granted_by=administrator
    )
    set_aside(login(client, manager))
    assert client.post(f"/staff/roles/{role.pk}/confirm/").url.startswith(AGAIN)
    role.refresh_from_db()
    assert role.confirmed_at is None


def test_before_there_is_a_second_factor_the_password_is_all(client, administrator):
    set_aside(login(client, administrator))
    assert client.post(f"{AGAIN}?next={CODES}", {"password": PASSWORD}).url == CODES


def test_tries_are_limited(away):
    for _try in range(6):
        away.post(AGAIN, {"password": "wrong", "code": "1"})
    page = away.get(AGAIN)
    assert page.context["form"].errors
    assert away.get(CODES).status_code == 302


def test_an_answer_leads_nowhere_else(away, secret):
    given = {"password": PASSWORD, "code": code_now(secret)}
    assert away.post(f"{AGAIN}?next=https://evil.example/", given).url == "/"
    assert time.time() - away.session["account_authentication_methods"][-1]["at"] < timedelta(minutes=1).seconds
