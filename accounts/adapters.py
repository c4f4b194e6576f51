"""Our rules for allauth: nobody signs up, nothing is mailed, and the secrets of authenticators are encrypted."""

import logging

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import user_pk_to_url_str
from allauth.core import context, ratelimit
from allauth.core.internal.ratelimit import get_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings
from django.http.request import split_domain_port
from django.urls import reverse

from accounts import encryption
from accounts.freshness import is_fresh

logger = logging.getLogger(__name__)
FROM_EVERYWHERE = "login_failed_from_everywhere"


class AccountAdapter(DefaultAccountAdapter):
    """Wrong passwords lock a user name for one address only, so that nobody can lock a colleague out from elsewhere."""

    def _get_login_attempts_cache_key(self, request, **credentials):
        return f"{get_ip(request)} {_typed(credentials)}"

    def pre_authenticate(self, request, **credentials):
        """Refuses further tries when those from all addresses together pass a bound, which is far above that of one address."""
        if not ratelimit.consume(request, action=FROM_EVERYWHERE, key=_typed(credentials), dry_run=True):
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)

    def authentication_failed(self, request, **credentials):
        ratelimit.consume(request, action=FROM_EVERYWHERE, key=_typed(credentials))

    def is_open_for_signup(self, request):
        return False

    def send_mail(self, template_prefix, email, context):
        """Sends nothing. Many users have no address, and others may read their mail; a way back into an account is printed."""

    def send_notification_mail(self, *args, **kwargs):
        """Sends nothing, as `send_mail`."""

    def add_message(self, *args, **kwargs):
        """Adds nothing, since our own pages say what happened."""

    def is_reauthentication_required(self, *, app, **kwargs):
        """A sign-in of the last minutes is fresh enough, while allauth would ask for the password a second time."""
        return not is_fresh(context.request)

    def get_reauthentication_methods(self, user):
        """One page for all of them."""
        return [{"id": "reauthenticate", "description": "", "url": reverse("account_reauthenticate")}]


class MFAAdapter(DefaultMFAAdapter):
    def encrypt(self, text):
        return encryption.encrypt_secret(text)

    def decrypt(self, encrypted_text):
        """Gives a random secret where the stored one was encrypted for another user: then every code is wrong."""
        try:
            return encryption.decrypt_secret(encrypted_text)
        except encryption.NotOurs:
            logger.warning("an authenticator holds a secret that was not encrypted for its user")
            return generate_totp_secret()

    def build_totp_svg(self, url):
        return segno.make(url, error="m").svg_inline(scale=5, border=2)

    def get_public_key_credential_rp_entity(self):
        """A passkey belongs to the host at which it is made."""
        return {"id": split_domain_port(context.request.get_host())[0], "name": settings.MFA_TOTP_ISSUER}

    def get_public_key_credential_user_entity(self, user):
        """What the device shows and its maker's cloud may hold: the user name, which need not say who it is."""
        return {"id": user_pk_to_url_str(user).encode(), "name": user.username, "display_name": user.username}

    def can_delete_authenticator(self, authenticator):
        """Not by allauth's pages: `security.py` lets nobody remove the last one."""
        return False


def _typed(credentials) -> str:
    return credentials.get("email") or credentials.get("username", "")


def qr_data_uri(url: str) -> str:
    """A QR code of the address, for `<img src>`."""
    return segno.make(url, error="m").svg_data_uri(scale=5, border=2)
