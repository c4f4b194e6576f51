"""The keys on disk: 32 random bytes each, made once, mode 0600, apart from the database.

Pure: settings read SECRET_KEY through this before Django is set up. An environment variable `YORISOI_KEY_<NAME>` (base64), or
`YORISOI_KEY_<NAME>_FILE` naming a mounted secret, wins over the directory.
"""

import base64
import hashlib
import os
import secrets
import sys
from pathlib import Path

NAMES = ("fields", "index", "ledger-row", "ledger-seal", "django-secret")
LENGTH = 32
_withheld: set[str] = set()


class KeyMissing(Exception):
    """Says which key, and how to get it back. Never its bytes."""


def withhold(name: str) -> None:
    """This process does without that key: it neither reads it nor misses it, and its environment forgets it."""
    _withheld.add(name)
    for variable in variables(name):
        os.environ.pop(variable, None)


def needed() -> tuple[str, ...]:
    return tuple(name for name in NAMES if name not in _withheld)


def ensure(directory: Path) -> list[str]:
    """Makes the keys that do not exist yet; the names of those made.

    A directory that holds some of the keys but not all is refused: a new key in an old set would silently make old records
    unreadable.
    """
    directory = Path(directory)
    missing = [name for name in needed() if not _given(name) and not (directory / name).exists()]
    present = [name for name in needed() if (directory / name).exists()]
    if missing and present:
        raise KeyMissing(f"{directory} lacks {', '.join(missing)}. Restore the keys from the backup's key file.")
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in missing:
        descriptor = os.open(directory / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(base64.b64encode(secrets.token_bytes(LENGTH)) + b"\n")
    return missing


def read(directory: Path, name: str) -> bytes:
    if name in _withheld:
        raise KeyMissing(f"The key “{name}” is withheld from this process.")
    text = _given(name)
    if text is None:
        try:
            text = (Path(directory) / name).read_text()
        except FileNotFoundError:
            raise KeyMissing(f"The key “{name}” is missing. Restore the keys from the backup's key file.") from None
    key = base64.b64decode(text)
    if len(key) != LENGTH:
        raise KeyMissing(f"The key “{name}” is not {LENGTH} bytes long.")
    return key


def read_or_nothing(directory: Path, name: str) -> bytes:
    """For whoever can say later, and better, that it is missing."""
    try:
        return read(directory, name)
    except (KeyMissing, OSError, ValueError):
        return b""


def is_given(name: str) -> bool:
    """Whether it comes from the environment or a mounted secret, and so not from the directory."""
    return _given(name) is not None


def fingerprint(key: bytes) -> str:
    """Tells two keys apart without telling anything about either."""
    return hashlib.sha256(b"yorisoi key check\0" + key).hexdigest()[:16]


def variables(name: str) -> tuple[str, str]:
    variable = "YORISOI_KEY_" + name.upper().replace("-", "_")
    return variable, variable + "_FILE"


def _given(name: str) -> str | None:
    variable, file = variables(name)
    if path := os.environ.get(file):
        return Path(path).read_text()
    return os.environ.get(variable)


if __name__ == "__main__":
    print("Made:", ", ".join(ensure(Path(sys.argv[1]))) or "nothing, all keys are there")
