"""`manage.py restore`: into an empty place, from the two files and the words; a new era of the ledger says that it happened.

Runs before Django is set up, since the settings read the keys that it brings back.
"""

import argparse
import base64
import json
import os
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

import psycopg

from config import engine, environment
from config.backup import ENDED, KEYS, BackupError, archive, database, ended, recovery, unfinished, where
from config.backup.making import AS_GZIP, describe
from config.backup.where import Place, data_files
from config.engine.places import EngineError, data_dir
from privacy import keyfiles

DONE = """Restored: {rows} rows of {made_at}; {dossiers} dossiers, {dark} of them without a key (disposed of since).
Every session is over, and every unused one-time link is withdrawn.
{ledger} A new era has begun in it.
Blocks sealed after the backup are lost: an anchor copied away since names the first of them (manage.py verify_ledger --anchor COPY).
{ended}
Everything else stands as it was at {made_at}: what was written, restricted or shut to somebody since must be entered again."""
AGAIN = """Ended again, as it was noted until {until}: {counted}.
Whoever changed their password since, or has no second factor left, has none: they come in by a passkey or a paper (password). Where no
administrator can, manage.py appoint --administrators prints one. What was given since is given anew."""
UNKNOWN = """What ended since the backup is not known: roles, pledges, passkeys, apps, passwords, tablets, accounts and shares stand as they
were. End again what was ended since, a lost phone and a password that somebody knew too."""


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    var = engine.var_dir()
    try:
        identity = recovery.identity(_words(options.words_file))
        environment.load_files()
        restore(where.of(options.folder), options.generation, identity, var, without_ended=options.without_what_ended)
    except (BackupError, EngineError, keyfiles.KeyMissing, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def restore(place: Place, generation: str | None, identity, var: Path, *, without_ended: bool = False) -> None:
    """Everything is opened and checked before anything is written; then it is opened again, straight into the database."""
    source = _data_file(place, generation)
    opened = archive.check(place, KEYS, identity, keep=("keys.json",))
    keys = {name: bytes.fromhex(key) for name, key in json.loads(opened.kept["keys.json"]).items()}
    opened.prove(keys["ledger-seal"])
    data = archive.check(place, source, identity)
    data.prove(keys["ledger-seal"])
    noted = None if without_ended else _what_ended(place, identity, opened, keys["ledger-seal"])
    _refuse_what_is_not_empty(var)
    _write_keys(var / "keys", keys)
    begun = unfinished.begin(var)
    with engine.servers(var):
        _prepare_cluster(var, data.manifest)
        _load(archive.walk(place, source, identity, data), var)
        _every_row_is_there(data.manifest["rows"])
        known, dark = _bring_keys(archive.walk(place, KEYS, identity, opened))
        _finish(data.manifest, known, dark, noted)
    begun.unlink()


def _options(arguments):
    parser = argparse.ArgumentParser(prog="manage.py restore", description="Restore a backup into an empty VAR_DIR.")
    parser.add_argument("folder", metavar="DIR", help="the folder with yorisoi-keys.age and the data files")
    parser.add_argument("--words-file", type=Path, help="a file with the 24 words; without it they are asked for")
    parser.add_argument("--without-what-ended", action="store_true", help=f"where there is no {ENDED}: it stands again")
    parser.add_argument("--generation", help="name of an older data file (default: the newest)")
    return parser.parse_args(arguments)


def _words(path: Path | None) -> str:
    if path:
        return path.read_text()
    if not sys.stdin.isatty():
        return sys.stdin.read()
    print("The 24 words of the recovery key, on one or more lines; an empty line ends:", file=sys.stderr)
    lines = []
    while line := sys.stdin.readline().strip():
        lines.append(line)
    return " ".join(lines)


def _data_file(place: Place, generation: str | None) -> str:
    files = [name for name in data_files(place) if generation in (None, name, name.removesuffix(".age"))]
    if not files or KEYS not in place.names():
        raise BackupError(f"{place} must hold {KEYS} and {generation or 'a data file'}: bring the two together first.")
    return files[-1]


def _what_ended(place: Place, identity, keys: archive.Checked, seal: bytes) -> archive.Checked:
    """Written before the keys at each backup, so that one which is older than they are is not the newest."""
    if ENDED not in place.names():
        raise BackupError(f"{ENDED} must lie there too, or what ended stands again: bring it, or say --without-what-ended.")
    noted = archive.check(place, ENDED, identity, keep=(ended.MEMBER,))
    noted.prove(seal)
    if noted.manifest["made_at"] < keys.manifest["made_at"]:
        raise BackupError(f"{ENDED} is older than {KEYS}: bring the newest one.")
    return noted


def _refuse_what_is_not_empty(var: Path) -> None:
    held = [path for path in (var / "keys", var / "valkey", data_dir(var)) if path.exists() and any(path.iterdir())]
    if os.environ.get("DATABASE_URL"):
        with psycopg.connect(database.owner_url()) as connection:
            if connection.execute("SELECT 1 FROM pg_tables WHERE schemaname = 'public' LIMIT 1").fetchone():
                raise BackupError("The database of DATABASE_URL is not empty. A restore goes into an empty one.")
        held = [path for path in held if path == var / "keys"]
    if held:
        raise BackupError(f"{var} is not empty ({', '.join(path.name for path in held)}). Set VAR_DIR to an empty place.")


def _write_keys(folder: Path, keys: dict[str, bytes]) -> None:
    """Keys that this installation is given from outside stay there, and must be the right ones."""
    given = [name for name in keys if keyfiles.is_given(name)]
    for name in given:
        if keyfiles.read(folder, name) != keys[name]:
            raise BackupError(f"The key “{name}” that this installation is given is not the one in the backup.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in keys.keys() - given:
        with open(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(base64.b64encode(keys[name]) + b"\n")


def _anchor(var: Path) -> BinaryIO:
    """Where the heads of the ledger's blocks go: one that lies there already stays."""
    target = Path(os.environ.get("LEDGER_ANCHOR") or var / "anchor" / "ledger.jsonl")
    target.parent.mkdir(parents=True, exist_ok=True)
    return open(os.devnull if target.exists() else target, "wb")


def _prepare_cluster(var: Path, manifest: dict) -> None:
    if database.is_bundled():
        database.reset_epoch(var, manifest["epoch"] + 1)
    with psycopg.connect(database.owner_url()) as connection:
        now = int(database.only(connection.execute("SELECT pg_current_xact_id()::text")))
    if now <= manifest["xid"]:
        raise BackupError(
            "This server has counted fewer transactions than the ledger was sealed by. Stop it, run "
            f"`pg_resetwal -e {manifest['epoch'] + 1} -D DATA_DIRECTORY` as its user, start it, and restore again."
        )


def _load(pieces: Iterator[tuple[str, bytes]], var: Path) -> None:
    """One transaction, which ends where the archive was found whole: psql would take a pipe that breaks for an end."""
    plain = zlib.decompressobj(wbits=AS_GZIP)
    wanted = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
    with _anchor(var) as anchor, database.program("psql", *wanted, stdin=subprocess.PIPE) as psql:
        to = cast(BinaryIO, psql.stdin)
        to.write(b"BEGIN;\n")
        for member, piece in pieces:
            if member == "data.sql.gz":
                to.write(plain.decompress(piece))
            elif member == "ledger.jsonl":
                anchor.write(piece)
        to.write(b"\nCOMMIT;\n")


def _every_row_is_there(wanted: dict[str, int]) -> None:
    """Asked before this version migrates what an older one wrote: that makes rows of its own."""
    with psycopg.connect(database.owner_url()) as connection:
        found = describe(connection)["rows"]
    if differ := sorted(name for name in wanted.keys() | found.keys() if found.get(name) != wanted.get(name)):
        raise BackupError(f"Rows are missing or too many in {', '.join(differ)}")


def _bring_keys(pieces: Iterator[tuple[str, bytes]]) -> tuple[int, int]:
    """The keys of the dossiers that this data file knows. (dossiers, those without a key)"""
    with psycopg.connect(database.owner_url()) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE brought (dossier_id uuid, wrapped bytea) ON COMMIT DROP")
        with cursor.copy("COPY brought (dossier_id, wrapped) FROM STDIN") as rows:
            for member, piece in pieces:
                if member == "dossierkeys.copy":
                    rows.write(piece)
        cursor.execute(
            "INSERT INTO privacy_dossierkey (dossier_id, wrapped) "
            "SELECT b.dossier_id, b.wrapped FROM brought b JOIN privacy_dossier d ON d.id = b.dossier_id"
        )
        brought = cursor.rowcount
        cursor.execute("UPDATE accounts_onetimelink SET revoked_at = now() WHERE used_at IS NULL AND revoked_at IS NULL")
        dossiers = database.only(cursor.execute("SELECT count(*) FROM privacy_dossier"))
    return dossiers, dossiers - brought


def _finish(manifest: dict, dossiers: int, dark: int, noted: archive.Checked | None) -> None:
    """As the application itself: newer migrations and the app role's rights, the new era, and what a restore must prove."""
    engine.migrate()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    import django

    django.setup()
    from config.backup import proof

    found, again = proof.after_restore(manifest, ended.read(noted) if noted else None)
    said = UNKNOWN
    if noted:
        counted = ", ".join(f"{number} {label}" for label, number in again.items() if number) or "nothing"
        said = AGAIN.format(until=noted.manifest["made_at"][:16], counted=counted)
        dark += again["erased dossiers"]
    rows = sum(manifest["rows"].values())
    print(
        DONE.format(
            rows=rows, made_at=manifest["made_at"][:16], dossiers=dossiers, dark=dark, ledger=proof.in_words(found), ended=said
        )
    )  # fmt: skip
