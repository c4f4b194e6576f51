"""Receives what Django and allauth signal: it starts clocks, records sign-ins, and says whose a second factor is before its secrets are read."""

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import post_init, post_save, pre_save
from django.dispatch import receiver

from accounts import encryption, sessions
from privacy import context, ledger

post_init.connect(encryption.bind, sender=Authenticator)
pre_save.connect(encryption.seal_passkey, sender=Authenticator)
post_save.connect(encryption.open_passkey, sender=Authenticator)


@receiver(user_logged_in)
def note_sign_in(sender, request, user, **kwargs):
    sessions.start(request, user)
    ledger.record("session", action="session.open", actor=context.Actor(user=user))


@receiver(user_logged_out)
def note_sign_out(sender, request, user, **kwargs):
    if user is not None:
        ledger.record("session", action="session.close", actor=context.Actor(user=user))


@receiver(user_login_failed)
def note_refused_password(sender, credentials, **kwargs):
    """Records a refused password without a name, since what was typed as a name may be a password."""
    ledger.record("denied", action="session.open", actor=context.current_or_none() or context.Actor())


@receiver(authentication_failed)
def note_refused_code(sender, user, **kwargs):
    ledger.record("denied", action="session.factor", actor=context.Actor(user=user))
