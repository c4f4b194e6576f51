"""The database's own programs, bundled or the system's, called without a password in their arguments."""

import os
import shutil
import subprocess
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


def run(program: str, *arguments, url: str | None = None, **kwargs) -> None:
    """pg_dump or psql against the database, as its owner unless an address is given."""
    url = url or owner_url()
    parts = urlsplit(url)
    user, _, place = parts.netloc.rpartition("@")
    name, _, password = user.partition(":")
    address = urlunsplit(parts._replace(netloc=f"{name}@{place}"))
    environment = {**os.environ, "PGPASSWORD": unquote(password), "PGOPTIONS": "-c client_min_messages=warning"}
    command = [program, "--no-password", "--dbname", address, *arguments]
    try:
        if is_bundled(url):
            postgres.run(*command, env=environment, **kwargs)
        else:
            subprocess.run([_systems(program), *command[1:]], check=True, env=environment, **kwargs)
    except subprocess.CalledProcessError as error:
        raise BackupError(f"{program} failed (exit {error.returncode}); its lines above say why.") from None


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
