import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def with_app():
    """Gives somebody an authenticator app; the secret that their phone holds."""

    def give(user):
        secret = generate_totp_secret()
        TOTP.activate(user, secret)
        RecoveryCodes.activate(user)
        return secret

    return give


@pytest.fixture
def recovery_codes():
    return lambda user: Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()
