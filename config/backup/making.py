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

from config.backup import DATA, KEYS, WITHOUT_ROWS, archive, data_files, database
from config.backup.database import only
from privacy import keyfiles


def make(folder: Path, *, var: Path, keys_dir: Path, anchor: Path, recipient: str, keep: int) -> Path:
    """The new data file. One snapshot for rows, counts and keys, so that they tell of the same moment."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    moment = datetime.now(UTC)
    target = folder / f"{DATA}{moment:%Y%m%dT%H%M%S}Z.age"
    key = keyfiles.read(keys_dir, "ledger-seal")
    with tempfile.TemporaryDirectory(dir=var, prefix="backup-") as scratch, psycopg.connect(database.owner_url()) as connection:
        place = Path(scratch)
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        snapshot = only(connection.execute("SELECT pg_export_snapshot()"))
        manifest = {"made_at": moment.isoformat(), **describe(connection)}
        members = {"data.sql.gz": _dump(place, snapshot)}
        if anchor.exists():
            members["ledger.jsonl"] = Path(shutil.copy(anchor, place / "ledger.jsonl"))
        archive.write(target, manifest, members, recipient=recipient, key=key)
        keys = {"keys.json": _keys(place, keys_dir), "dossierkeys.copy": _dossier_keys(place, connection)}
        archive.write(folder / KEYS, {"made_at": moment.isoformat()}, keys, recipient=recipient, key=key)
    for old in data_files(folder)[:-keep]:
        old.unlink()
    return target


def describe(connection) -> dict:
    """What a restore compares, and what it needs to know: the transaction counter that the ledger was sealed by."""
    tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
    count = sql.SQL("SELECT count(*) FROM {}")
    rows = {
        name: only(connection.execute(count.format(sql.Identifier(name)))) for (name,) in tables if name not in WITHOUT_ROWS
    }
    xid = int(only(connection.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")))
    return {"rows": rows, "xid": xid, "epoch": xid >> 32}


def _dump(place: Path, snapshot: str) -> Path:
    target = place / "data.sql.gz"
    plain = place / "data.sql"
    with open(plain, "wb") as output:
        without = [f"--exclude-table-data=public.{name}" for name in WITHOUT_ROWS]
        database.run(
            "pg_dump", "--format=plain", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", *without,
            stdout=output, stdin=subprocess.DEVNULL,
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
