"""A password that took another one's place is noted, and ends again after a restore; one that was only hashed anew is not."""

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from accounts.models import User
from privacy import context
from privacy.ended import Ended, Entry, end_again
from tests.cast import PASSWORD, login, make_user

pytestmark = pytest.mark.django_db

NEW = "quite another password"


def noted():
    return list(Ended.objects.filter(kind="password").values_list("key", flat=True))


@pytest.fixture
def hanako(db):
    return make_user("hanako")


def on_the_page(person):
    login(Client(), person).post("/account/password/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})


def on_the_console(person):
    """As `manage changepassword` does."""
    person.set_password(NEW)
    person.save()


@pytest.mark.parametrize("change", [on_the_page, on_the_console])
def test_a_change_is_noted_once(hanako, change):
    assert noted() == []
    change(hanako)
    assert User.objects.get(pk=hanako.pk).check_password(NEW)
    assert noted() == [str(hanako.pk)]


def test_a_hash_that_is_made_anew_at_a_sign_in_is_no_change(hanako, monkeypatch):
    monkeypatch.setattr(MD5PasswordHasher, "must_update", lambda self, encoded: True)
    before = hanako.password
    assert Client().post("/account/login/", {"login": "hanako", "password": PASSWORD}).status_code == 303
    assert User.objects.get(pk=hanako.pk).password != before
    assert noted() == []


def test_the_old_one_lets_nobody_in_after_a_restore(hanako):
    other, none = make_user("other"), make_user("none")
    none.set_unusable_password()
    none.save(update_fields=["password"])
    entries = [("password", Entry(str(person.pk), None, None)) for person in (hanako, none)]
    with context.as_job("restore"):
        assert end_again(entries)["passwords that were changed"] == 1, "only who has one"
    assert not User.objects.get(pk=hanako.pk).check_password(PASSWORD)
    assert User.objects.get(pk=other.pk).check_password(PASSWORD)
    assert noted() == [], "it took no other one's place"
