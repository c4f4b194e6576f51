"""Where the servers may live: short socket paths, and folders that an unprivileged user can enter."""

import hashlib
import importlib.util
import os
import pwd
import secrets
import shutil
import tempfile
from pathlib import Path


class EngineError(Exception):
    """Says what is in the way and what to do about it."""


def package(name: str) -> Path:
    """Where a wheel lies; it is never imported."""
    found = importlib.util.find_spec(name)
    if found is None or found.origin is None:
        raise EngineError(f"The package {name} is not installed: run `make setup`")
    return Path(found.origin).parent


def mark(var: Path) -> str:
    return hashlib.sha256(str(var).encode()).hexdigest()[:12]


def runtime_dir(var: Path) -> Path:
    """A private folder for sockets; the socket's path must stay within 107 bytes, whatever VAR_DIR is called."""
    base = os.environ.get("XDG_RUNTIME_DIR")
    if not base or not os.access(base, os.W_OK) or len(base) > 60:
        base = tempfile.gettempdir() if len(tempfile.gettempdir()) <= 60 else "/tmp"  # noqa: S108
    folder = Path(base) / f"yorisoi-{os.geteuid()}-{mark(var)}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid not in {os.geteuid(), server_user()[0]}:
        raise EngineError(f"{folder} belongs to somebody else; remove it or set XDG_RUNTIME_DIR")
    return folder


def server_user() -> tuple[int, int]:
    """(uid, gid) that PostgreSQL runs as: our own, or for root somebody without power, since PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return os.geteuid(), os.getegid()
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    raise EngineError("PostgreSQL cannot run as root, and there is neither a user “postgres” nor “nobody”")


def data_dir(var: Path) -> Path:
    """VAR_DIR/postgres; for root below a closed folder (such as /root) a place that the server's user can enter."""
    folder = var / "postgres"
    if os.geteuid() == 0 and not _enterable(var):
        folder = Path("/var/lib/yorisoi") / mark(var)
    return folder


def programs_dir(package: Path) -> Path:
    """The wheel's own folder, or for root a copy that the server's user can enter and run."""
    if os.geteuid() != 0 or _enterable(package):
        return package / "pginstall" / "bin"
    stamp = hashlib.sha256(f"{package}{(package / 'pginstall').stat().st_mtime_ns}".encode()).hexdigest()[:12]
    target = Path("/var/lib/yorisoi") / f"programs-{stamp}"
    if not target.exists():
        target.parent.mkdir(mode=0o755, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(dir=target.parent))
        shutil.copytree(package, unfinished / package.name, symlinks=True)
        libraries = package.with_name(package.name + ".libs")
        shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
        for path in [unfinished, *unfinished.rglob("*")]:
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or os.access(path, os.X_OK) else 0o444))
        try:
            unfinished.rename(target)
        except OSError:
            shutil.rmtree(unfinished)
    return target / package.name / "pginstall" / "bin"


def password(var: Path, name: str) -> str:
    """Made once, kept in a file of the owner's alone."""
    path = var / "engine" / f"{name}.password"
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(32))
    return path.read_text()


def _enterable(path: Path) -> bool:
    """Whether everybody may pass through every folder on the way."""
    path = path.resolve()
    return all(folder.stat().st_mode & 0o001 for folder in [path, *path.parents] if folder.exists())
