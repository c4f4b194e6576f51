"""Names lie in no file in plain: not in the data directory, the WAL, a plain dump, the logs, the broker's file, a temporary file, a bucket.

A scan that finds nothing proves nothing. So a control word, which no person has, is first put into each of those places in each
way of writing, and must be found; texts too long for a row are planted as well, since PostgreSQL compresses those where they lie
in plain, and a plain dump has them all.
"""

import base64
import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

from config import engine
from config.engine import places, postgres, valkey
from tests.engine.test_backup import back_up
from tests.engine.test_bucket import ADDRESS, bucket, server  # noqa: F401
from tests.proofs.planting import PLANTED

CONTROL = "金魚提灯"
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "cp932", "euc_jp")


def escaped(text) -> str:
    return "".join(f"\\u{ord(sign):04x}" for sign in text)


def in_base64(text, offset) -> str:
    """As it stands in the middle of a longer text: without the signs that its neighbours share."""
    whole = base64.b64encode(b"x" * offset + text.encode()).decode()
    first = (0, 2, 3)[offset]
    return whole[first : 4 * ((offset + len(text.encode())) // 3)]


def writings(text) -> dict[str, str | bytes]:
    """{way of writing: as a text file or a row would hold it}; bytes for encodings of their own."""
    found: dict[str, str | bytes] = {name: text.encode(name) for name in ENCODINGS}
    found |= {f"base64+{offset}": in_base64(text, offset) for offset in range(3)}
    return found | {
        "escaped": escaped(text), "percent": quote(text), "hex": text.encode().hex(), "entities": "".join(f"&#{ord(sign)};" for sign in text),
    }  # fmt: skip


def needles(text) -> dict[str, list[bytes]]:
    """Everything that gives the text away; a dump writes bytes as hex and doubles a backslash, and letters may be capitals."""
    found = {}
    for name, written in writings(text).items():
        raw = written if isinstance(written, bytes) else written.encode()
        found[name] = [raw, raw.hex().encode(), raw.replace(b"\\", b"\\\\")]
        if name in ("escaped", "percent", "hex"):
            found[name].append(raw.upper().replace(b"\\U", b"\\u"))
    return found


def found_in(files, text) -> set[str]:
    """The ways of writing in which this text lies in these files."""
    found = set()
    for path in files:
        content = path.read_bytes()
        found |= {name for name, forms in needles(text).items() if name not in found and any(form in content for form in forms)}
    return found


@pytest.fixture
def kept_in_bucket(own_database, bucket, django_db_blocker, monkeypatch, settings, tmp_path):  # noqa: F811
    """Backs up into a bucket when it is called: each object with its name and what is said about it, as a file."""

    def back_up_there() -> list[Path]:
        monkeypatch.setenv("DATABASE_OWNER_URL", postgres.url(engine.var_dir(), postgres.OWNER, own_database))
        settings.VAR_DIR, settings.LEDGER_ANCHOR = tmp_path / "var", tmp_path / "anchor"
        settings.VAR_DIR.mkdir()
        with django_db_blocker.unblock():
            back_up(ADDRESS)
        for name, written in writings(CONTROL).items():
            bucket.put_object(
                Bucket="office", Key=f"control/{name}", Body=written if isinstance(written, bytes) else written.encode()
            )
        objects = [one["Key"] for one in bucket.list_objects_v2(Bucket="office")["Contents"]]
        assert sum(key.startswith("night/") for key in objects) == 3
        for number, key in enumerate(objects):
            held = bucket.get_object(Bucket="office", Key=key)
            (tmp_path / f"object-{number}").write_bytes(f"{key} {held['ResponseMetadata']} ".encode() + held["Body"].read())
        return sorted(tmp_path.glob("object-*"))

    return back_up_there


@pytest.fixture
def planted(own_database, owner_connection, tmp_path, kept_in_bucket):
    """{place: files} after a day of work and the controls. A slot keeps the WAL, which others write too, until it was read."""
    var, temporary = engine.var_dir(), tmp_path / "temporary"
    temporary.mkdir()
    slot = f"planted_{os.getpid()}"
    with postgres.superuser(var, own_database) as database:
        database.execute("SELECT pg_create_physical_replication_slot(%s, true)", [slot])
        try:
            first = current_segment(database)
            work(own_database, tmp_path / "work.log", temporary)
            put_controls(owner_connection, database, temporary)
            owner_connection.execute("ANALYZE")
            database.execute("CHECKPOINT")
            dump(own_database, tmp_path / "dump.sql")
            (folder,) = database.execute("SELECT oid FROM pg_database WHERE datname = %s", [own_database]).fetchone()
            wal = files_of(places.data_dir(var) / "pg_wal")
            last = current_segment(database)
            yield {
                "data directory": files_of(places.data_dir(var) / "base" / str(folder)),
                "WAL": [path for path in wal if len(path.name) == len(first) and first <= path.name <= last],
                "plain dump": [tmp_path / "dump.sql"],
                "logs": [tmp_path / "work.log"],
                "server's log": [var / "engine" / "postgres.log"],
                "broker": files_of(var / "valkey"),
                "temporary files": files_of(temporary),
                "bucket": kept_in_bucket(),
            }
        finally:
            database.execute("SELECT pg_drop_replication_slot(%s)", [slot])


def current_segment(database) -> str:
    return database.execute("SELECT pg_walfile_name(pg_current_wal_lsn())").fetchone()[0]


def files_of(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def work(database, log, temporary) -> None:
    var = engine.var_dir()
    lines = [written for written in writings(CONTROL).values() if isinstance(written, str)] + [CONTROL]
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev", "DATABASE_URL": postgres.url(var, postgres.APP, database),
        "DATABASE_OWNER_URL": postgres.url(var, postgres.OWNER, database), "TMPDIR": str(temporary), "CONTROL_LINES": json.dumps(lines),
        "PYTHONUTF8": "1",
    }  # fmt: skip
    with open(log, "wb") as output:
        done = subprocess.run(
            [sys.executable, "-m", "tests.proofs.planting"],
            cwd=engine.ROOT,
            env=environment,
            stdout=output,
            stderr=output,
            check=False,
        )
    assert done.returncode == 0, log.read_text()[-2000:]
    with open(log, "ab") as output:
        output.write(b"\n".join(written for written in writings(CONTROL).values() if isinstance(written, bytes)))


def put_controls(owner, database, temporary) -> None:
    owner.execute("CREATE TABLE control (id serial, plain text, raw bytea)")
    broker = valkey.client(engine.var_dir())
    for name, written in writings(CONTROL).items():
        plain, raw = (written, None) if isinstance(written, str) else (None, written)
        owner.execute("INSERT INTO control (plain, raw) VALUES (%s, %s)", [plain, raw])
        broker.set(f"control {name}", written)
        (temporary / name).write_bytes(written if isinstance(written, bytes) else written.encode())
        # A message of the server itself; bytes of another encoding cannot stand in one.
        said = written if isinstance(written, str) else CONTROL
        database.execute(f"DO $$ BEGIN RAISE LOG '%', '{said}'; END $$")
    for words in PLANTED:
        with pytest.raises(Exception, match="invalid input syntax"):
            owner.execute(f"SELECT '{words}'::integer")


def dump(database, target) -> None:
    var = engine.var_dir()
    with open(target, "wb") as output:
        postgres.run(
            "pg_dump",
            "--dbname",
            postgres.url(var, postgres.OWNER, database),
            stdout=output,
            env=os.environ | {"PGCLIENTENCODING": "UTF8"},
        )


def test_no_name_lies_anywhere_in_plain(planted):
    everything = set(writings(CONTROL))
    for place, files in planted.items():
        expected = everything - set(ENCODINGS[1:]) if place == "server's log" else everything
        assert found_in(files, CONTROL) >= expected, place
    for place, files in planted.items():
        for words in PLANTED:
            assert found_in(files, words) == set(), (place, words)


@pytest.mark.parametrize("offset", range(3))
def test_base64_is_found_wherever_it_begins(tmp_path, offset):
    (tmp_path / "x").write_bytes(base64.b64encode(b"y" * offset + CONTROL.encode() + b"zz"))
    assert f"base64+{offset}" in found_in([tmp_path / "x"], CONTROL)
