"""Who signed in and out, in the ledger."""

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver

from privacy import ledger


@receiver(user_logged_in)
def note_sign_in(sender, request, user, **kwargs):
    ledger.record("session", action="session.open", actor=user)


@receiver(user_logged_out)
def note_sign_out(sender, request, user, **kwargs):
    if user is not None:
        ledger.record("session", action="session.close", actor=user)
