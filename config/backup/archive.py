"""One encrypted file: a tar of members, then a manifest with their digests and a MAC, encrypted by age as it is made.

Nothing of it ever lies anywhere in clear, neither while it is made nor while it is opened: who needs its content gets it piece by piece. A
member comes in pieces of its name, since nobody knows beforehand how long a dump is.

age tells whether a file was changed on its way. The MAC, by a key that only the keys file holds, tells whether it is ours at
all: anybody who knows the public recipient can make an age file. What goes into it: `making.py`.
"""

import hashlib
import hmac
import json
import re
import tarfile
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

import pyrage

from config.backup import BackupError
from config.backup.flow import PIECE, Drawn, Poured, poured
from config.backup.where import NO_ROOM, Place

MANIFEST, MAC = "manifest.json", "manifest.mac"
Members = Iterable[tuple[str, Iterable[bytes]]]


@dataclass(frozen=True)
class Checked:
    """An archive that was read to its end and is what its manifest says. Whose it is, `prove` says."""

    name: str
    text: bytes
    mac: bytes
    kept: dict[str, bytes]

    @property
    def manifest(self) -> dict:
        return json.loads(self.text)

    def prove(self, key: bytes) -> None:
        if not hmac.compare_digest(self.mac, _mac(key, self.text)):
            raise BackupError(f"{self.name} was not made by the installation that these keys belong to")


def write(
    place: Place,
    name: str,
    manifest: dict,
    members: Members,
    *,
    recipient: str,
    key: bytes,
    note: Callable[[str, str], object] | None = None,
) -> str:
    """Whole under its name, or not there; the digest of the file. The members are asked for once, in their order.

    `note(name, digest)` is called when all is written and not yet in its place."""
    written = hashlib.sha256()

    def fill(output: BinaryIO) -> None:
        content, to = Drawn(_tar(manifest, members, key)), [pyrage.ssh.Recipient.from_str(recipient)]
        try:
            pyrage.encrypt_io(content, _Counted(output, written), to)
        except (OSError, pyrage.EncryptError) as error:
            raise content.failed or _unwritten(name, error) from None

    place.put(name, fill, lambda: note(name, written.hexdigest()) if note else None)
    return written.hexdigest()


def check(place: Place, name: str, identity, keep: Container[str] = ()) -> Checked:
    """Reads all of it, and keeps what is asked for."""
    pieces: dict[str, list[bytes]] = {}
    for member, piece in walk(place, name, identity):
        if member in (MANIFEST, MAC) or member in keep:
            pieces.setdefault(member, []).append(piece)
    kept = {member: b"".join(content) for member, content in pieces.items()}
    return Checked(name, kept.pop(MANIFEST), kept.pop(MAC), kept)


def walk(place: Place, name: str, identity, known: Checked | None = None) -> Iterator[tuple[str, bytes]]:
    """(member, piece) in their order. It ends without an error only where all of them are what the manifest says: do nothing before that
    which cannot be taken back. `known`: it must be this one still."""
    digests: dict[str, hashlib._Hash] = {}
    text = b""
    with place.open(name) as encrypted, poured(lambda plain: _decrypt(encrypted, plain, identity, name)) as bundle:
        for member, piece in _pieces(bundle, name):
            if member == MANIFEST:
                text += piece
            elif member != MAC:
                digests.setdefault(member, hashlib.sha256()).update(piece)
            yield member, piece
    wanted = json.loads(text)["members"] if text else None
    if wanted is None or (known and text != known.text):
        raise _damaged(name, "it has no end")
    for member in sorted(wanted.keys() | digests.keys()):
        if member not in digests or digests[member].hexdigest() != wanted.get(member):
            raise BackupError(f"{name}: the member {member} is not what its manifest says")


def _pieces(bundle: Poured, name: str) -> Iterator[tuple[str, bytes]]:
    """Each member at least once, and the bundle to its end."""
    try:
        with tarfile.open(fileobj=bundle, mode="r|", bufsize=PIECE) as tar:
            for member in tar:
                yield member.name, b""
                content = tar.extractfile(member)
                while content and (piece := content.read(PIECE)):
                    yield member.name, piece
                # It would remember each piece of a large dump.
                tar.__dict__["members"] = []
        while bundle.read(PIECE):
            pass
    except tarfile.TarError as error:
        raise _damaged(name, str(error)) from None


def joined(rows: Iterable[bytes]) -> Iterator[bytes]:
    """Many short rows as pieces of some size."""
    piece = bytearray()
    for row in rows:
        piece += row
        if len(piece) >= PIECE:
            yield bytes(piece)
            piece.clear()
    yield bytes(piece)


def digest(place: Place, name: str) -> str:
    found = hashlib.sha256()
    with place.open(name) as file:
        while piece := file.read(PIECE):
            found.update(piece)
    return found.hexdigest()


def _tar(manifest: dict, members: Members, key: bytes) -> Iterator[bytes]:
    digests: dict[str, hashlib._Hash] = {}
    for name, pieces in members:
        digests[name] = hashlib.sha256()
        for piece in filter(None, pieces):
            digests[name].update(piece)
            yield from _member(name, piece)
        if digests[name].digest() == hashlib.sha256().digest():
            yield from _member(name, b"")
    manifest = {**manifest, "members": {name: found.hexdigest() for name, found in digests.items()}}
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode()
    yield from _member(MANIFEST, text)
    yield from _member(MAC, _mac(key, text))
    yield bytes(2 * tarfile.BLOCKSIZE)


def _member(name: str, content: bytes) -> Iterator[bytes]:
    header = tarfile.TarInfo(name)
    header.size, header.mode = len(content), 0o600
    yield header.tobuf()
    yield content
    yield bytes(-len(content) % tarfile.BLOCKSIZE)


class _Counted:
    """What is written, and its digest."""

    def __init__(self, output: BinaryIO, written):
        self._output, self._written = output, written

    def write(self, content: bytes) -> int:
        self._written.update(content)
        self._output.write(content)
        return len(content)

    def flush(self) -> None:
        self._output.flush()


def _decrypt(encrypted: BinaryIO, plain: BinaryIO, identity, name: str) -> None:
    try:
        pyrage.decrypt_io(encrypted, plain, [identity])
    except (pyrage.DecryptError, OSError) as error:
        if isinstance(encrypted, Drawn) and encrypted.failed:
            raise encrypted.failed from None
        if "No matching keys" in str(error):
            complaint = f"{name} does not open with these words: they belong to another recovery key."
            raise BackupError(complaint) from None
        raise _damaged(name, str(error)) from None


def _damaged(name: str, reason: str) -> BackupError:
    return BackupError(f"{name} is damaged or was changed ({reason}).")


def _unwritten(name: str, error: Exception) -> Exception:
    """pyrage tells an error of the file by its text alone."""
    found = re.search(r"\[Errno (\d+)\]", str(error))
    if found and int(found[1]) in NO_ROOM:
        return OSError(int(found[1]), "no room")
    return BackupError(f"{name} could not be written: {error}")


def _mac(key: bytes, text: bytes) -> bytes:
    return hmac.new(key, b"yorisoi backup\0" + text, hashlib.sha256).digest()
