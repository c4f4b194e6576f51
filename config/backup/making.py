"""What one backup holds, and how it is written: data first, then the keys of exactly that moment."""

import gzip
import json
import os
import shutil
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import sql

from config.backup import DATA, KEYS, WITHOUT_ROWS, Busy, NoFolder, archive, data_files, database
from config.backup.database import only
from privacy import keyfiles

# "YOBK": two backups at once would tell of two moments, and the later keys might lie beside the earlier data.
LOCK = 0x59_4F_42_4B
NEW, SCRATCH = ".new", "being-backed-up-"


def make(folder: Path, *, var: Path, keys_dir: Path, anchor: Path, recipient: str, keep: int) -> Path:
    """The new data file. One snapshot for rows, counts and keys, so that they tell of the same moment. Where something fails, the folder
    is as it was."""
    _prepare(folder)
    moment = datetime.now(UTC)
    target = folder / f"{DATA}{moment:%Y%m%dT%H%M%S}Z.age"
    unfinished = {target: target.with_suffix(NEW), folder / KEYS: (folder / KEYS).with_suffix(NEW)}
    key = keyfiles.read(keys_dir, "ledger-seal")
    url = database.reader_url()
    with psycopg.connect(url) as connection, tempfile.TemporaryDirectory(dir=var, prefix=SCRATCH) as scratch:
        place = Path(scratch)
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        if not only(connection.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])):
            raise Busy("Another backup is being made: wait until it is done.")
        _clear(folder)
        for left in set(var.glob(f"{SCRATCH}*")) - {place}:
            shutil.rmtree(left)
        snapshot = only(connection.execute("SELECT pg_export_snapshot()"))
        manifest = {"made_at": moment.isoformat(), **describe(connection)}
        members = {"data.sql.gz": _dump(place, snapshot, url)}
        if anchor.exists():
            members["ledger.jsonl"] = Path(shutil.copy(anchor, place / "ledger.jsonl"))
        keys = {"keys.json": _keys(place, keys_dir), "dossierkeys.copy": _dossier_keys(place, connection)}
        try:
            archive.write(unfinished[target], manifest, members, recipient=recipient, key=key)
            archive.write(unfinished[folder / KEYS], {"made_at": moment.isoformat()}, keys, recipient=recipient, key=key)
        except BaseException:
            _clear(folder)
            raise
    # The keys first: killed between the two, newer keys lie beside older data, which is what a restore expects.
    unfinished[folder / KEYS].replace(folder / KEYS)
    unfinished[target].replace(target)
    for old in data_files(folder)[:-keep]:
        old.unlink()
    return target


def _prepare(folder: Path) -> None:
    """A folder that is there and can be written to; that of an office's network drive may be away."""
    try:
        folder.mkdir(exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        if error.errno in archive.NO_ROOM:
            raise archive.full(folder) from None
        raise NoFolder(f"{folder} cannot be written to ({error.strerror}): is it mounted, and for this user?") from None


def _clear(folder: Path) -> None:
    """What a backup left that was killed."""
    for path in folder.glob(f"yorisoi-*{NEW}"):
        path.unlink()


def describe(connection) -> dict:
    """What a restore compares, and what it needs to know: the transaction counter that the ledger was sealed by."""
    tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
    count = sql.SQL("SELECT count(*) FROM {}")
    rows = {
        name: only(connection.execute(count.format(sql.Identifier(name)))) for (name,) in tables if name not in WITHOUT_ROWS
    }
    xid = int(only(connection.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")))
    return {"rows": rows, "xid": xid, "epoch": xid >> 32}


def _dump(place: Path, snapshot: str, url: str) -> Path:
    target = place / "data.sql.gz"
    plain = place / "data.sql"
    with open(plain, "wb") as output:
        without = [f"--exclude-table-data=public.{name}" for name in WITHOUT_ROWS]
        database.run(
            "pg_dump", "--format=plain", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", *without,
            url=url, stdout=output, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    with open(plain, "rb") as source, gzip.open(target, "wb", compresslevel=3) as output:
        shutil.copyfileobj(source, output, archive.PIECE)
    plain.unlink()
    return target


def _keys(place: Path, keys_dir: Path) -> Path:
    target = place / "keys.json"
    with open(os.open(target, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        json.dump({name: keyfiles.read(keys_dir, name).hex() for name in keyfiles.NAMES}, file)
    return target


def _dossier_keys(place: Path, connection) -> Path:
    target = place / "dossierkeys.copy"
    with (
        open(target, "wb") as file,
        connection.cursor().copy("COPY privacy_dossierkey (dossier_id, wrapped) TO STDOUT") as rows,
    ):
        for piece in rows:
            file.write(piece)
    return target
