"""Where backups lie: a bucket at any address that speaks S3. An upload is there whole, or not at all."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, BinaryIO, cast
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import S3Store

from config.backup import Away, BackupError, Full, Refused
from config.backup.flow import Drawn, poured

if TYPE_CHECKING:
    from obstore.store import S3Config

RETRIES_END = timedelta(seconds=20)
# A large upload goes in parts, of which S3 allows 10,000: 160 GB.
PART, AT_ONCE = 16 << 20, 2
# What MinIO, Ceph and others call it.
NO_ROOM = re.compile(r"QuotaExceeded|StorageFull|InsufficientStorage|NotEnoughSpace|507 ")
NO_KEY = re.compile(r"InvalidAccessKeyId|SignatureDoesNotMatch|AccessDenied|40[13] (?:Unauthorized|Forbidden)")


class Bucket:
    def __init__(self, address: str):
        """s3://BUCKET/FOLDER; the server and the key stand in the environment."""
        parts = urlsplit(address)
        self.address, prefix = address.rstrip("/"), parts.path.strip("/")
        server = os.environ.get("BACKUP_S3_ENDPOINT", "")
        try:
            key, secret = os.environ["BACKUP_S3_KEY"], os.environ["BACKUP_S3_SECRET"]
        except KeyError as missing:
            raise Refused(f"{missing.args[0]} is not set: {self} is opened with BACKUP_S3_KEY and BACKUP_S3_SECRET.") from None
        known: S3Config = {"access_key_id": key, "secret_access_key": secret}
        known["region"] = os.environ.get("BACKUP_S3_REGION") or "us-east-1"
        if server:
            known["endpoint"] = server
        self._store = S3Store(
            parts.netloc, prefix=prefix or None, config=known, retry_config={"max_retries": 3, "retry_timeout": RETRIES_END},
            client_options={"allow_http": server.startswith("http://"), "connect_timeout": "5s", "timeout": "120s"},
        )  # fmt: skip

    def __str__(self) -> str:
        return self.address

    def prepare(self) -> None:
        self.names()

    def clear(self) -> None:
        """What was not sent to its end is never seen."""

    def unfinished(self) -> list[str]:
        return []

    def names(self) -> list[str]:
        with self._told():
            found = [entry["path"] for page in obstore.list(self._store) for entry in page]
        return sorted(name for name in found if name.startswith("yorisoi-") and name.endswith(".age") and "/" not in name)

    def put(self, name: str, fill: Callable[[BinaryIO], None], written: Callable[[], object]) -> None:
        def parts() -> Iterator[bytes]:
            while part := content.read(PART):
                yield part
            written()

        with poured(fill) as content, self._told():
            try:
                obstore.put(self._store, name, parts(), chunk_size=PART, max_concurrency=AT_ONCE)
            except Exception:
                # What went wrong while it was made is what there is to say.
                content.complain()
                raise

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        yield cast(BinaryIO, Drawn(self._pieces(name)))

    def size(self, name: str) -> int:
        with self._told():
            return obstore.head(self._store, name)["size"]

    def remove(self, name: str) -> None:
        with self._told():
            obstore.delete(self._store, name)

    def _pieces(self, name: str) -> Iterator[bytes]:
        with self._told():
            for piece in obstore.get(self._store, name).stream():
                yield bytes(piece)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Its errors in our words: those of a server name keys and addresses."""
        try:
            yield
        except (BaseError, FileNotFoundError, OSError) as error:
            raise self._wrong(error) from None

    def _wrong(self, error: Exception) -> BackupError:
        said = str(error)
        if NO_ROOM.search(said):
            return Full(f"{self} is full: make room there, or keep fewer backups. The backups that lie there are as they were.")
        if isinstance(error, PermissionDeniedError | UnauthenticatedError) or NO_KEY.search(said):
            return Refused(f"{self} does not take this key: look at BACKUP_S3_KEY, BACKUP_S3_SECRET and what it may do there.")
        if isinstance(error, FileNotFoundError) or "NoSuchBucket" in said:
            return Away(f"{self} is not there: make the bucket, or look at BACKUP_TO and BACKUP_S3_ENDPOINT.")
        return Away(f"{self} does not answer: look at BACKUP_S3_ENDPOINT, the network and the clock of this machine.")
