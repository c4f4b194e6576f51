"""The master keys, and how a dossier's data key is wrapped by one."""

import os
from functools import lru_cache
from uuid import UUID

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

from privacy import keyfiles
from privacy.keyfiles import KeyMissing

MASTER = "fields"
NONCE = 12
WRAPPED = b"\x02"
# Version 1 had no mark and named its dossier alone, which is as much its own; it stands on, in rows and in backups.
LENGTH_BEFORE = NONCE + 32 + 16


class KeyCheck(models.Model):
    """The fingerprint of each key this database was written with: a changed key is refused before it does harm."""

    name = models.CharField(primary_key=True, max_length=40)
    fingerprint = models.CharField(max_length=16)

    def __str__(self) -> str:
        return self.name


def ensure() -> list[str]:
    return keyfiles.ensure(settings.KEYS_DIR)


@lru_cache
def get(name: str) -> bytes:
    return keyfiles.read(settings.KEYS_DIR, name)


def verify() -> None:
    """Raises KeyMissing when a key that this process needs is absent or is not the one this database was written with."""
    known = dict(KeyCheck.objects.values_list("name", "fingerprint"))
    for name in keyfiles.needed():
        mark = keyfiles.fingerprint(get(name))
        if name not in known:
            KeyCheck.objects.get_or_create(name=name, defaults={"fingerprint": mark})
        elif known[name] != mark:
            raise KeyMissing(
                f"The key “{name}” is not the one this database was written with. Restore the keys from the backup's key file."
            )


def wrap(data_key: bytes, dossier_id: UUID) -> bytes:
    nonce = os.urandom(NONCE)
    return WRAPPED + nonce + AESGCM(get(MASTER)).encrypt(nonce, data_key, _wrapped_for(dossier_id))


def unwrap(wrapped: bytes | memoryview, dossier_id: UUID) -> bytes:
    ciphertext = bytes(wrapped)
    if len(ciphertext) == LENGTH_BEFORE:
        return AESGCM(get(MASTER)).decrypt(ciphertext[:NONCE], ciphertext[NONCE:], dossier_id.bytes)
    return AESGCM(get(MASTER)).decrypt(ciphertext[1 : 1 + NONCE], ciphertext[1 + NONCE :], _wrapped_for(dossier_id))


def _wrapped_for(dossier_id: UUID) -> bytes:
    return f"privacy.dossierkey.wrapped|{dossier_id}".encode()


def keyed_hash(name: str, *parts: bytes) -> bytes:
    """HMAC-SHA256 of length-prefixed parts, so that ("ab", "c") and ("a", "bc") differ."""
    mac = hmac.HMAC(get(name), hashes.SHA256())
    for part in parts:
        mac.update(len(part).to_bytes(4, "big") + part)
    return mac.finalize()
