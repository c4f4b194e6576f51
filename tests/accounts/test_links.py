"""A way in on paper: made by one, confirmed by another, used once, and worth nothing to who reads the database."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import services
from accounts.models import OneTimeLink
from privacy.errors import Denied, NotWithinReach
from privacy.roles import Role
from tests.cast import PASSWORD, login, make_member, make_pledge, make_user

pytestmark = pytest.mark.django_db
LINK, NEW = "/link/", "a long new password"


def make(person, administrator, purpose="password"):
    return services.link_make(person, actor=administrator, purpose=purpose)


def open_with(token):
    """A stranger's browser with the paper in hand."""
    browser = Client()
    answer = browser.get(f"/link/{token}/")
    assert answer.url == LINK, "the token leaves the address before anything is shown"
    return browser


def set_password(browser, password=NEW):
    return browser.post(LINK, {"password": password, "again": password})


def works(token):
    return "password" in open_with(token).get(LINK).context["form"].fields


def test_the_whole_way(client, areas, administrator, manager, caseworker, with_app):
    with_app(caseworker)
    login(client, administrator)
    made = client.post(reverse("link_make", args=[caseworker.pk]), {"purpose": "password"})
    assert made.status_code == 303
    page = client.get(made.url)
    token = page.context["token"].replace("-", "")
    assert page.context["token"] in page.content.decode()
    assert token not in made.url
    assert not works(token), "not before the second person"
    link = OneTimeLink.objects.get()
    second_administrator = make_member(make_user("admin2", pledge=False), Role.ADMINISTRATOR, areas.council)
    login(client, second_administrator)
    assert not client.get(made.url).context["token"], "the paper is with who printed it"
    login(client, manager).post(reverse("link_confirm", args=[link.pk]))
    other_session = login(Client(), caseworker)
    browser = open_with(token)
    assert set_password(browser).url == "/account/login/"
    caseworker.refresh_from_db()
    assert caseworker.check_password(NEW)
    assert other_session.get("/").status_code == 302, "old sessions end"
    assert Authenticator.objects.filter(user=caseworker).exists(), "a new password keeps the second factor"
    assert not works(token)
    assert set_password(open_with(token), "another long password").url == LINK
    caseworker.refresh_from_db()
    assert caseworker.check_password(NEW)


def test_the_code_may_be_typed_with_dashes_and_in_small_letters(administrator, manager, caseworker):
    link, token = make(caseworker, administrator)
    services.link_confirm(link, actor=manager)
    browser = Client()
    browser.post(LINK, {"code": f" {token[:5].lower()}-{token[5:10]} {token[10:]}"})
    assert set_password(browser).url == "/account/login/"


def test_a_wrong_code_says_one_thing(client):
    client.post(LINK, {"code": "AAAAA-AAAAA-AAAAA-AAAAA"})
    page = client.get(LINK)
    assert page.context["failed"]
    assert not page.context["waits"]
    assert not client.get(LINK).context["failed"], "told once"


def test_tries_are_limited(client):
    answers = [client.post(LINK, {"code": "AAAAA"}).status_code for _try in range(25)]
    assert answers[0] == 303
    assert answers[-1] == 429


def test_only_a_hash_is_kept(administrator, caseworker):
    from django.core import serializers

    _link, token = make(caseworker, administrator)
    stored = serializers.serialize("json", OneTimeLink.objects.all())
    assert token not in stored
    assert len(token) == 20


def test_the_same_person_confirms_nothing(areas, administrator, manager, second_manager):
    make_member(make_pledge(administrator).user, Role.MANAGER, areas.council)
    link, _token = make(manager, administrator)
    for same in (administrator, manager):
        with pytest.raises(services.SamePerson):
            services.link_confirm(link, actor=same)
    assert services.link_confirm(link, actor=second_manager).confirmed_by == second_manager


def test_nobody_makes_one_for_themselves(administrator):
    with pytest.raises(services.SamePerson):
        make(administrator, administrator)


def test_a_newer_one_stops_the_older(administrator, manager, caseworker):
    first, token = make(caseworker, administrator)
    services.link_confirm(first, actor=manager)
    assert works(token)
    make(caseworker, administrator)
    assert not works(token)


@pytest.mark.parametrize("change", ["expires_at", "revoked_at", "is_active"])
def test_expired_taken_back_or_disabled_it_does_not_work(administrator, manager, caseworker, change):
    link, token = make(caseworker, administrator)
    services.link_confirm(link, actor=manager)
    assert works(token)
    if change == "is_active":
        services.person_disable(caseworker, actor=administrator, why="left")
    else:
        now = timezone.now()
        OneTimeLink.objects.update(**{change: now - timedelta(seconds=1) if change == "expires_at" else now})
    assert not works(token)
    with pytest.raises(NotWithinReach):
        services.link_use(link, password=NEW)


def test_a_lost_phone_needs_the_password_too(administrator, manager, caseworker, with_app):
    with_app(caseworker)
    link, token = make(caseworker, administrator, "factor")
    services.link_confirm(link, actor=manager)
    browser = open_with(token)
    assert browser.post(LINK, {"password": "wrong password"}).url == LINK
    assert Authenticator.objects.filter(user=caseworker).exists()
    assert browser.post(LINK, {"password": PASSWORD}).url == "/account/login/"
    assert not Authenticator.objects.filter(user=caseworker).exists()
    caseworker.refresh_from_db()
    assert caseworker.check_password(PASSWORD)


@pytest.mark.parametrize(("password", "again"), [("short", "short"), ("password1234", "password1234"), (NEW, NEW + "x")])
def test_weak_and_differing_passwords_come_back(administrator, manager, caseworker, password, again):
    link, token = make(caseworker, administrator)
    services.link_confirm(link, actor=manager)
    browser = open_with(token)
    assert browser.post(LINK, {"password": password, "again": again}).url == LINK
    page = browser.get(LINK)
    assert page.context["form"].errors
    assert password not in page.content.decode()


def test_people_of_another_council_neither_make_nor_confirm(areas, administrator, caseworker, other_manager):
    with pytest.raises(NotWithinReach):
        make(make_member(make_user("b"), Role.VISITOR, areas.other_north), administrator)
    link, _token = make(caseworker, administrator)
    with pytest.raises(NotWithinReach):
        services.link_confirm(link, actor=other_manager)


def test_what_opens_two_councils_takes_somebody_of_each(areas, administrator, manager, other_manager, caseworker):
    make_member(caseworker, Role.VISITOR, areas.other_north)
    link, _token = make(caseworker, administrator)
    with pytest.raises(Denied):
        services.link_confirm(link, actor=manager)
    assert services.link_confirm(link, actor=other_manager).confirmed_at


class TestBootstrap:
    def run(self, *logins):
        from io import StringIO

        from django.core.management import call_command

        out = StringIO()
        call_command("bootstrap", *logins, council="丙地区社会福祉協議会", url="https://yorisoi.example", stdout=out)
        return [line.split()[-1] for line in out.getvalue().splitlines() if "https://yorisoi.example/link/" in line]

    def test_two_administrators_get_in_without_demo_data(self, client):
        from accounts.models import Installation, User

        lines = self.run("first", "second")
        assert len(lines) == 4
        for address, name in ((lines[0], "first"), (lines[2], "second")):
            browser = Client()
            browser.get(address.removeprefix("https://yorisoi.example"))
            assert set_password(browser).url == "/account/login/"
            assert [m.role for m in User.objects.get(username=name).memberships.current()] == ["administrator"]
        assert not Installation.is_demo()

    @pytest.mark.parametrize("logins", [("same", "Same"), ("same", "ｓａｍｅ"), ("sato", "sat0"), ("misаki", "x"), ("x​y", "z")])
    def test_two_different_plain_names_are_needed(self, logins):
        from django.core.management import CommandError

        with pytest.raises(CommandError):
            self.run(*logins)

    def test_only_once(self):
        from django.core.management import CommandError

        self.run("first", "second")
        with pytest.raises(CommandError):
            self.run("third", "fourth")
