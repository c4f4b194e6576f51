"""One encrypted file: a tar of members under a manifest with their digests and a MAC, encrypted by age.

age tells whether a file was changed on its way. The MAC, by a key that only the keys file holds, tells whether it is ours at
all: anybody who knows the public recipient can make an age file.
"""

import errno
import hashlib
import hmac
import io
import json
import os
import re
import shutil
import tarfile
import tempfile
from pathlib import Path

import pyrage

from config.backup import BackupError, Full

MANIFEST, MAC = "manifest.json", "manifest.mac"
PIECE = 1 << 20
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def write(target: Path, manifest: dict, members: dict[str, Path], *, recipient: str, key: bytes) -> None:
    """Whole and on the disk, or not there. What is not encrypted stays where the members lie."""
    manifest = {**manifest, "members": {name: digest(path) for name, path in members.items()}}
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode()
    with tempfile.TemporaryFile(dir=next(iter(members.values())).parent) as bundle:
        with tarfile.open(fileobj=bundle, mode="w") as tar:
            _add(tar, MANIFEST, text)
            _add(tar, MAC, _mac(key, text))
            for name, path in members.items():
                tar.add(path, name)
        bundle.flush()
        bundle.seek(0)
        try:
            with open(target, "wb", opener=_private) as output:
                pyrage.encrypt_io(bundle, output, [pyrage.ssh.Recipient.from_str(recipient)])
                output.flush()
                os.fsync(output.fileno())
        except (OSError, pyrage.EncryptError) as error:
            target.unlink(missing_ok=True)
            raise (
                full(target.parent)
                if _number(error) in NO_ROOM
                else BackupError(f"{target.name} could not be written: {error}")
            ) from None


def full(folder: Path) -> Full:
    return Full(f"{folder} is full: make room there, or keep fewer backups. The backups that lie there are as they were.")


def _number(error: Exception) -> int:
    """pyrage tells an error of the file by its text alone."""
    found = re.search(r"\[Errno (\d+)\]", str(error))
    return int(found[1]) if found else 0


def read(source: Path, into: Path, identity) -> dict:
    """Opens the file into a folder; the manifest, once every member is what it names. Its MAC is `check_mac`'s."""
    bundle = into / "bundle.tar"
    try:
        with open(source, "rb") as encrypted, open(bundle, "wb", opener=_private) as output:
            pyrage.decrypt_io(encrypted, output, [identity])
    except (pyrage.DecryptError, OSError) as error:
        bundle.unlink()
        raise BackupError(_why(source, str(error))) from None
    with tarfile.open(bundle) as tar:
        for member in tar:
            # A name of its own below the folder, whatever the archive says.
            with open(into / Path(member.name).name, "wb", opener=_private) as output:
                shutil.copyfileobj(tar.extractfile(member) or io.BytesIO(), output, PIECE)
    bundle.unlink()
    manifest = json.loads((into / MANIFEST).read_text())
    for name, wanted in manifest["members"].items():
        if digest(into / name) != wanted:
            raise BackupError(f"{source.name}: the member {name} is not what its manifest says")
    return manifest


def check_mac(folder: Path, key: bytes, name: str) -> None:
    if not hmac.compare_digest((folder / MAC).read_bytes(), _mac(key, (folder / MANIFEST).read_bytes())):
        raise BackupError(f"{name} was not made by the installation that these keys belong to")


def _why(source: Path, reason: str) -> str:
    if "No matching keys" in reason:
        return f"{source.name} does not open with these words: they belong to another recovery key."
    return f"{source.name} is damaged or was changed ({reason})."


def _mac(key: bytes, text: bytes) -> bytes:
    return hmac.new(key, b"yorisoi backup\0" + text, hashlib.sha256).digest()


def digest(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), 0o600
    tar.addfile(member, io.BytesIO(content))


def _private(path, flags):
    return os.open(path, flags, 0o600)
