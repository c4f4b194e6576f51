"""A backup and a restore that are killed leave nothing in clear, in no folder, and no half of anything that passes for the whole."""

import base64
import os
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg import sql

from config import engine, refusals
from config.backup import KEYS, archive, recovery, unfinished
from config.backup.where import Folder, data_files
from config.engine import ROOT, postgres
from config.models import BackupRun
from privacy import keyfiles
from tests.engine.copies import until
from tests.engine.test_backup import back_up, source  # noqa: F401

# A user name, which the dump holds in clear.
PLANTED = "caseworker"
KILLED_WHILE_MADE = """
import os, signal, sys
from pathlib import Path
from config.backup import archive, making, recovery
from config.backup.where import Folder
folder, var, keys, what, after = sys.argv[1:]
put, write = Folder.put, archive._Counted.write
def counted(self, content, left=[int(after)]):
    if what in archive.NOW:
        left[0] -= len(content)
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)
    return write(self, content)
def named(self, name, fill, written):
    archive.NOW = name
    put(self, name, fill, written)
Folder.put, archive._Counted.write = named, counted
var = Path(var)
making.make(Folder(folder), var=var, keys_dir=Path(keys), anchor=var / "none", recipient=recovery.known_recipient(var), keep=35)
"""
KILLED_WHILE_LOADED = """
import os, signal, sys
from pathlib import Path
from config.backup import archive, recovery, restoring
from config.backup.where import Folder
walk = archive.walk
def until(place, name, identity, known=None):
    for member, piece in walk(place, name, identity, known):
        if known and member == archive.MANIFEST:
            os.kill(os.getpid(), signal.SIGKILL)
        yield member, piece
archive.walk = until
restoring.restore(Folder(sys.argv[1]), None, recovery.identity(sys.stdin.read()), Path(sys.argv[2]))
"""


def run(script, *arguments, words="", **variables):
    environment = {**os.environ, **variables}
    command = [sys.executable, "-c", script, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, env=environment, input=words, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr


@contextmanager
def empty_database():
    """Its owner's address."""
    var, name = engine.var_dir(), f"empty_{os.getpid()}"
    with postgres.superuser(var) as root:
        root.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(postgres.OWNER)))
        try:
            yield postgres.url(var, postgres.OWNER, name)
        finally:
            root.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def in_clear(keys_dir: Path, *folders: Path) -> set[Path]:
    """The files with a key, in three ways of writing, a name out of the dump, or a dump that is only compressed."""
    keys = [keyfiles.read(keys_dir, name) for name in keyfiles.NAMES]
    needles = [PLANTED.encode(), b"COPY public."]
    needles += [needle for key in keys for needle in (key, key.hex().encode(), base64.b64encode(key))]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    content = {path: path.read_bytes() for path in files}
    return {path for path in files if content[path][:2] == b"\x1f\x8b" or any(needle in content[path] for needle in needles)}


@pytest.mark.parametrize(("what", "after"), [("keys", 100), ("data", 0), ("data", 20_000)], ids=["keys", "data", "later"])
def test_a_killed_backup_leaves_nothing_in_clear(source, settings, tmp_path, what, after):  # noqa: F811
    back_up(source)
    before = {path.name: path.read_bytes() for path in source.iterdir()}
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    (settings.VAR_DIR / "being-backed-up-long-ago").mkdir()
    (settings.VAR_DIR / "being-backed-up-long-ago" / "data.sql").write_text(f"COPY public.accounts_user {PLANTED}")
    searched = [source, settings.VAR_DIR, temporary]
    assert {path.name for path in in_clear(settings.KEYS_DIR, *searched)} == {"data.sql"}, "what an older version left is found"
    assert in_clear(settings.KEYS_DIR, settings.KEYS_DIR), "keys are found"
    run(KILLED_WHILE_MADE, source, settings.VAR_DIR, settings.KEYS_DIR, what, after, TMPDIR=str(temporary))
    assert in_clear(settings.KEYS_DIR, *searched) == set()
    (half,) = source.glob("*.new")
    assert what in half.name
    assert data_files(Folder(source)) == [name for name in before if "data" in name]
    back_up(source)
    assert not list(source.glob("*.new"))


def test_a_killed_restore_leaves_nothing_in_clear_and_no_half_that_starts(source, settings, tmp_path, monkeypatch):  # noqa: F811
    """Killed where all of the dump is with psql, and nobody has said yet that it is the whole."""
    words = back_up(source)
    temporary, place = tmp_path / "temporary", tmp_path / "place"
    temporary.mkdir()
    with empty_database() as url, psycopg.connect(url, autocommit=True) as connection:
        reached = {"DATABASE_URL": url, "DATABASE_OWNER_URL": url, "VAR_DIR": str(place), "TMPDIR": str(temporary)}
        run(KILLED_WHILE_LOADED, source, place, words=words, REDIS_URL="redis://localhost:1/0", **reached)
        others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        until(lambda: connection.execute(others).fetchone() == (0,))
        assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
    assert in_clear(settings.KEYS_DIR, source, temporary) == set()
    assert in_clear(settings.KEYS_DIR, place) == set((place / "keys").iterdir()), "where they belong"
    assert recovery.known_recipient(place) is None
    monkeypatch.setattr(settings, "VAR_DIR", place)
    with pytest.raises(SystemExit):
        refusals.leave_if_refused()
    assert "did not come to its end" in unfinished.complaint(place)
    (place / unfinished.NAME).unlink()
    assert unfinished.complaint(place) == ""


def kill_at(monkeypatch, what, moment):
    """In the process that comes: half of the file is written; all of it, and noted; it has its place."""
    put, write, now = Folder.put, archive._Counted.write, []

    def die():
        os.kill(os.getpid(), signal.SIGKILL)

    def half(self, content):
        return die() if now and moment == "half" else write(self, content)

    def placed(self, name, fill, written):
        if what not in name:
            return put(self, name, fill, written)
        now.append(name)
        put(self, name, fill, lambda: (written(), moment == "noted" and die()))
        die()

    monkeypatch.setattr(Folder, "put", placed)
    monkeypatch.setattr(archive._Counted, "write", half)


def in_a_process(work) -> int:
    """The signal that ended it. It has its own connections; those of this process are left alone."""
    child = os.fork()
    if not child:
        connection.connection = None
        with suppress(BaseException):
            work()
        os._exit(0)
    return os.WTERMSIG(os.waitpid(child, 0)[1])


@pytest.mark.parametrize("what", ["keys", "data"])
def test_what_lies_there_is_as_it_was_written_whenever_the_next_one_is_killed(source, tmp_path, monkeypatch, capsys, what):  # noqa: F811
    (tmp_path / "words").write_text(back_up(source))
    # Not on the same second as the next, whose name it would have.
    [first], older, run = data_files(Folder(source)), "yorisoi-data-20260331T000000Z.age", BackupRun.objects.get()
    (source / first).rename(source / older)
    BackupRun.objects.create(begun_at=run.begun_at, name=older, digest=run.digest)

    def verified() -> str:
        call_command("backup", str(source), verify=True, words_file=tmp_path / "words")
        return capsys.readouterr().out

    assert "come to its end" not in verified()
    for moment in ("half", "noted", "placed"):
        with monkeypatch.context() as within:
            kill_at(within, what, moment)
            assert in_a_process(lambda: back_up(source)) == signal.SIGKILL
        said = verified()
        assert said.count(": as it was written") == len(data_files(Folder(source))) + 1
        assert "did not come to its end, or is being made now: what is said above holds for what lies there." in said
        assert len(list(source.glob("*.new"))) == (moment != "placed")
    assert len(data_files(Folder(source))) == (2 if what == "data" else 1)
    with open(source / KEYS, "ab") as file:
        file.write(b"\0")
    with pytest.raises(CommandError, match="1 of them cannot be relied on"):
        call_command("backup", str(source), verify=True)
    capsys.readouterr()
    back_up(source)
    assert "come to its end" not in verified()
    assert not list(source.glob("*.new"))
