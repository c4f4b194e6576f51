"""The bundled PostgreSQL and Valkey, for a machine that has neither. A set DATABASE_URL or REDIS_URL always wins.

Whoever uses them holds a shared lock; the first user starts them, the last one stops them. A kill -9 releases the lock, so the
next user finds the servers running, or starts them over what was left.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from config import environment
from config.engine import postgres, valkey

ROOT = Path(__file__).resolve().parents[2]
# It pins everybody else's migrations and static files.
LOCK = ROOT / "requirements" / "base.txt"


def var_dir() -> Path:
    return environment.var_dir()


@contextmanager
def servers(var: Path | None = None):
    """Sets DATABASE_URL, DATABASE_OWNER_URL, REDIS_URL and CACHE_URL for this process and its children.

    Gives the modules of the bundled servers in use.
    """
    var = var or var_dir()
    environment.load_files()
    bundled = [module for module, name in ((postgres, "DATABASE_URL"), (valkey, "REDIS_URL")) if not os.environ.get(name)]
    if not bundled:
        yield bundled
        return
    home = var / "engine"
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(home / "users.lock", "w") as users:
        with _exclusive(home / "start.lock"):
            fcntl.flock(users, fcntl.LOCK_SH)
            for module in bundled:
                os.environ.update(module.start(var))
        try:
            yield bundled
        finally:
            with _exclusive(home / "start.lock"):
                if _last_user(users):
                    for module in reversed(bundled):
                        module.stop(var)


def start_again(module) -> None:
    """For whoever holds servers() open and finds that one of them ended by itself."""
    with _exclusive(var_dir() / "engine" / "start.lock"):
        module.start(var_dir())


@contextmanager
def _exclusive(path: Path):
    with open(path, "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _last_user(users) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def migrate() -> None:
    """Brings the schema up to date when a migration file changed since the last time; cheap when none did."""
    ours = [ROOT / "privacy" / "database.py", ROOT / "privacy" / "ended.py", *sorted(ROOT.glob("*/what_ends.py"))]
    files = [*sorted(ROOT.glob("*/migrations/*.py")), LOCK, *ours]
    now = "".join(_digest(path.read_text()) for path in files)
    _when_changed("migrated", f"{os.environ['DATABASE_URL']}\n{now}", "migrate")


def collect_static() -> None:
    """The same for what browsers are served."""
    now = [f"{path}{path.stat().st_mtime_ns}" for path in [*served(), LOCK]]
    _when_changed("static", "\n".join(now), "collectstatic", "--no-input")


def served() -> list[Path]:
    """What lies in the repository for browsers: the house's, each app's, the manual's pictures."""
    folders = [ROOT / "static", *sorted(ROOT.glob("*/static")), ROOT / "docs" / "manual" / "pictures"]
    return [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]


def _when_changed(name: str, now: str, *command: str) -> None:
    mark = var_dir() / "engine" / name
    mark.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if mark.exists() and mark.read_text() == _digest(now):
        return
    subprocess.run(
        [sys.executable, ROOT / "manage.py", *command, "--verbosity", "0"], check=True, cwd=ROOT, stdin=subprocess.DEVNULL
    )
    mark.write_text(_digest(now))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
