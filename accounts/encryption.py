"""What sign-in must keep and nobody may read in the database: secrets of the second factor, passkeys, and session data.

AES-256-GCM under the master key. The associated data names the column, its row and its user, so that what was encrypted for one
opens for no other. `tests/architecture/test_encryption.py` lists every encryption of the project and what it binds.
"""

import base64
import json
import logging
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from privacy import keys

logger = logging.getLogger(__name__)
NONCE = 12
SESSION = "sessions.session.session_data"
# What of an authenticator's data opens a second factor.
SECRETS = frozenset({"secret", "seed"})
PASSKEY = "webauthn"


class NotOurs(Exception):
    """The ciphertext was not written for this row and user, or was changed."""


class Secret(str):
    """An encrypted text that knows whose it is: allauth hands the texts of an authenticator about without their owner."""

    __slots__ = ("bound",)
    bound: tuple[str, ...]


def encrypt(data: bytes, *bound: str) -> str:
    nonce = os.urandom(NONCE)
    return base64.b64encode(nonce + AESGCM(keys.get(keys.MASTER)).encrypt(nonce, data, _named(bound))).decode()


def decrypt(text: str, *bound: str) -> bytes:
    try:
        ciphertext = base64.b64decode(text, validate=True)
        return AESGCM(keys.get(keys.MASTER)).decrypt(ciphertext[:NONCE], ciphertext[NONCE:], _named(bound))
    except (InvalidTag, ValueError):
        raise NotOurs("this was not encrypted for this row") from None


def _named(bound: tuple[str, ...]) -> bytes:
    return json.dumps(["accounts", *bound]).encode()


def encrypt_session(values: dict, session_key: str) -> str:
    """The key is the row. The user stands inside, and a sign-in takes another key."""
    return encrypt(json.dumps(values, separators=(",", ":")).encode(), SESSION, session_key)


def decrypt_session(text: str, session_key: str) -> dict:
    return json.loads(decrypt(text, SESSION, session_key))


def encrypt_secret(text: str) -> Secret:
    """Nobody's yet, and opens for nobody: `bind` encrypts it for the authenticator it is put into."""
    return _secret(encrypt(text.encode()), ())


def decrypt_secret(text: str) -> str:
    if not isinstance(text, Secret) or not text.bound:
        raise NotOurs("a secret that lies in no authenticator")
    return decrypt(text, *text.bound).decode()


def bind(sender, instance, **kwargs) -> None:
    """After an authenticator was made or read: its secrets are its user's. One of each type a user has, so that is its row."""
    data = instance.__dict__.get("data") or {}
    if instance.type == PASSKEY:
        return open_passkey(sender, instance)
    for name in data.keys() & SECRETS:
        text, bound = data[name], (f"mfa.authenticator.{name}", instance.type, str(instance.user_id))
        if isinstance(text, Secret) and not text.bound:
            text = encrypt(decrypt(text), *bound)
        data[name] = _secret(text, bound)


def seal_passkey(sender, instance, **kwargs) -> None:
    """Before a passkey is saved. In clear stays a keyed hash of its id, by which the same key is not taken twice."""
    if instance.type == PASSKEY:
        sealed = encrypt(json.dumps(instance.data).encode(), *_of_passkey(instance))
        instance.data = {"sealed": sealed, "mark": instance.data["mark"]}


def open_passkey(sender, instance, **kwargs) -> None:
    """After it was saved or read. A row that was written for somebody else holds nothing."""
    data = instance.__dict__.get("data") or {}
    if instance.type == PASSKEY and "sealed" in data:
        try:
            instance.data = json.loads(decrypt(data["sealed"], *_of_passkey(instance)))
        except NotOurs:
            logger.warning("a passkey was not encrypted for its user")
            instance.data = {}


def _of_passkey(instance) -> tuple[str, ...]:
    """Not the row, of which a user has several: there each opens the same account."""
    return ("mfa.authenticator.data", PASSKEY, str(instance.user_id))


def _secret(text: str, bound: tuple[str, ...]) -> Secret:
    secret = Secret(text)
    secret.bound = bound
    return secret
