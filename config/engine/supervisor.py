"""`make run`: servers, schema, keys, demo, then web, worker and beat; restarts what falls, ends in the right order.

A part that falls again and again is started less and less often, and takes no other part with it: what it misses may come back. It
ends by itself only where no start can succeed, and says why.
"""

import ctypes
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import ModuleType

from config import engine, translations
from config.engine import ROOT
from config.engine.places import EngineError, data_dir
from config.environment import CANNOT_START
from privacy import keyfiles

# Seconds: the first wait, which doubles; the longest; and how long a part has run when it counts as well again.
FIRST, LONGEST, WELL = 0.5, 30.0, 60.0
# A port is free again this many falls later, once the last process of a killed web server has let go of it.
FALLS_FOR_A_PORT = 5
# PostgreSQL writes files of 16 MB.
FULL = 32 * 1024 * 1024
PR_SET_PDEATHSIG = 1


@dataclass
class Part:
    """Something that must run, and is started again when it ends by itself."""

    name: str
    begun: float = field(default=0.0, kw_only=True)
    falls: int = field(default=0, kw_only=True)
    due: float | None = field(default=None, kw_only=True)

    def ended(self) -> bool:
        raise NotImplementedError

    def start(self) -> None:
        self.begun, self.due = time.monotonic(), None

    def hopeless(self) -> str:
        """Why no start can succeed until somebody has done something about it."""
        for folder in (engine.var_dir(), data_dir(engine.var_dir())):
            if folder.exists() and shutil.disk_usage(folder).free < FULL:
                return f"{self.name} cannot start: the disk that holds {folder} is full. Make room and start again."
        return ""

    def fell(self) -> float:
        """The seconds until it is started again."""
        now = time.monotonic()
        self.falls = 1 if now - self.begun > WELL else self.falls + 1
        wait = min(FIRST * 2 ** (self.falls - 1), LONGEST)
        self.due = now + wait
        return wait


@dataclass
class Server(Part):
    """A bundled server, which engine.servers() has started already and will stop."""

    module: ModuleType

    def ended(self) -> bool:
        return not self.module.runs(engine.var_dir())

    def start(self) -> None:
        super().start()
        engine.start_again(self.module)


@dataclass
class Child(Part):
    """`last`: stopped only after the others, since they still hand it work. `patient`: started once the pages answer.

    `quiet`: what it says about itself is dropped, what goes wrong (stderr) is not. `seals`: needs the key of the ledger's seal.
    `port`: what it listens on.
    """

    command: list
    last: bool = False
    patient: bool = False
    quiet: bool = False
    seals: bool = False
    port: int = 0
    process: subprocess.Popen | None = None

    def ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def start(self) -> None:
        super().start()
        self.process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if self.quiet else None,
            env=self.environment(),
            start_new_session=True,
            preexec_fn=_die_with_parent,
        )

    def hopeless(self) -> str:
        if self.process and self.process.returncode == CANNOT_START:
            return f"{self.name} cannot start: its keys or settings are wrong, see the lines above. Mend them and start again."
        if self.port and self.falls >= FALLS_FOR_A_PORT and not _free(self.port):
            return f"{self.name} cannot start: port {self.port} is taken. Choose another: make run PORT={self.port + 1}"
        return super().hopeless()

    def environment(self) -> dict[str, str]:
        """Ours, without what it has no use for: none of them is the owner of the tables."""
        withheld = {"DATABASE_OWNER_URL", "DATABASE_OWNER_URL_FILE"} | set(
            () if self.seals else keyfiles.variables("ledger-seal")
        )
        return {name: value for name, value in os.environ.items() if name not in withheld}


def main() -> int:
    port = int(os.environ.get("PORT") or 8000)
    var = engine.var_dir()
    (var / "engine").mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(var / "engine" / "run.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return _complain(f"Yorisoi already runs on {var}. Set VAR_DIR for a second copy.")
        if not _free(port):
            return _complain(f"Port {port} is taken. Choose another: make run PORT={port + 1}")
        try:
            with engine.servers() as bundled:
                return _serve(port, [Server(module.NAME, module) for module in bundled])
        except EngineError as error:
            return _complain(str(error))
        except subprocess.CalledProcessError as error:
            return _complain(f"A step of the start failed, see the lines above: {_step(error)}")


def _serve(port: int, servers: list[Server]) -> int:
    for end in (signal.SIGTERM, signal.SIGINT):
        # Said out loud, since a shell that starts us in the background lets us ignore Ctrl-C.
        signal.signal(end, signal.default_int_handler)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    children = _children(port)
    try:
        translations.compile_all()
        engine.migrate()
        engine.collect_static()
        early = [child for child in children if not child.patient]
        for child in early:
            child.start()
        sign_ins = _prepare()
        if _wait_until_alive(port, early):
            print(f"\nYorisoi runs at http://localhost:{port}\n\n{sign_ins}\nCtrl-C stops it.", flush=True)
        for child in children:
            if child.patient:
                child.start()
        return _watch([*servers, *children])
    except KeyboardInterrupt:
        print("\nStopping …", flush=True)
        return 0
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        _stop([child for child in children if not child.last])
        _stop([child for child in children if child.last])


def _children(port: int) -> list[Child]:
    celery = [sys.executable, "-W", "ignore:You're running the worker", "-m", "celery", "--quiet", "-A", "config"]
    workers = os.environ.get("WEB_CONCURRENCY", "2")
    metrics = int(os.environ.get("METRICS_PORT") or 0)
    return [
        Child(
            "web",
            [
                sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}",
                "--workers", workers, "--threads", "4", "--graceful-timeout", "10", "--preload", "--no-control-socket",
                "--log-level", "warning",
            ],
            port=port,
        ),
        Child("worker", [*celery, "worker", "--concurrency", "1", "--loglevel", "WARNING"], last=True, quiet=True, seals=True),
        Child("beat", [*celery, "beat", "--loglevel", "WARNING", "--pidfile="], patient=True),
        *([Child("metrics", [sys.executable, "-m", "config.upkeep.metrics"], patient=True, port=metrics)] if metrics else []),
    ]  # fmt: skip


def _prepare() -> str:
    """Beside the web server, which takes as long to load: the keys, on the first run the demo. The sign-ins it has."""
    command = [sys.executable, str(ROOT / "manage.py"), "prepare_run"]
    return subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.PIPE, text=True).stdout


def _die_with_parent() -> None:
    """A supervisor killed with -9 leaves no web server holding the port (Linux; elsewhere a no-op)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _watch(parts: Sequence[Part]) -> int:
    while True:
        for part in parts:
            if why := _look_after(part):
                return _complain(why)
        time.sleep(0.3)


def _look_after(part: Part) -> str:
    """Starts it again when its time has come. Why that cannot succeed, where it cannot."""
    if part.due is None:
        if not part.ended():
            return ""
        if why := part.hopeless():
            return why
        print(f"{part.name} ended; starting it again in {part.fell():.1f} s", file=sys.stderr, flush=True)
    elif time.monotonic() >= part.due:
        try:
            part.start()
        except (EngineError, OSError, subprocess.CalledProcessError) as error:
            # The next look finds it ended, and waits longer.
            print(f"{part.name}: {error}", file=sys.stderr, flush=True)
            part.due = None
    return ""


def _stop(children) -> None:
    running = [child.process for child in children if child.process and child.process.poll() is None]
    for process in running:
        process.terminate()
    for process in running:
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_alive(port: int, children) -> bool:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
                return answer.status == 200
        except OSError:
            if any(child.process.poll() is not None for child in children):
                return False
            time.sleep(0.1)
    return False


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _step(error: subprocess.CalledProcessError) -> str:
    """`manage.py migrate`, `initdb`: what a person would have typed."""
    names = [os.path.basename(str(word)) for word in error.cmd]
    return " ".join(names[1:3]) if "manage.py" in names[:2] else names[0]


def _complain(text: str) -> int:
    print(text, file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
