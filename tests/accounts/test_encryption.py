"""What was encrypted for one row and user opens for no other: sessions and second factors moved about by SQL."""

import base64
import os
from importlib import import_module

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from accounts import encryption
from accounts.session_store import SessionStore
from privacy import keys
from tests.accounts.phone import code_now
from tests.cast import PASSWORD, login, make_user

pytestmark = pytest.mark.django_db
LOGIN, CODE, HOME = "/account/login/", "/account/code/", "/"


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def second_step(user, code):
    client = Client()
    client.post(LOGIN, {"login": user.username, "password": PASSWORD})
    return client, client.post(CODE, {"code": code}).url


class TestSessions:
    def test_a_managers_session_in_a_visitors_row_signs_nobody_in(self, manager, visitor):
        theirs, mine = login(Client(), manager), login(Client(), visitor)
        assert theirs.get("/cases/").status_code == 200
        sql(
            "UPDATE django_session SET session_data = (SELECT session_data FROM django_session WHERE session_key = %s) "
            "WHERE session_key = %s",
            theirs.session.session_key,
            mine.session.session_key,
        )
        for path in ("/cases/", HOME):
            answer = mine.get(path)
            assert (answer.status_code, answer.url.split("?")[0]) == (302, LOGIN)
        assert theirs.get("/cases/").status_code == 200, "the one it was copied from goes on"

    @pytest.mark.parametrize("data", ["", "rubbish", "cnViYmlzaA==", "e30"])
    def test_a_row_of_rubbish_is_an_empty_session(self, manager, data):
        client = login(Client(), manager)
        sql("UPDATE django_session SET session_data = %s WHERE session_key = %s", data, client.session.session_key)
        assert client.get(HOME).url.split("?")[0] == LOGIN

    def test_a_key_that_changes_is_encrypted_anew(self):
        session = SessionStore()
        session["kept"] = "植木"
        session.save()
        before = session.session_key
        session.cycle_key()
        session.save()
        assert session.session_key != before
        assert not Session.objects.filter(pk=before).exists()
        assert SessionStore(session.session_key)["kept"] == "植木"

    def test_signing_in_keeps_what_was_there_and_nothing_opens_by_the_old_key(self, client):
        make_user("hanako")
        client.get("/link/ABCDE/")
        before = client.session.session_key
        client.post(LOGIN, {"login": "hanako", "password": PASSWORD})
        assert client.session.session_key != before
        assert client.session["link_opened"] == "ABCDE"
        assert dict(SessionStore(before).items()) == {}


class TestSecondFactors:
    def swap(self, kind, taker, giver):
        sql(
            "UPDATE mfa_authenticator SET data = (SELECT data FROM mfa_authenticator WHERE type = %s AND user_id = %s) "
            "WHERE type = %s AND user_id = %s",
            *(kind, giver.pk, kind, taker.pk),
        )

    def test_ones_own_app_in_a_managers_row_lets_nobody_in(self, manager, visitor, with_app):
        with_app(manager)
        mine = with_app(visitor)
        self.swap("totp", manager, visitor)
        client, target = second_step(manager, code_now(mine))
        assert target == CODE
        assert client.get(HOME).status_code == 302
        assert second_step(visitor, code_now(mine))[1] == HOME, "positive control: the app works for its owner"

    def test_ones_own_recovery_codes_in_a_managers_row_let_nobody_in(self, manager, visitor, with_app, recovery_codes):
        with_app(manager), with_app(visitor)
        mine = recovery_codes(visitor)[0]
        self.swap("recovery_codes", manager, visitor)
        client, target = second_step(manager, mine)
        assert target == CODE
        assert client.get(HOME).status_code == 302
        assert second_step(visitor, mine)[1] == HOME

    def test_a_row_given_to_somebody_else_opens_for_them_neither(self, manager, visitor, with_app):
        mine = with_app(visitor)
        sql("UPDATE mfa_authenticator SET user_id = %s WHERE type = 'totp' AND user_id = %s", manager.pk, visitor.pk)
        assert second_step(manager, code_now(mine))[1] == CODE

    def test_a_recovery_seed_is_no_app(self, visitor, with_app):
        """The column's part and the type are bound too."""
        with_app(visitor)
        ciphertext = Authenticator.objects.get(user=visitor, type="recovery_codes").data["seed"]
        with pytest.raises(encryption.NotOurs):
            encryption.decrypt(ciphertext, "mfa.authenticator.secret", "totp", str(visitor.pk))

    def test_what_was_enrolled_before_is_encrypted_for_its_owner_by_the_migration(self, visitor):
        secret, nonce = generate_totp_secret(), os.urandom(12)
        before = AESGCM(keys.get("fields")).encrypt(nonce, secret.encode(), b"accounts\0second factor")
        Authenticator.objects.create(user=visitor, type="totp", data={"secret": "x", "kept": 1})
        text = base64.b64encode(nonce + before).decode()
        sql("UPDATE mfa_authenticator SET data = jsonb_set(data, '{secret}', to_jsonb(%s::text))", text)
        assert second_step(visitor, code_now(secret))[1] == CODE
        migration = import_module("accounts.migrations.0004_secrets_and_user_names")
        for _run in range(2):
            migration.encrypt_for_their_owner(apps, None)
        assert Authenticator.objects.get(user=visitor).data["kept"] == 1
        assert second_step(visitor, code_now(secret))[1] == HOME
