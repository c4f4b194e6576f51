"""One database made once by its owner; each worker works on a copy of it, as the app's own role.

A test's changes are rolled back. A test that must commit (the sealer, a live server, a kill) asks for `own_database`.
"""

import atexit
import gc
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
if "PYTEST_XDIST_WORKER" not in os.environ and not os.environ.get("VAR_DIR"):
    # The state of the whole run: servers, keys and databases, thrown away at the end.
    _var = tempfile.TemporaryDirectory(prefix="yorisoi-test-")
    atexit.register(_var.cleanup)
    # Root's PostgreSQL runs as somebody else, who must be able to enter, or its data would be kept outside.
    os.chmod(_var.name, 0o711)
    os.environ["VAR_DIR"] = _var.name

import django
import hypothesis
import psycopg
import pytest
from psycopg import sql

from config import engine, translations
from config.engine import postgres

_servers = ExitStack()
_servers.enter_context(engine.servers())
atexit.register(_servers.close)
if "_var" in globals():
    # What is thrown away need not survive a power cut: a database is dropped at once instead of in some seconds.
    with postgres.superuser(engine.var_dir(), "postgres") as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
translations.compile_all()
# The first process migrates what the workers only copy.
if "PYTEST_XDIST_WORKER" not in os.environ:
    engine.migrate()
django.setup()

# A busy machine is no reason to fail: no test here is about time.
hypothesis.settings.register_profile("yorisoi", deadline=None)
hypothesis.settings.load_profile("yorisoi")

pytest_plugins = ["tests.cast", "tests.whole_home"]


def admin(database="postgres"):
    """A connection that may make databases: the bundled superuser, or the owner of DATABASE_OWNER_URL."""
    var = engine.var_dir()
    if (var / "engine" / f"{postgres.SUPERUSER}.password").exists():
        return postgres.superuser(var, database)
    return psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True)


def make_database(name: str, template: str = postgres.DATABASE) -> None:
    """A copy of the migrated database, a tenth of a second."""
    with admin() as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
                sql.Identifier(name), sql.Identifier(template), sql.Identifier(postgres.OWNER)
            )
        )


def drop_database(name: str) -> None:
    with admin() as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def environment_of(database: str) -> dict[str, str]:
    """Of a process beside this one that works on this database."""
    urls = {"DATABASE_URL": postgres.APP, "DATABASE_OWNER_URL": postgres.OWNER}
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        **{name: postgres.url(engine.var_dir(), role, database) for name, role in urls.items()},
    }


# The workers' common one. The first process, from which they have its name, drops it.
DEMO = os.environ.setdefault("YORISOI_DEMO_DATABASE", f"demo_{os.getpid()}")
if "PYTEST_XDIST_WORKER" not in os.environ:
    atexit.register(drop_database, DEMO)


@pytest.fixture(scope="session")
def demo_database() -> str:
    """A database with the demo in it, to be copied. Whichever worker wants it first makes it, which takes half a minute."""
    with admin() as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [DEMO])
        if not connection.execute("SELECT FROM pg_database WHERE datname = %s", [DEMO]).rowcount:
            make_database(f"{DEMO}_begun")
            for command in (["collectstatic", "--no-input"], ["prepare_run"]):
                subprocess.run(
                    [sys.executable, engine.ROOT / "manage.py", *command], env=environment_of(f"{DEMO}_begun"), check=True,
                    stdout=subprocess.DEVNULL,
                )  # fmt: skip
            connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*map(sql.Identifier, (f"{DEMO}_begun", DEMO))))
    return DEMO


# What takes minutes begins first, so that no worker is left alone with it (`make test` keeps this order).
LONG = ("architecture/test_matrix.py", "browser/test_axe.py", "architecture/test_hostile_input.py", "engine/test_run.py")


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: not item.path.as_posix().endswith(LONG))


def pytest_collection_finish():
    """What is loaded by now stays: looked through for garbage again and again, it takes a twentieth of each test."""
    gc.freeze()


DAY, TOKYO = 24 * 3600, 9 * 3600
# Seconds before midnight in which no test begins: for most it is enough, and it is waited for once in a day.
EVE = 30


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup():
    """A test in whose middle a day ends has one half in each: what it made today is yesterday's when it looks."""
    left = DAY - (time.time() + TOKYO) % DAY
    if left < EVE:
        time.sleep(left + 1)


def use_database(name: str) -> None:
    from django.db import connections

    connections["default"].close()
    connections["default"].settings_dict["NAME"] = name
    connections.settings["default"]["NAME"] = name


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker, worker_database):
    with django_db_blocker.unblock():
        use_database(worker_database)
        yield
        from django.db import connections

        connections["default"].close()


@pytest.fixture(scope="session")
def worker_database():
    name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    make_database(name)
    yield name
    drop_database(name)


def _database(name: str, blocker, worker_database: str):
    make_database(name)
    with blocker.unblock():
        use_database(name)
        try:
            yield name
        finally:
            use_database(worker_database)
            drop_database(name)


@pytest.fixture(scope="module")
def for_the_file(django_db_setup, django_db_blocker, worker_database, request):
    """A database for one file. What its fixtures make there is committed, since a transaction as long as the file would hold back
    the fence of every ledger on the server; each test takes back what it did itself."""
    yield from _database(f"file_{os.getpid()}_{abs(hash(request.node.nodeid)) % 10**8}", django_db_blocker, worker_database)


@pytest.fixture
def own_database(django_db_setup, django_db_blocker, worker_database, request):
    """A database of this test's own, for what must really commit. Its name; `settings.DATABASES` points at it."""
    yield from _database(f"own_{os.getpid()}_{abs(hash(request.node.nodeid)) % 10**8}", django_db_blocker, worker_database)


@pytest.fixture
def owner_connection(own_database):
    """The owner's connection to `own_database`: what an intruder with the owner's password could do."""
    with psycopg.connect(postgres.url(engine.var_dir(), postgres.OWNER, own_database), autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="session", autouse=True)
def enterable_folders(tmp_path_factory):
    """Root's PostgreSQL runs as somebody else: in a closed temporary folder its data would be kept, and left, outside of it."""
    base = tmp_path_factory.getbasetemp()
    for folder in (base, base.parent, base.parent.parent):
        if folder.owner() == Path.home().owner() and "pytest" in folder.name:
            folder.chmod(folder.stat().st_mode | 0o011)


@pytest.fixture(scope="session")
def var_dir() -> Path:
    return engine.var_dir()
