"""Passkeys (WebAuthn): made, used, renamed and removed. ADR 61.

allauth keeps them (`mfa.Authenticator`, one row a key) and lets a sign-in pass by them; the ceremony is fido2's. Each use asks the device to
verify its holder (PIN, finger, face): a passkey is two factors at once. A key is known by the host it was made at, and by its holder.
"""

import json
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import url_str_to_user_pk
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.flows import auto_generate_recovery_codes
from allauth.mfa.webauthn.internal.auth import build_user_payload, get_server
from cryptography.exceptions import UnsupportedAlgorithm
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from fido2.cose import CoseKey
from fido2.webauthn import (
    AuthenticationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from accounts import sessions
from accounts.models import User
from privacy import context, keys, ledger

KIND, APP = Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP
ASKED = "passkey_asked"
VERIFIED = UserVerificationRequirement.REQUIRED
LONGEST = 20_000
# What the libraries say to whatever a browser may send in place of an answer.
NONSENSE = (
    ValueError, TypeError, LookupError, AttributeError, NotImplementedError, AssertionError, ValidationError, UnsupportedAlgorithm,
)  # fmt: skip


class Refused(ValidationError):
    """One answer for a key that is nobody's, somebody else's, of another host, or that did not verify its holder."""

    def __init__(self):
        super().__init__(
            _("This passkey does not open this account here. Perhaps it is another person's, or was removed. Try another way.")
        )


class AlreadyKnown(ValidationError):
    def __init__(self):
        super().__init__(_("This passkey is registered already. Each one belongs to one person, once."))


class LastFactor(ValidationError):
    def __init__(self):
        super().__init__(_("This is the last one: without it you could not sign in. Set up another one first."))


def of(user) -> list[Authenticator]:
    """Those that can be read: a row that was put here from somebody else's account opens nothing (`encryption.open_passkey`)."""
    rows = Authenticator.objects.filter(user=user, type=KIND).order_by("created_at", "pk")
    return [row for row in rows if row.data]


def answer_of(text: str) -> Any:
    """What the page's script sent on from the device; None where it is nothing of that kind."""
    try:
        return json.loads(text) if len(text) <= LONGEST else None
    except (ValueError, RecursionError):
        return None


def works_here(row: Authenticator) -> bool:
    """Whether it was made at the host that is asked now: browsers offer it nowhere else."""
    return row.wrap().authenticator_data.rp_id_hash == get_server().rp.id_hash


def options_to_make(request) -> dict:
    options, request.session[ASKED] = get_server().register_begin(
        user=build_user_payload(request.user),
        credentials=_credentials(of(request.user)),
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=VERIFIED,
    )
    return dict(options)


def options_to_use(request, user=None) -> dict:
    """Of this person; without one, of whoever holds a key made at this host."""
    credentials = _credentials(of(user)) if user else None
    options, request.session[ASKED] = get_server().authenticate_begin(credentials=credentials, user_verification=VERIFIED)
    return dict(options)


@transaction.atomic
def make(request, name: str, answer: Any) -> bool:
    """Keeps a new key. Whether recovery codes were made with it, since it is the first factor beside the password."""
    state = request.session.pop(ASKED, None)
    try:
        made = get_server().register_complete(state, answer).credential_data
        readable = made.public_key[3] in CoseKey.supported_algorithms()
    except NONSENSE:
        readable = False
    if not readable:
        raise Refused
    mark = keys.keyed_hash("index", b"passkey", made.credential_id).hex()
    _hold(request.user)
    if Authenticator.objects.filter(type=KIND, data__mark=mark).exists():
        raise AlreadyKnown
    row = Authenticator.objects.create(user=request.user, type=KIND, data={"name": name, "credential": answer, "mark": mark})
    row.record_usage()
    record_authentication(request, request.user, "mfa", id=row.pk, type=KIND)
    ledger.record("session", action="factor.add")
    return auto_generate_recovery_codes(request) is not None


def used(request, answer: Any, user=None) -> Authenticator:
    """The key that answered, of this person or, without one, of whoever the key says."""
    state, owner = request.session.pop(ASKED, None), user or _holder(answer)
    own = {row.wrap().authenticator_data.credential_data.credential_id: row for row in of(owner)} if owner else {}
    try:
        found = own[get_server().authenticate_complete(state, _credentials(own.values()), answer).credential_id]
    except NONSENSE:
        found = None
    if found is None or not found.user.is_active:
        ledger.record("denied", action="session.factor", actor=context.Actor(user=user))
        raise Refused
    return found


def rename(row: Authenticator, name: str) -> None:
    row.data["name"] = name
    row.save(update_fields=["data"])


@transaction.atomic
def remove(request, row: Authenticator) -> None:
    """Ends every other session too: the key may be in other hands."""
    _hold(request.user)
    others = Authenticator.objects.filter(user=request.user, type__in=(KIND, APP)).exclude(pk=row.pk)
    if not others.exists():
        raise LastFactor
    row.delete()
    sessions.end_all(request.user, but=request.session.session_key)
    ledger.record("session", action="factor.remove")


def has_factor(user) -> bool:
    return Authenticator.objects.filter(user=user, type__in=(KIND, APP)).exists()


def _credentials(rows) -> list:
    return [row.wrap().authenticator_data.credential_data for row in rows]


def _holder(answer: Any) -> User | None:
    """Whose it says it is. Anybody may say anything: then the signature fits none of that person's keys."""
    try:
        pk = url_str_to_user_pk(AuthenticationResponse.from_dict(answer).response.user_handle.decode())
    except NONSENSE:
        return None
    return User.objects.filter(pk=pk).first()


def _hold(user) -> None:
    """Of two presses at the same time the second one sees what the first one did."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
