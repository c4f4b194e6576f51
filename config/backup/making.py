"""What one backup holds, and how it is written: first what ended and the keys of exactly that moment, then the data."""

import json
import shutil
import subprocess
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import sql

from config.backup import DATA, KEYS, WITHOUT_ROWS, Busy, archive, database, ended
from config.backup.database import only
from config.backup.flow import PIECE
from config.backup.where import Place, data_files
from privacy import keyfiles

# "YOBK": two backups at once would tell of two moments, and the later keys might lie beside the earlier data.
LOCK = 0x59_4F_42_4B
# Where a version before this one kept what was not encrypted yet: killed, it left it there.
SCRATCH = "being-backed-up-"
AS_GZIP = 31


@dataclass(frozen=True)
class Made:
    name: str
    digest: str
    keys_digest: str
    ended: ended.Published


def make(
    place: Place,
    *,
    var: Path,
    keys_dir: Path,
    anchor: Path,
    recipient: str,
    keep: int,
    note: Callable[[str, str], object] | None = None,
) -> Made:
    """One snapshot for rows, counts and keys, so that they tell of the same moment. Where something fails, every data file is as it was.
    `note`: as `archive.write` calls it."""
    place.prepare()
    moment = datetime.now(UTC)
    name = f"{DATA}{moment:%Y%m%dT%H%M%S}Z.age"
    about, key = {"made_at": moment.isoformat()}, keyfiles.read(keys_dir, "ledger-seal")
    url = database.reader_url()
    with psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        if not only(connection.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])):
            raise Busy("Another backup is being made: wait until it is done.")
        place.clear()
        for left in var.glob(f"{SCRATCH}*"):
            shutil.rmtree(left)
        snapshot = only(connection.execute("SELECT pg_export_snapshot()"))
        counted = describe(connection)
        # The data last: killed before it, newer keys and a newer list lie beside older data, which is what a restore expects.
        published = ended.publish(place, recipient=recipient, key=key)
        keys = [("keys.json", [_keys(keys_dir)]), ("dossierkeys.copy", _dossier_keys(connection))]
        keys_digest = archive.write(place, KEYS, about, keys, recipient=recipient, key=key, note=note)
        members = [("data.sql.gz", _dump(snapshot, url)), ("ledger.jsonl", _read(anchor))]
        members = members if anchor.exists() else members[:1]
        digest = archive.write(place, name, about | counted, members, recipient=recipient, key=key, note=note)
    for old in data_files(place)[:-keep]:
        place.remove(old)
    return Made(name, digest, keys_digest, published)


def describe(connection) -> dict:
    """What a restore compares, and what it needs to know: the transaction counter that the ledger was sealed by."""
    tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
    count = sql.SQL("SELECT count(*) FROM {}")
    rows = {
        name: only(connection.execute(count.format(sql.Identifier(name)))) for (name,) in tables if name not in WITHOUT_ROWS
    }
    xid = int(only(connection.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")))
    return {"rows": rows, "xid": xid, "epoch": xid >> 32}


def _dump(snapshot: str, url: str) -> Iterator[bytes]:
    """Straight from pg_dump, compressed."""
    without = [f"--exclude-table-data=public.{name}" for name in WITHOUT_ROWS]
    wanted = ["--format=plain", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", *without]
    small = zlib.compressobj(3, wbits=AS_GZIP)
    with database.program("pg_dump", *wanted, url=url, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL) as dump:
        while dump.stdout and (piece := dump.stdout.read(PIECE)):
            yield small.compress(piece)
    yield small.flush()


def _keys(keys_dir: Path) -> bytes:
    return json.dumps({name: keyfiles.read(keys_dir, name).hex() for name in keyfiles.NAMES}).encode()


def _dossier_keys(connection) -> Iterator[bytes]:
    with connection.cursor().copy("COPY privacy_dossierkey (dossier_id, wrapped) TO STDOUT") as rows:
        yield from archive.joined(bytes(row) for row in rows)


def _read(path: Path) -> Iterator[bytes]:
    with open(path, "rb") as file:
        while piece := file.read(PIECE):
            yield piece
