"""Passwords: Argon2, and never more than a few at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from time import sleep

from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password

from accounts import hashers


def test_a_password_is_kept_as_argon2(settings):
    settings.PASSWORD_HASHERS = ["accounts.hashers.PatientArgon2PasswordHasher"]
    kept = make_password("correct horse")
    assert kept.startswith("argon2$argon2id$")
    assert check_password("correct horse", kept)
    assert not check_password("wrong horse", kept)


def test_no_more_than_a_few_at_once(monkeypatch):
    running, most, lock = [], [], Lock()

    def slow(self, password, encoded):
        with lock:
            running.append(1)
            most.append(len(running))
        sleep(0.02)
        with lock:
            running.pop()
        return True

    monkeypatch.setattr(Argon2PasswordHasher, "verify", slow)
    hasher = hashers.PatientArgon2PasswordHasher()
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(lambda _each: hasher.verify("x", "y"), range(16)))
    assert max(most) == hashers.AT_ONCE
