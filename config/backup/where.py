"""Where backups lie: a folder here, a bucket in `bucket.py`. Whole under its name, or as it was before."""

import errno
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from config.backup import DATA, BackupError, Full, NoFolder

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
NEW = ".new"


class Place(Protocol):
    def prepare(self) -> None:
        """It is there, and takes what is brought; or says why not."""

    def clear(self) -> None: ...
    def names(self) -> list[str]: ...
    def put(self, name: str, fill: Callable[[BinaryIO], None], written: Callable[[], object]) -> None:
        """`written()` is called when `fill` has written all, before it stands there under its name."""

    def unfinished(self) -> list[str]:
        """What lies there half written."""

    def open(self, name: str) -> AbstractContextManager[BinaryIO]: ...
    def size(self, name: str) -> int: ...
    def remove(self, name: str) -> None: ...


class Folder:
    def __init__(self, path: Path | str):
        self.path = Path(path).resolve()

    def __str__(self) -> str:
        return str(self.path)

    def prepare(self) -> None:
        """A folder that is there and can be written to; that of an office's network drive may be away."""
        try:
            self.path.mkdir(exist_ok=True, mode=0o700)
            with tempfile.TemporaryFile(dir=self.path):
                pass
        except OSError as error:
            raise self._wrong(error) from None

    def clear(self) -> None:
        """What a backup left that was killed."""
        for name in self.unfinished():
            (self.path / name).unlink()

    def unfinished(self) -> list[str]:
        return sorted(path.name for path in self.path.glob(f"yorisoi-*{NEW}"))

    def names(self) -> list[str]:
        return sorted(path.name for path in self.path.glob("yorisoi-*.age"))

    def put(self, name: str, fill: Callable[[BinaryIO], None], written: Callable[[], object]) -> None:
        unfinished = self.path / f"{name}{NEW}"
        try:
            with open(unfinished, "wb", opener=_private) as output:
                fill(output)
                output.flush()
                os.fsync(output.fileno())
            written()
            unfinished.replace(self.path / name)
        except BaseException as error:
            unfinished.unlink(missing_ok=True)
            raise self._wrong(error) if isinstance(error, OSError) else error from None

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        with open(self.path / name, "rb") as file:
            yield file

    def size(self, name: str) -> int:
        return (self.path / name).stat().st_size

    def remove(self, name: str) -> None:
        (self.path / name).unlink(missing_ok=True)

    def _wrong(self, error: OSError) -> BackupError:
        if error.errno in NO_ROOM:
            return Full(f"{self} is full: make room there, or keep fewer backups. The backups that lie there are as they were.")
        return NoFolder(f"{self} cannot be written to ({error.strerror}): is it mounted, and for this user?")


def of(address: str) -> Place:
    if address.startswith("s3://"):
        # Only who uses it loads it.
        from config.backup.bucket import Bucket

        return Bucket(address)
    return Folder(address)


def data_files(place: Place) -> list[str]:
    """Every generation, oldest first: the name carries the moment."""
    return [name for name in place.names() if name.startswith(DATA)]


def _private(path, flags):
    return os.open(path, flags, 0o600)
