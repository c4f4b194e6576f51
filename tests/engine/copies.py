"""A whole copy of the program under its supervisor, as `make run` starts it, and what can be seen of it from outside."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from config.engine import ROOT

PATIENCE = 420
SUPERVISOR = ("-m", "config.engine.supervisor")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(var: Path, **variables) -> dict[str, str]:
    """Nothing of the test run's own servers."""
    ours = {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "CACHE_URL", "DJANGO_SETTINGS_MODULE", "YORISOI_AS_OWNER"}
    kept = {name: value for name, value in os.environ.items() if name not in ours and not name.startswith("PYTEST")}
    return kept | {"VAR_DIR": str(var), "WEB_CONCURRENCY": "1", **variables}


def until(true, complaint=lambda: f"waited {PATIENCE} s in vain"):
    deadline = time.monotonic() + PATIENCE
    while not (value := true()):
        assert time.monotonic() < deadline, complaint()
        time.sleep(0.1)
    return value


def manage(var: Path, *arguments) -> subprocess.CompletedProcess:
    command = [sys.executable, ROOT / "manage.py", *arguments]
    return subprocess.run(command, env=environment(var), capture_output=True, text=True, timeout=PATIENCE, check=False)


def processes(var: Path) -> dict[int, str]:
    """{pid: command line} of everything that was started for this VAR_DIR. A zombie has no command line.

    A server that writes its own title writes over its environment; it works in its data directory.
    """
    mark = f"VAR_DIR={var}".encode()
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
            named = mark in (entry / "environ").read_bytes().split(b"\0")
            if line and (named or (entry / "cwd").readlink().is_relative_to(var)):
                found[int(entry.name)] = line
        except OSError:
            continue
    return found


class Copy:
    def __init__(self, var: Path, port: int | None = None):
        self.var, self.port = var, port or free_port()
        self.process, self.log, self.announced = None, var.with_name(var.name + ".log"), ""

    def start(self):
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(
                [sys.executable, *SUPERVISOR], cwd=ROOT, env=environment(self.var, PORT=str(self.port)),
                stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
        return self

    def output(self) -> str:
        return self.log.read_text()

    def until(self, true, what: str):
        return until(true, lambda: f"{what}\n{self.output()}")

    def until_ready(self):
        self.until(lambda: "Ctrl-C stops it." in self.output() or self.process.poll() is not None, "it did not announce itself")
        assert self.process.poll() is None, self.output()
        self.announced = self.output()
        self.until(lambda: self.get("/readyz")[0] == 200, "it was never ready")
        return self

    def get(self, path: str) -> tuple[int, dict | str]:
        try:
            with urllib.request.urlopen(f"http://localhost:{self.port}{path}", timeout=5) as answer:
                body, status = answer.read().decode(), answer.status
        except urllib.error.HTTPError as error:
            body, status = error.read().decode(), error.code
        except OSError:
            return 0, ""
        return status, json.loads(body) if body.startswith("{") else body

    def pids(self, word: str) -> set[int]:
        return {pid for pid, line in processes(self.var).items() if word in line}

    def interrupt(self) -> int:
        """Ctrl-C; its exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)

    def kill_everything(self) -> int:
        """-9 for the supervisor and all that it ever started; how many."""
        victims = processes(self.var)
        for pid in [self.process.pid, *victims]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait(PATIENCE)
        return len(victims)

    def close(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill_everything()
        for pid in processes(self.var):
            os.kill(pid, signal.SIGKILL)
