"""What sign-in must keep and nobody may read in the database: secrets of the second factor, and session data."""

import base64
import json
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from privacy import keys

NONCE = 12


def seal(purpose: str, data: bytes) -> bytes:
    """AES-256-GCM under the master key; what was sealed for one purpose opens for no other."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(keys.get(keys.MASTER)).encrypt(nonce, data, _bound_to(purpose))


def unseal(purpose: str, sealed: bytes) -> bytes:
    return AESGCM(keys.get(keys.MASTER)).decrypt(sealed[:NONCE], sealed[NONCE:], _bound_to(purpose))


def seal_text(purpose: str, text: str) -> str:
    return base64.b64encode(seal(purpose, text.encode())).decode()


def unseal_text(purpose: str, sealed: str) -> str:
    return unseal(purpose, base64.b64decode(sealed)).decode()


def _bound_to(purpose: str) -> bytes:
    return b"accounts\0" + purpose.encode()


class SessionSerializer:
    """Session rows hold a form that came back with errors, an enrolment's secret, a printed link: ciphertext only."""

    def dumps(self, obj) -> bytes:
        return seal("session", json.dumps(obj, separators=(",", ":")).encode())

    def loads(self, data: bytes):
        return json.loads(unseal("session", data))
