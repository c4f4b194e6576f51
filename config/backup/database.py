"""The database's own programs, bundled or the system's, called without a password in their arguments."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from config import engine
from config.backup import BackupError
from config.engine import postgres
from config.engine.places import runtime_dir


def owner_url() -> str:
    try:
        return os.environ["DATABASE_OWNER_URL"]
    except KeyError:
        raise BackupError("DATABASE_OWNER_URL is not set: the owner of the tables reads and loads them.") from None


def reader_url() -> str:
    """Whoever reads everything for a backup: the app's own role may, so that the worker needs no owner. Past a pooler, since a dump is
    one long session."""
    for name in ("BACKUP_DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_URL"):
        if os.environ.get(name):
            return os.environ[name]
    raise BackupError("No database is named: set DATABASE_URL.")


def is_bundled(url: str | None = None) -> bool:
    return quote(str(runtime_dir(engine.var_dir()))) in (url or owner_url())


@contextmanager
def program(name: str, *arguments: str, url: str | None = None, **pipes) -> Iterator[subprocess.Popen]:
    """pg_dump or psql at work on the database, as its owner unless an address is given. What leaves early stops it."""
    url = url or owner_url()
    parts = urlsplit(url)
    user, _, place = parts.netloc.rpartition("@")
    role, _, password = user.partition(":")
    address = urlunsplit(parts._replace(netloc=f"{role}@{place}"))
    environment = {**os.environ, "PGPASSWORD": unquote(password), "PGOPTIONS": "-c client_min_messages=warning"}
    path, who = (postgres.program(name), postgres.as_server()) if is_bundled(url) else (_systems(name), {})
    command = [path, "--no-password", "--dbname", address, *arguments]
    with subprocess.Popen(command, env=environment, **who, **pipes) as running:
        try:
            yield running
        except BaseException as error:
            running.kill()
            if not isinstance(error, BrokenPipeError):
                raise
        # Whoever reads to its end waits for it too: what it wrote may be half of it.
        if running.stdin:
            with suppress(BrokenPipeError):
                running.stdin.close()
        if running.wait():
            raise BackupError(f"{name} failed (exit {running.returncode}); its lines above say why.")


def only(cursor):
    """The one value of a query that always has one."""
    return cursor.fetchone()[0]


def reset_epoch(var: Path, epoch: int) -> None:
    """On the stopped cluster: its next transactions lie above every id that the ledger's blocks name."""
    postgres.stop(var)
    postgres.run("pg_resetwal", "-e", str(epoch), "-D", postgres.data_dir(var), stdout=subprocess.DEVNULL)
    postgres.start(var)


def _systems(program: str) -> Path | str:
    """A server's own pg_dump is as new as the server; the bundled one reads every older server."""
    return shutil.which(program) or postgres.program(program)
