"""A session begins and ends: its clock, and the ledger."""

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver

from accounts import sessions
from privacy import context, ledger


@receiver(user_logged_in)
def note_sign_in(sender, request, user, **kwargs):
    sessions.start(request, user)
    ledger.record("session", action="session.open", actor=context.Actor(user=user))


@receiver(user_logged_out)
def note_sign_out(sender, request, user, **kwargs):
    if user is not None:
        ledger.record("session", action="session.close", actor=context.Actor(user=user))
