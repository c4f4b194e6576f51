"""What stands on one's own page 安全: how one signs in, what is open now, and what happened. Apps add parts of their own.

@security_part
def tablets(user):
    yield SecurityPart("field/_own_tablets.html", {"rows": ...})
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts import passkeys
from privacy.ledger.models import AccessEvent

# With so many recovery codes left it is time for new ones.
FEW = 3
SIGN_INS = 10


@dataclass(frozen=True)
class SecurityPart:
    """A box below the sessions. The app that gives it draws it with its own template."""

    template: str
    context: dict = field(default_factory=dict)


_registry: list[Callable] = []


def security_part(function):
    """Registers `function(user)`, which yields what there is to show."""
    _registry.append(function)
    return function


def of(request) -> dict:
    user = request.user
    single = {row.type: row for row in Authenticator.objects.filter(user=user).exclude(type=passkeys.KIND)}
    codes = single.get(Authenticator.Type.RECOVERY_CODES)
    left = len(codes.wrap().get_unused_codes()) if codes else 0
    return {
        "app": single.get(passkeys.APP),
        "keys": [(row, row.wrap().name, passkeys.works_here(row)) for row in passkeys.of(user)],
        "codes": codes,
        "left": left,
        "few": codes is not None and left <= FEW,
        "open_sessions": open_sessions(user),
        "this_session": request.session.session_key,
        "sign_ins": sign_ins(user),
        "parts": [part for function in _registry for part in function(user)],
    }


def open_sessions(user):
    live = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return UserSession.objects.filter(user=user, session_key__in=live).order_by("created_at", "pk")


def sign_ins(user):
    """The last ones, and codes and passkeys that were refused after this person's right password."""
    said = AccessEvent.objects.filter(actor=user.pk, action__in=("session.open", "session.factor"))
    return [(event.at, event.kind == "denied") for event in said.newest_first()[:SIGN_INS]]
