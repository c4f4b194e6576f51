"""A system's own PostgreSQL with a copy that follows it, Redis and PgBouncer, on ports of their own, as a city's installation has them."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from functools import cache
from pathlib import Path

import psycopg
import redis
from psycopg import sql

from config.engine import ROOT
from tests.engine.copies import environment, free_port

HOST = "127.0.0.1"
ROOT_ROLE, OWNER, APP, DATABASE = "office_root", "office_owner", "office_app", "office"


def programs() -> Path | None:
    """Of the newest PostgreSQL that Debian installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


@cache
def missing() -> str:
    """What of it this machine does not have, in words. `ENGINES_BY_APT=1` has Debian install it: nothing is installed unasked."""
    if not (absent := _absent()):
        return ""
    if not os.environ.get("ENGINES_BY_APT") or os.environ.get("PYTEST_XDIST_WORKER"):
        return f"not installed here: {absent} (ENGINES_BY_APT=1 has apt install them)"
    why = _by_apt()
    return f"not installed here: {absent}; {why}" if why or _absent() else ""


def _absent() -> str:
    wanted = {"PostgreSQL": programs(), "Redis": shutil.which("redis-server"), "PgBouncer": shutil.which("pgbouncer")}
    return ", ".join(name for name, found in wanted.items() if not found)


def _by_apt() -> str:
    """Nothing, or why it could not."""
    if os.geteuid() or not shutil.which("apt-get"):
        return "only root of a Debian can have apt install them"
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "--yes", "--no-install-recommends", "postgresql", "redis-server", "pgbouncer"]):
        try:
            subprocess.run(["apt-get", *command], env=quiet, capture_output=True, text=True, timeout=600, check=True)
        except subprocess.TimeoutExpired:
            return "apt does not answer"
        except subprocess.CalledProcessError as error:
            return f"apt could not: {error.stderr.strip()[-200:]}"
    return ""


def _as_postgres() -> dict:
    if os.geteuid():
        return {}
    entry = pwd.getpwnam("postgres")
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


class Office:
    """`start(name)` and `kill(name)` of: database, copy, broker, pooler, web-1, web-2, worker-1, worker-2, beat-1, beat-2."""

    def __init__(self):
        self.place = Path(tempfile.mkdtemp(prefix="yorisoi-engines-")).resolve()
        self.place.chmod(0o711)
        self.servers, self.var = self.place / "servers", self.place / "var"
        self.servers.mkdir()
        self.var.mkdir(mode=0o711)
        if not os.geteuid():
            shutil.chown(self.servers, "postgres", "postgres")
        names = ("database", "copy", "broker", "pooler", "web-1", "web-2", "metrics")
        self.ports = {name: free_port() for name in names}
        self.passwords = {role: secrets.token_hex(16) for role in (ROOT_ROLE, OWNER, APP, "broker")}
        self.running: dict[str, subprocess.Popen] = {}
        self.log = open(self.place / "log", "wb")  # noqa: SIM115

    def url(self, role: str, server: str) -> str:
        return f"postgresql://{role}:{self.passwords[role]}@{HOST}:{self.ports[server]}/{DATABASE}"

    def environment(self, **variables) -> dict[str, str]:
        broker = f"redis://:{self.passwords['broker']}@{HOST}:{self.ports['broker']}"
        ours = {
            "DJANGO_SETTINGS_MODULE": "config.settings.dev", "DATABASE_URL": self.url(APP, "pooler"), "DATABASE_POOLED": "1",
            "DATABASE_OWNER_URL": self.url(OWNER, "database"), "BACKUP_DATABASE_URL": self.url(APP, "database"),
            "REPLICA_URL": self.url(APP, "copy"), "REDIS_URL": f"{broker}/0", "CACHE_URL": f"{broker}/1",
            "METRICS_PORT": str(self.ports["metrics"]),
        }  # fmt: skip
        return environment(self.var, **(ours | variables))

    def make(self):
        """Everything but our own processes, on an empty database with its two roles."""
        data = self.servers / "database"
        password = self.servers / "password"
        password.write_text(self.passwords[ROOT_ROLE])
        password.chmod(0o644)
        self.program(
            "initdb", "-D", data, "-U", ROOT_ROLE, "--pwfile", password, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8",
        )  # fmt: skip
        hosts = ["all", "replication"]
        (data / "pg_hba.conf").write_text("".join(f"host {what} all {HOST}/32 scram-sha-256\n" for what in hosts))
        self.start("database")
        with self.root("postgres") as root:
            for role in (OWNER, APP):
                password_ = sql.Literal(self.passwords[role])
                root.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(role), password_))
            root.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER)))
        lines = [
            "[databases]", f"{DATABASE} = host={HOST} port={self.ports['database']}", "[pgbouncer]", f"listen_addr = {HOST}",
            f"listen_port = {self.ports['pooler']}", "unix_socket_dir =", "auth_type = scram-sha-256",
            f"auth_file = {self.servers / 'users'}", "pool_mode = transaction", "default_pool_size = 6", "max_client_conn = 200",
        ]  # fmt: skip
        (self.servers / "pooler.ini").write_text("\n".join(lines) + "\n")
        (self.servers / "users").write_text(f'"{APP}" "{self.passwords[APP]}"\n')
        for name in ("broker", "pooler"):
            self.start(name)
        return self

    def follow(self):
        """The copy begins as a base backup."""
        self.program(
            "pg_basebackup", "-h", HOST, "-p", str(self.ports["database"]), "-U", ROOT_ROLE, "-D", self.servers / "copy", "-R",
            "-X", "stream", "--checkpoint=fast", env={**os.environ, "PGPASSWORD": self.passwords[ROOT_ROLE]},
        )  # fmt: skip
        self.start("copy")

    def program(self, name, *arguments, **kwargs):
        subprocess.run(
            [programs() / name, *arguments], check=True, cwd="/", stdout=self.log, stderr=self.log, **_as_postgres(), **kwargs
        )

    def root(self, database=DATABASE, server="database"):
        password, port = self.passwords[ROOT_ROLE], self.ports[server]
        return psycopg.connect(host=HOST, port=port, user=ROOT_ROLE, password=password, dbname=database, autocommit=True)

    def manage(self, *arguments, check=True, **variables) -> subprocess.CompletedProcess:
        return self.python(ROOT / "manage.py", *arguments, check=check, **variables)

    def python(self, *arguments, check=True, **variables) -> subprocess.CompletedProcess:
        environment_ = self.environment(PYTHONPATH=str(ROOT), **variables)
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=environment_, capture_output=True, text=True, timeout=400, check=False
        )
        assert done.returncode == 0 or not check, done.stdout + done.stderr
        return done

    def command(self, name: str) -> list:
        kind = name.partition("-")[0]
        if kind in ("database", "copy"):
            settings = {"port": self.ports[kind], "listen_addresses": HOST, "unix_socket_directories": "", "hot_standby": "on"}
            return [
                programs() / "postgres",
                "-D",
                self.servers / kind,
                *(f"--{key}={value}" for key, value in settings.items()),
            ]
        if kind == "broker":
            settings = {
                "port": self.ports[kind],
                "bind": HOST,
                "requirepass": self.passwords[kind],
                "appendonly": "yes",
                "dir": self.servers,
            }
            return [
                "redis-server",
                "--save",
                "",
                *(word for key, value in settings.items() for word in (f"--{key}", str(value))),
            ]
        if kind == "pooler":
            return ["pgbouncer", self.servers / "pooler.ini"]
        python = [sys.executable, "-W", "ignore", "-m"]
        if kind == "web":
            bind = f"{HOST}:{self.ports[name]}"
            return [
                *python,
                "gunicorn",
                "config.wsgi",
                "--bind",
                bind,
                "--threads",
                "4",
                "--no-control-socket",
                "--log-level",
                "warning",
            ]
        if kind == "metrics":
            return [*python, "config.upkeep.metrics"]
        celery = [*python, "celery", "-q", "-A", "config", kind, "--loglevel", "WARNING"]
        if kind == "worker":
            return [*celery, "--concurrency", "1", "--hostname", f"{name}@office", "--without-mingle", "--without-gossip"]
        return [*celery, "--pidfile=", f"--schedule={self.var / name}"]

    def start(self, name: str) -> None:
        ours = name.partition("-")[0] in ("web", "worker", "beat", "metrics")
        who = {} if ours else _as_postgres()
        environment_ = self.environment() if ours else None
        self.running[name] = subprocess.Popen(
            self.command(name), cwd=ROOT if ours else "/", env=environment_, stdout=self.log, stderr=self.log,
            stdin=subprocess.DEVNULL, start_new_session=True, **who,
        )  # fmt: skip
        self.until(lambda: self.answers(name), f"{name} does not answer")

    def answers(self, name: str) -> bool:
        kind, port = name.partition("-")[0], self.ports.get(name)
        try:
            if kind in ("database", "copy", "pooler"):
                role = ROOT_ROLE if kind == "database" else APP
                database = "postgres" if kind == "database" else DATABASE
                psycopg.connect(
                    host=HOST, port=port, user=role, password=self.passwords[role], dbname=database, connect_timeout=2
                ).close()
            elif kind == "broker":
                redis.Redis(HOST, port, password=self.passwords[kind]).ping()
        except (psycopg.Error, redis.RedisError):
            return False
        return True

    def until(self, true, complaint: str, patience: float = 90.0):
        deadline = time.monotonic() + patience
        while not (found := true()):
            assert time.monotonic() < deadline, f"{complaint}\n{(self.place / 'log').read_text(errors='replace')[-4000:]}"
            time.sleep(0.1)
        return found

    def kill(self, name: str, how: int = signal.SIGKILL) -> None:
        """It and what it forked. A killed database lets its processes end by themselves."""
        process = self.running.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, how)
        process.wait()

    def revive(self) -> None:
        """As systemd or compose does: what ended by itself, since it found no database when it began, begins again."""
        for name in [name for name, process in self.running.items() if process.poll() is not None]:
            self.start(name)

    def close(self) -> None:
        ours = [name for name in self.running if name.partition("-")[0] in ("web", "worker", "beat", "metrics")]
        for name in [*ours, *list(self.running)]:
            if name in self.running:
                self.kill(name, signal.SIGKILL if name in ours else signal.SIGINT)
        self.log.close()
        shutil.rmtree(self.place, ignore_errors=True)
