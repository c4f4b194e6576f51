"""A passkey alone signs in; another person's, one that did not ask its holder, or one of another host does not, and says so."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client

from accounts import services
from accounts.models import OneTimeLink
from privacy.ledger.models import AccessEvent
from tests.accounts.phone import code_now
from tests.accounts.soft_key import SoftKey
from tests.accounts.test_freshness import set_aside
from tests.cast import PASSWORD, login, make_user

pytestmark = pytest.mark.django_db
LOGIN, CODE, HOME, KEY, NEW, PAGE = (
    "/account/login/", "/account/code/", "/", "/account/key/", "/account/keys/new/", "/settings/security/",
)  # fmt: skip
HOST = {"HTTP_HOST": "localhost"}


def browser() -> Client:
    return Client(**HOST)


def register(client, key, name="職場のパソコン"):
    page = client.get(NEW)
    return client.post(NEW, {"name": name, "credential": key.made(json.loads(page.context["options"]))})


@pytest.fixture
def hanako(with_app):
    user = make_user("hanako")
    user.secret = with_app(user)
    return user


@pytest.fixture
def key(hanako):
    key = SoftKey()
    assert register(login(browser(), hanako), key).url == PAGE
    return key


def options_of(client) -> dict:
    return client.get(KEY, headers={"Sec-Fetch-Mode": "cors"}).json()


def sign_in(client, key, then="", **other):
    return client.post(KEY + then, {"credential": key.used(options_of(client), **other)})


def said(client, page=LOGIN) -> list[str]:
    return [str(message) for message in get_messages(client.get(page).wsgi_request)]


def factors(user):
    return sorted(Authenticator.objects.filter(user=user).values_list("type", flat=True))


def test_a_passkey_signs_in_without_password_and_code(key, hanako):
    client = browser()
    done = sign_in(client, key, "?next=/settings/")
    assert (done.status_code, done.url) == (303, "/settings/")
    assert client.get(HOME).wsgi_request.user == hanako
    row = Authenticator.objects.get(type="webauthn")
    assert row.last_used_at > row.created_at
    # One by the fixture.
    assert list(AccessEvent.objects.filter(action="session.open").values_list("actor", flat=True)) == [hanako.pk] * 2


def test_it_stands_for_the_code_after_the_password(key, hanako):
    client = browser()
    assert client.post(LOGIN, {"login": "hanako", "password": PASSWORD}).url == CODE
    options = json.loads(client.get(CODE).context["key_options"])
    assert client.post(CODE, {"credential": key.used(options)}).url == HOME
    assert client.get(HOME).status_code == 200


def test_it_says_again_who_it_is(key, hanako):
    client = set_aside(login(browser(), hanako))
    asked = client.get(NEW)
    options = json.loads(client.get(asked.url).context["key_options"])
    assert client.post(asked.url, {"credential": key.used(options)}).url == NEW
    assert client.get(NEW).status_code == 200


class TestRefused:
    """Each with the same answer, and nobody is signed in."""

    def answer(self, client, answered, page):
        assert answered.url.split("?")[0] == page
        assert client.get(HOME).status_code == 302
        [words] = said(client, page)
        assert "このパスキー" in words

    def test_somebody_elses_after_ones_own_password(self, key, hanako, with_app):
        taro = make_user("taro")
        with_app(taro)
        theirs = SoftKey()
        register(login(browser(), taro), theirs)
        client = browser()
        client.post(LOGIN, {"login": "hanako", "password": PASSWORD})
        options = json.loads(client.get(CODE).context["key_options"])
        self.answer(client, client.post(CODE, {"credential": theirs.used(options)}), CODE)
        denied = AccessEvent.objects.get(kind="denied", action="session.factor")
        assert denied.actor == hanako.pk
        # Alone it opens its holder's account, and never the one it says it were for.
        other = browser()
        self.answer(other, sign_in(other, theirs, userHandle=key.holder), LOGIN)
        assert sign_in(other, theirs).url == HOME
        assert other.get(HOME).wsgi_request.user == taro

    def test_somebody_elses_in_an_open_session(self, key, hanako, with_app):
        client = set_aside(login(browser(), hanako))
        theirs = SoftKey()
        page = client.get(NEW).url
        options = json.loads(client.get(page).context["key_options"])
        theirs.holder = key.holder
        assert client.post(page, {"credential": theirs.used(options)}).url.startswith("/account/again/")
        assert client.get(NEW).status_code == 302

    def test_one_that_did_not_verify_its_holder(self, key):
        key.verifies = False
        client = browser()
        self.answer(client, sign_in(client, key), LOGIN)

    def test_one_used_at_another_host(self, key):
        key.host = "evil.example"
        client = browser()
        self.answer(client, sign_in(client, key), LOGIN)

    def test_an_answer_of_before(self, key):
        client, other = browser(), browser()
        answer = key.used(options_of(client))
        options_of(other)
        self.answer(other, other.post(KEY, {"credential": answer}), LOGIN)
        assert client.post(KEY, {"credential": answer}).url == HOME
        client.post("/account/logout/")
        self.answer(client, client.post(KEY, {"credential": answer}), LOGIN)

    def test_a_disabled_accounts(self, key, hanako):
        hanako.is_active = False
        hanako.save()
        client = browser()
        self.answer(client, sign_in(client, key), LOGIN)

    def test_a_removed_one(self, key, hanako):
        Authenticator.objects.filter(user=hanako, type="webauthn").delete()
        client = browser()
        self.answer(client, sign_in(client, key), LOGIN)

    @pytest.mark.parametrize(
        "rubbish",
        ["", "[]", "{}", "null", '"x"', "[" * 5000, "9" * 30000, '{"id": {}, "response": {}}',
         '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "AA", "authenticatorData": "", "signature": 1}}'],
        ids=["nothing", "list", "object", "null", "text", "deep", "long", "wrong", "half"],
    )  # fmt: skip
    def test_rubbish(self, hanako, rubbish):
        client = browser()
        options_of(client)
        self.answer(client, client.post(KEY, {"credential": rubbish}), LOGIN)
        login(client, hanako)
        client.get(NEW)
        assert client.post(NEW, {"name": "鍵", "credential": rubbish}).url == NEW
        assert "webauthn" not in factors(hanako)


def test_a_browser_that_walks_there_is_led_to_the_sign_in_page(client):
    assert client.get(KEY).url == LOGIN


class TestRegistering:
    def test_one_that_does_not_verify_its_holder_is_not_taken(self, hanako):
        client = login(browser(), hanako)
        assert register(client, SoftKey(verifies=False)).url == NEW
        assert client.get(NEW).context["form"].errors
        assert "webauthn" not in factors(hanako)

    def test_the_same_one_twice_or_for_two_people_is_not_taken(self, key, hanako, with_app):
        taro = make_user("taro")
        with_app(taro)
        for user in (hanako, taro):
            client = login(browser(), user)
            assert register(client, key).url == NEW
            assert "登録されています" in client.get(NEW).content.decode()
        assert Authenticator.objects.filter(type="webauthn").count() == 1

    def test_a_device_is_told_neither_name_nor_address(self, hanako):
        options = json.loads(login(browser(), hanako).get(NEW).context["options"])["publicKey"]
        assert options["user"]["name"] == options["user"]["displayName"] == "hanako"
        assert (options["rp"]["id"], options["authenticatorSelection"]["userVerification"]) == ("localhost", "required")

    def test_as_the_first_factor_it_comes_with_recovery_codes(self):
        user = make_user("first")
        client = browser()
        client.post(LOGIN, {"login": "first", "password": PASSWORD})
        assert client.get(HOME).url == "/account/second-factor/"
        key = SoftKey()
        done = register(client, key)
        assert (done.status_code, done.url) == (303, "/account/recovery-codes/")
        assert client.get(HOME).status_code == 200
        assert factors(user) == ["recovery_codes", "webauthn"]
        client.post("/account/logout/")
        assert client.post(LOGIN, {"login": "first", "password": PASSWORD}).url == CODE


class TestKept:
    def test_nothing_of_it_lies_in_clear(self, key):
        with connection.cursor() as cursor:
            cursor.execute("SELECT data::text FROM mfa_authenticator WHERE type = 'webauthn'")
            [(stored,)] = cursor.fetchall()
        assert set(json.loads(stored)) == {"sealed", "mark"}
        for plain in ("職場", "\\u8077", "localhost", "public-key", key.id.hex()):
            assert plain not in stored
        row = Authenticator.objects.get(type="webauthn")
        assert row.wrap().name == "職場のパソコン", "positive control"

    def test_a_row_given_to_somebody_else_opens_neither_account(self, key, hanako, with_app):
        taro = make_user("taro")
        secret = with_app(taro)
        Authenticator.objects.filter(type="webauthn").update(user=taro)
        for holder in (key.holder, None):
            client = browser()
            assert sign_in(client, key, **({"userHandle": holder} if holder else {})).url == LOGIN
        client = browser()
        client.post(LOGIN, {"login": "taro", "password": PASSWORD})
        assert not client.get(CODE).context["key_options"]
        assert client.post(CODE, {"code": code_now(secret)}).url == HOME
        assert client.get(PAGE).context["keys"] == []


class TestOnesOwn:
    def test_it_is_renamed_and_nobody_elses(self, key, hanako, visitor, with_app):
        with_app(visitor)
        row = Authenticator.objects.get(type="webauthn")
        for user, status in ((hanako, 303), (visitor, 404)):
            client = login(browser(), user)
            assert client.post(f"/account/keys/{row.pk}/", {"name": f"新しい名前 {status}"}).status_code == status
            assert client.post(f"/account/factors/{row.pk}/remove/").status_code == status
            if user == hanako:
                assert not Authenticator.objects.filter(pk=row.pk).exists()

    def test_a_removed_key_ends_the_other_sessions(self, key, hanako):
        client, other = login(browser(), hanako), login(browser(), hanako)
        row = Authenticator.objects.get(type="webauthn")
        assert client.post(f"/account/factors/{row.pk}/remove/").url == PAGE
        assert (client.get(HOME).status_code, other.get(HOME).status_code) == (200, 302)
        assert AccessEvent.objects.filter(action="factor.remove", actor=hanako.pk).count() == 1

    def test_the_last_factor_stays(self, key, hanako):
        client = login(browser(), hanako)
        app, row = (Authenticator.objects.get(user=hanako, type=kind) for kind in ("totp", "webauthn"))
        client.post(f"/account/factors/{app.pk}/remove/")
        assert factors(hanako) == ["recovery_codes", "webauthn"]
        client.post(f"/account/factors/{row.pk}/remove/")
        assert factors(hanako) == ["recovery_codes", "webauthn"]
        assert "最後" in said(client, PAGE)[-1]
        codes = Authenticator.objects.get(user=hanako, type="recovery_codes")
        assert client.post(f"/account/factors/{codes.pk}/remove/").status_code == 404

    def test_another_phone_takes_the_place_of_the_one_until_now(self, hanako):
        client = login(browser(), hanako)
        client.get("/account/second-factor/")
        new = client.session["mfa.totp.secret"]
        assert client.post("/account/second-factor/", {"code": code_now(new)}).url == PAGE
        stranger = browser()
        stranger.post(LOGIN, {"login": "hanako", "password": PASSWORD})
        if code_now(hanako.secret) != code_now(new):
            assert stranger.post(CODE, {"code": code_now(hanako.secret)}).url == CODE
        assert factors(hanako) == ["recovery_codes", "totp"]


class TestPage:
    def test_it_says_what_there_is(self, key, hanako, recovery_codes):
        client = login(browser(), hanako)
        page = client.get(PAGE)
        assert page.context["left"] == 10
        assert not page.context["few"]
        assert page.context["app"].type == "totp"
        assert [(name, here) for _row, name, here in page.context["keys"]] == [("職場のパソコン", True)]
        assert page.context["sign_ins"]
        assert client.get(PAGE, HTTP_HOST="127.0.0.1").status_code == 200
        assert [here for *_row, here in client.get(PAGE, HTTP_HOST="127.0.0.1").context["keys"]] == [False]
        for code in recovery_codes(hanako)[:7]:
            stranger = browser()
            stranger.post(LOGIN, {"login": "hanako", "password": PASSWORD})
            stranger.post(CODE, {"code": code})
        page = client.get(PAGE)
        assert (page.context["left"], page.context["few"]) == (3, True)

    def test_it_says_when_the_password_was_changed(self, hanako):
        client = login(browser(), hanako)
        assert client.get(PAGE).wsgi_request.user.password_changed_at is None
        new = "quite another password"
        client.post("/account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
        assert client.get(PAGE).wsgi_request.user.password_changed_at
        assert AccessEvent.objects.filter(action="password.change", actor=hanako.pk).count() == 1


class TestEnded:
    """What opened by a passkey ends with what it was opened for, at the next request."""

    def ended_by(self, key, end):
        client = browser()
        assert sign_in(client, key).url == HOME
        assert client.get("/cases/").status_code == 200
        end()
        assert client.get("/cases/").status_code == 302
        return client

    @pytest.fixture
    def held(self, caseworker, with_app):
        with_app(caseworker)
        key = SoftKey()
        register(login(browser(), caseworker), key)
        return key

    def test_disabled_also_the_key_opens_nothing(self, held, caseworker, administrator):
        client = self.ended_by(held, lambda: services.person_disable(caseworker, actor=administrator, why="unsafe"))
        assert sign_in(client, held).url == LOGIN

    def test_without_the_role(self, held, caseworker, administrator):
        def end():
            for membership in caseworker.memberships.all():
                services.role_end(membership, actor=administrator, why="moved")

        client = self.ended_by(held, end)
        assert sign_in(client, held).url == HOME
        assert client.get("/cases/").status_code == 403

    def test_without_the_pledge(self, held, caseworker, manager):
        client = self.ended_by(held, lambda: services.pledge_revoke(caseworker.pledges.get(), actor=manager))
        sign_in(client, held)
        assert client.get("/cases/").status_code == 403

    def test_everything_lost_and_back_in_with_two_peoples_help(self, held, caseworker, administrator, manager, client):
        """From the page before the sign-in to a new key: made by one, confirmed by another, neither the person; all in the ledger."""
        assert "/link/" in client.get("/account/help/").content.decode()
        paper = login(Client(), administrator).post(f"/staff/{caseworker.pk}/link/", {"purpose": "factor"})
        link = OneTimeLink.objects.get()
        assert login(Client(), administrator).post(f"/staff/links/{link.pk}/confirm/").status_code == 403
        assert OneTimeLink.objects.get().confirmed_at is None
        login(Client(), manager).post(f"/staff/links/{link.pk}/confirm/")
        assert paper.status_code == 303
        token = services.make_token()
        OneTimeLink.objects.update(token_hash=services.token_hash(token))
        opened = browser()
        sign_in(opened, held)
        stranger = browser()
        stranger.post("/link/", {"code": token})
        stranger.post("/link/", {"password": PASSWORD})
        assert opened.get(HOME).status_code == 302
        assert factors(caseworker) == []
        assert sign_in(stranger, held).url == LOGIN
        stranger.post(LOGIN, {"login": caseworker.username, "password": PASSWORD})
        assert stranger.get(HOME).url == "/account/second-factor/"
        new = SoftKey()
        assert register(stranger, new).url == "/account/recovery-codes/"
        assert stranger.get(HOME).status_code == 200
        about = AccessEvent.objects.filter(records__contains=[link.pk]).order_by("seq")
        assert [(event.action, event.actor) for event in about] == [
            ("link.make", administrator.pk), ("link.confirm", manager.pk), ("link.use", caseworker.pk),
        ]  # fmt: skip
