"""Accounts that nobody has signed in to for a quarter: a way in that nobody would miss."""

from datetime import date, timedelta

from django.utils import timezone

UNUSED = timedelta(days=90)


def unused_since(person, today: date) -> date | None:
    """The day of the last sign-in, else the one on which the account was made, where it is too long ago."""
    last = timezone.localdate(person.last_login or person.created_at)
    return last if person.is_active and today - last > UNUSED else None
