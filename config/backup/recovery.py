"""The recovery key: 32 random bytes that leave the machine as 24 Japanese words; only its public half stays."""

import os
import re
import secrets
import unicodedata
from pathlib import Path

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from mnemonic import Mnemonic

from config.backup import BackupError

WORDS = 24
_language = Mnemonic("japanese")


def make() -> tuple[list[str], str]:
    """(the words, the public recipient)."""
    secret = secrets.token_bytes(32)
    words = unicodedata.normalize("NFC", _language.to_mnemonic(secret)).split()
    public = Ed25519PrivateKey.from_private_bytes(secret).public_key()
    return words, public.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


def identity(text: str) -> pyrage.ssh.Identity:
    """From what a person typed or a file holds: numbers, punctuation and other writing between the words do not matter."""
    words = [unicodedata.normalize("NFKD", word) for word in re.findall("[ぁ-ゖ゙゚]+", text)]
    if len(words) != WORDS:
        raise BackupError(f"The recovery key has {WORDS} words in hiragana; {len(words)} were given.")
    for number, word in enumerate(words, 1):
        if word not in _language.wordlist:
            raise BackupError(f"Word {number} is not one of the list: look at its spelling.")
    try:
        secret = bytes(_language.to_entropy(words))
    except ValueError:
        raise BackupError("These words do not belong together: one is wrong, or two changed places.") from None
    private = Ed25519PrivateKey.from_private_bytes(secret)
    return pyrage.ssh.Identity.from_buffer(private.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))


def recipient_file(var: Path) -> Path:
    return Path(var) / "backup-recipient"


def known_recipient(var: Path) -> str | None:
    path = recipient_file(var)
    return path.read_text().strip() if path.exists() else None


def keep_recipient(var: Path, recipient: str) -> None:
    path = recipient_file(var)
    unfinished = path.with_suffix(".new")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(recipient + "\n")
    unfinished.replace(path)
