"""Argon2 for a few passwords at a time: each takes 100 MB for a moment, and many sign-ins at once must not exhaust the machine."""

from threading import BoundedSemaphore

from django.contrib.auth.hashers import Argon2PasswordHasher

AT_ONCE = 2
_turns = BoundedSemaphore(AT_ONCE)


class PatientArgon2PasswordHasher(Argon2PasswordHasher):
    """The same algorithm and the same stored form as Django's."""

    def encode(self, password, salt):
        with _turns:
            return super().encode(password, salt)

    def verify(self, password, encoded):
        with _turns:
            return super().verify(password, encoded)
