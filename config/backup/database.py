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


def is_bundled() -> bool:
    return quote(str(runtime_dir(engine.var_dir()))) in owner_url()


def run(program: str, *arguments, **kwargs) -> None:
    """pg_dump or psql against the owner's database."""
    parts = urlsplit(owner_url())
    user, _, place = parts.netloc.rpartition("@")
    name, _, password = user.partition(":")
    address = urlunsplit(parts._replace(netloc=f"{name}@{place}"))
    environment = {**os.environ, "PGPASSWORD": unquote(password), "PGOPTIONS": "-c client_min_messages=warning"}
    command = [program, "--no-password", "--dbname", address, *arguments]
    try:
        if is_bundled():
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
