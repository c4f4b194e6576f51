"""What each person sets for themselves."""

import pytest

from accounts.models import User
from privacy.roles import Role
from tests.cast import PASSWORD, login, make_member, make_user

pytestmark = pytest.mark.django_db


def test_language_calendar_and_text_size(client, visitor):
    login(client, visitor)
    chosen = {"language": "en", "calendar": "western", "text_size": "large", "is_active": "", "username": "x"}
    assert client.post("/settings/", chosen).status_code == 303
    visitor.refresh_from_db()
    assert (visitor.language, visitor.calendar, visitor.text_size) == ("en", "western", "large")
    assert visitor.username == "visitor"
    assert client.get("/").wsgi_request.LANGUAGE_CODE == "en"


def test_text_size_from_the_bar(client, visitor):
    login(client, visitor)
    assert client.post("/settings/text-size/", {"text_size": "large"}).status_code == 204
    assert client.post("/settings/text-size/", {"text_size": "huge"}).status_code == 204
    visitor.refresh_from_db()
    assert visitor.text_size == "large"


def test_the_language_is_kept_for_a_person_and_for_a_browser(client, visitor):
    answer = client.post("/settings/language/", {"language": "en", "next": "/account/login/"})
    assert (answer.status_code, answer.url) == (303, "/account/login/")
    assert client.get("/account/login/").wsgi_request.LANGUAGE_CODE == "en"
    login(client, visitor)
    client.post("/settings/language/", {"language": "en"})
    visitor.refresh_from_db()
    assert visitor.language == "en"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_it_leads_nowhere_else(client, target):
    assert client.post("/settings/language/", {"language": "ja", "next": target}).url == "/"


def test_choosing_the_council_one_works_in(client, areas):
    user = make_member(make_user("two"), Role.CASEWORKER, areas.dai)
    make_member(user, Role.CASEWORKER, areas.other)
    login(client, user)
    assert client.get("/settings/").context["councils"]
    client.post("/settings/council/", {"chosen_council": areas.other.pk})
    assert User.objects.get(pk=user.pk).working_council_id == areas.other.pk


def test_a_council_that_one_does_not_serve_cannot_be_chosen(client, areas, caseworker):
    login(client, caseworker)
    assert client.get("/settings/").context["councils"] is None
    client.post("/settings/council/", {"chosen_council": areas.other.pk})
    caseworker.refresh_from_db()
    assert caseworker.chosen_council is None


def test_a_changed_password_ends_the_other_sessions(client, visitor):
    from django.test import Client

    other = login(Client(), visitor)
    login(client, visitor)
    new = "quite another password"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/account/password/", data).status_code == 303
    visitor.refresh_from_db()
    assert visitor.check_password(new)
    assert client.get("/").status_code == 200
    assert other.get("/").status_code == 302


def test_a_wrong_old_password_changes_nothing(client, visitor):
    login(client, visitor)
    new = "quite another password"
    answer = client.post("/account/password/", {"oldpassword": "wrong", "password1": new, "password2": new})
    assert answer.url == "/account/password/"
    assert "oldpassword" in client.get("/account/password/").context["form"].errors
    visitor.refresh_from_db()
    assert visitor.check_password(PASSWORD)
