"""Password, then the app's code; and that one of the two opens nothing."""

import base64
import json

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session

from accounts.models import User
from tests.accounts.pages import without_keys
from tests.accounts.phone import code_now
from tests.cast import PASSWORD, SIGN_IN, login, make_user

pytestmark = pytest.mark.django_db
LOGIN, CODE, ENROL, HOME = "/account/login/", "/account/code/", "/account/second-factor/", "/"


def first_step(client, login, password=PASSWORD):
    return client.post(LOGIN, {"login": login, "password": password})


def events(action):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT actor FROM privacy_accessevent WHERE action = %s", [action])
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.parametrize("name", ["hanako", "HANAKO", "hanako@example.jp", "Hanako@Example.JP"])
def test_signing_in_by_user_name_or_by_email(client, with_app, name):
    user = make_user("hanako", email="hanako@example.jp")
    secret = with_app(user)
    first = first_step(client, name)
    assert (first.status_code, first.url) == (303, CODE)
    assert client.get(HOME).status_code == 302
    second = client.post(CODE, {"code": code_now(secret)})
    assert (second.status_code, second.url) == (303, HOME)
    assert client.get(HOME).status_code == 200
    assert events("session.open") == [user.pk]


def test_signing_out_is_recorded(client, caseworker):
    response = login(client, caseworker).post("/account/logout/")
    assert (response.status_code, response.url) == (303, LOGIN)
    assert events("session.close") == [caseworker.pk]
    assert client.get(HOME).status_code == 302


def test_refusals_are_recorded(client, with_app):
    user = make_user("hanako")
    secret = with_app(user)
    first_step(client, "hanako", "wrong password")
    assert events("session.open") == [None]
    first_step(client, "hanako")
    client.post(CODE, {"code": code_now(secret, steps=2)})
    assert events("session.factor") == [user.pk]


def test_wrong_unknown_and_disabled_answer_alike(client):
    make_user("known")
    make_user("disabled", is_active=False)
    pages = []
    for name, password in (("known", "wrong password"), ("nobody", "wrong password"), ("disabled", PASSWORD)):
        refused = first_step(client, name, password)
        assert (refused.status_code, refused.url) == (303, LOGIN)
        page = client.get(LOGIN).content.decode()
        assert name in page
        assert password not in page
        pages.append(without_keys(page).replace(name, "?"))
    assert len(set(pages)) == 1


def test_too_many_tries_wait_even_with_the_right_password(client, with_app):
    with_app(make_user("hanako"))
    for _try in range(5):
        first_step(client, "hanako", "wrong password")
    assert first_step(client, "hanako").url == LOGIN
    assert CODE not in client.get(LOGIN).content.decode()


def test_a_code_works_once_across_sessions(client, with_app):
    from django.test import Client

    user = make_user("hanako")
    code = code_now(with_app(user))
    other = Client()
    for browser in (client, other):
        first_step(browser, "hanako")
    assert client.post(CODE, {"code": code}).url == HOME
    assert other.post(CODE, {"code": code}).url == CODE
    assert other.get(HOME).status_code == 302


@pytest.mark.parametrize("steps", [-1, 1])
def test_neighbouring_codes_are_refused(client, with_app, steps):
    secret = with_app(make_user("hanako"))
    first_step(client, "hanako")
    code = code_now(secret, steps=steps)
    if code != code_now(secret):
        assert client.post(CODE, {"code": code}).url == CODE


def test_a_recovery_code_works_once(client, with_app, recovery_codes):
    user = make_user("hanako")
    with_app(user)
    code = recovery_codes(user)[0]
    first_step(client, "hanako")
    assert client.post(CODE, {"code": code}).url == HOME
    assert code not in recovery_codes(user)
    client.post("/account/logout/")
    first_step(client, "hanako")
    assert client.post(CODE, {"code": code}).url == CODE


def test_a_first_sign_in_sets_up_the_app_and_shows_the_codes_once(client, recovery_codes):
    user = make_user("hanako")
    assert first_step(client, "hanako").url == HOME
    assert client.get(HOME).url == ENROL
    page = client.get(ENROL).content.decode()
    secret = client.session["mfa.totp.secret"]
    assert secret[:4] in page
    assert client.post(ENROL, {"code": "000000" if code_now(secret) != "000000" else "111111"}).url == ENROL
    assert client.get(HOME).url == ENROL
    client.get(ENROL)
    assert client.session["mfa.totp.secret"] == secret, "the phone would have to scan again"
    code = code_now(secret)
    done = client.post(ENROL, {"code": code})
    assert (done.status_code, done.url) == (303, "/account/recovery-codes/")
    shown, again = client.get(done.url).content.decode(), client.get(done.url).content.decode()
    assert all(code in shown for code in recovery_codes(user))
    assert not any(code in again for code in recovery_codes(user))
    assert client.get(HOME).status_code == 200
    client.post("/account/logout/")
    first_step(client, "hanako")
    assert client.post(CODE, {"code": code}).url == CODE, "the code of the enrolment was used"


def test_secrets_of_the_second_factor_are_encrypted(with_app):
    user = make_user("hanako")
    secret = with_app(user)
    stored = json.dumps(list(Authenticator.objects.filter(user=user).values_list("data", flat=True)))
    assert Authenticator.objects.get(user=user, type="totp").wrap().validate_code(code_now(secret))
    for form in (secret, base64.b32decode(secret).hex(), base64.b64encode(secret.encode()).decode()):
        assert form not in stored


def test_session_rows_are_encrypted(client):
    first_step(client, "taro-of-the-session", "wrong password")
    rows = list(Session.objects.values_list("session_data", flat=True))
    assert rows
    for row in rows:
        packed = row.lstrip(".").split(":")[0]
        assert b"taro-of" not in base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
        assert "taro-of" not in row
    assert "taro-of" in client.get(LOGIN).content.decode(), "positive control: the session held it"


def test_pages_of_allauth_that_this_house_does_not_have(client):
    for path in ("signup/", "email/", "password/reset/", "password/set/", "inactive/", "confirm-email/", "2fa/"):
        assert client.get("/account/" + path).status_code == 404


class TestOneFactor:
    """A session with a password and nothing else, over every route there is."""

    @pytest.fixture
    def half(self, client, manager):
        client.force_login(manager, backend=SIGN_IN)
        return client

    def test_sees_no_page(self, half):
        seen = 0
        for path, view in routes():
            if view_is_open(view):
                continue
            for method in view.methods:
                response = half.generic(method, path)
                assert response.status_code in (302, 303), path
                assert response.url == ENROL, path
                seen += 1
        assert seen > 60

    def test_a_script_gets_no_page_either(self, half):
        assert half.get(HOME, headers={"HX-Request": "true"}).status_code == 401

    def test_a_path_that_does_not_exist_is_no_page(self, half):
        assert half.get("/nowhere/").url == ENROL

    def test_may_sign_out(self, half):
        assert half.post("/account/logout/").url == LOGIN

    def test_whose_owner_has_an_app_is_ended(self, half, manager, with_app):
        with_app(manager)
        assert half.get(HOME).url == LOGIN
        assert "_auth_user_id" not in half.session


def routes():
    from tests.architecture.test_routes import walk

    some = {"<uuid:pk>": "11111111-1111-4111-8111-111111111111", "<int:pk>": "1", "<str:token>": "ABC"}
    for pattern, view in walk():
        path = "/" + pattern
        for placeholder, value in some.items():
            path = path.replace(placeholder, value)
        if "<" not in path and "^" not in path:
            yield path, view


def view_is_open(view):
    return getattr(view, "allows", "") == "public" or getattr(view, "one_factor", False)


def test_public_routes_are_the_few_that_must_be():
    names = {path for path, view in routes() if getattr(view, "allows", "") == "public"}
    assert {LOGIN, CODE, "/link/"} <= names
    assert not {path for path in names if path.startswith(("/staff", "/areas", "/pledges", "/settings/council"))}


class TestDemoSignIn:
    """Without a second factor only on a demo database, asked for as localhost, with nothing in between."""

    @pytest.fixture
    def demo(self, db):
        from accounts.demo import make_accounts

        make_accounts()
        return User.objects.get(username="misaki")

    def press(self, client, **extra):
        return client.post("/account/demo/", {"login": "misaki"}, **{"HTTP_HOST": "localhost:8000", **extra})

    @pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "localhost"])
    def test_on_this_machine(self, client, demo, host):
        assert self.press(client, HTTP_HOST=host).status_code == 303
        assert client.get(HOME, HTTP_HOST=host).status_code == 200

    @pytest.mark.parametrize(
        "extra",
        [
            {"HTTP_HOST": "testserver"},
            {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
            {"HTTP_X_FORWARDED_HOST": "localhost"},
            {"HTTP_X_FORWARDED_PROTO": "https"},
            {"HTTP_FORWARDED": "for=127.0.0.1"},
            {"HTTP_VIA": "1.1 proxy"},
            {"HTTP_X_REAL_IP": "127.0.0.1"},
            {"REMOTE_ADDR": "192.168.1.7"},
        ],
        ids=str,
    )
    def test_not_from_elsewhere(self, client, demo, extra):
        assert self.press(client, **extra).status_code == 404
        assert "misaki" not in client.get(LOGIN, **{"HTTP_HOST": "localhost", **extra}).content.decode()

    @pytest.mark.parametrize("extra", [{"HTTP_HOST": "testserver"}, {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}], ids=str)
    def test_a_demo_session_carried_elsewhere_sees_nothing(self, client, demo, extra):
        self.press(client)
        assert client.get(HOME, **{"HTTP_HOST": "localhost:8000", **extra}).url == ENROL

    def test_not_on_a_database_without_demo_data(self, client, demo):
        from accounts.models import Installation

        Installation.objects.update(holds_demo=False)
        assert self.press(client).status_code == 404

    def test_not_where_the_settings_forbid_it(self, client, demo, settings):
        settings.DEMO_SIGN_IN = False
        assert self.press(client).status_code == 404

    def test_only_demo_accounts(self, client, demo):
        make_user("real")
        assert client.post("/account/demo/", {"login": "real"}, HTTP_HOST="localhost").status_code == 404

    def test_with_the_printed_password_too(self, client, demo):
        from accounts.demo import PASSWORD as DEMO_PASSWORD

        client.post(LOGIN, {"login": "misaki", "password": DEMO_PASSWORD}, HTTP_HOST="localhost:8000")
        assert client.get(HOME, HTTP_HOST="localhost:8000").status_code == 200

    def test_the_sign_in_page_lists_all_roles_and_the_other_council(self, client, demo):
        page = client.get(LOGIN, HTTP_HOST="localhost:8000").content.decode()
        for name in ("misaki", "shishikura", "uzawa", "nemoto", "ishiwata", "nagashima", "kamata", "ito"):
            assert f'value="{name}"' in page
