"""The cache's server away: people sign in all the same, and each process remembers what lay there."""

import os

import pytest
import redis.exceptions
from django.core.cache import caches

from config import cache
from privacy.servers import CACHE
from tests.accounts.test_sign_in import CODE, LOGIN
from tests.accounts.test_tries import ATTACKER, sign_in
from tests.cast import make_user


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch):
    monkeypatch.setattr(CACHE, "_since", 0.0)


@pytest.fixture
def away(settings):
    """The installation's own cache, whose server is not there."""
    settings.CACHES = {"default": {"BACKEND": "config.cache.Cache", "LOCATION": "unix:///nowhere/valkey.sock"}}
    caches["default"].own.clear()


@pytest.mark.django_db
def test_people_sign_in_and_wrong_passwords_are_still_counted(away, with_app):
    with_app(make_user("hanako"))
    assert sign_in("hanako", ATTACKER) == CODE
    for _try in range(5):
        assert sign_in("hanako", ATTACKER, "wrong password") == LOGIN
    assert sign_in("hanako", ATTACKER) == LOGIN


def test_a_code_that_was_used_stays_used(away):
    """allauth keeps a used code by `add`."""
    assert [caches["default"].add("used", "y", 30) for _ in range(2)] == [True, False]


def test_when_it_is_back_it_is_asked_again(settings, monkeypatch, caplog):
    settings.CACHES = {"default": {"BACKEND": "config.cache.Cache", "LOCATION": os.environ["CACHE_URL"]}}
    tried = caches["default"]
    tried.set("there", 1, 60)
    with monkeypatch.context() as broken:
        broken.setattr(tried.own, "set", tried.own.set)
        broken.setattr(
            cache.RedisCache, "get", lambda *args: (_ for _ in ()).throw(redis.exceptions.ConnectionError("refused"))
        )
        assert tried.get("there") is None
        assert tried.get("there") is None
    monkeypatch.setattr(cache, "ASK_AGAIN_AFTER", 0)
    assert tried.get("there") == 1
    assert [record.getMessage() for record in caplog.records] == [
        "the cache is away: ConnectionError", "the cache is back after 0 s"
    ]  # fmt: skip
