"""A server that dies under a running supervisor, a database that is away, and passwords that are gone."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper

from config.engine import ROOT, postgres, valkey
from config.engine.places import data_dir
from tests.engine.copies import PATIENCE, environment, until

# The supervisor's own watch, over the servers alone: no demo to wait for.
# A shell that starts the tests in the background has them ignore Ctrl-C.
WATCH = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from config import engine
from config.engine.supervisor import Server, _watch
with engine.servers() as bundled:
    print("watching", flush=True)
    _watch([Server(module.NAME, module) for module in bundled])
"""


@pytest.fixture
def home():
    """Closed to everybody else, so that root's database lies elsewhere; both are removed."""
    folder = Path(tempfile.mkdtemp(prefix="yorisoi-test-")).resolve()
    yield folder
    shutil.rmtree(data_dir(folder / "var"), ignore_errors=True)
    shutil.rmtree(folder)


@pytest.fixture
def watched(home):
    """A VAR_DIR whose two servers are watched by a supervisor in a process of its own."""
    var = home / "var"
    process = subprocess.Popen(
        [sys.executable, "-c", WATCH], cwd=ROOT, env=environment(var), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "watching\n", process.communicate()
    yield var
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=PATIENCE)
    assert "ended; starting it again" in said
    assert not postgres.runs(var)
    assert not valkey.runs(var)


def test_a_killed_postgresql_is_started_again(watched):
    killed = postgres._pid(watched)
    with postgres.superuser(watched) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1")
    os.kill(killed, signal.SIGKILL)
    until(lambda: postgres._pid(watched) not in {None, killed} and postgres._answers(watched))
    with postgres.superuser(watched) as connection:
        assert connection.execute("TABLE kept").fetchall() == [(1,)]


def test_a_killed_valkey_is_started_again(watched):
    killed = valkey.client(watched).info("server")["process_id"]
    os.kill(killed, signal.SIGKILL)
    until(lambda: valkey.runs(watched) and valkey.client(watched).info("server")["process_id"] != killed)


def test_alive_and_ready_answer_without_a_database(client, monkeypatch):
    """Each query is an error, and so is the beginning of a transaction: a page that opened one first would not answer."""

    def gone(connection):
        raise OperationalError("the server is away")

    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", gone)
    assert client.get("/healthz").json() == {"status": "alive"}
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["database"] == "failing"


def test_a_database_whose_passwords_are_gone_is_neither_opened_nor_replaced(home):
    def check() -> subprocess.CompletedProcess:
        command = [sys.executable, ROOT / "manage.py", "check"]
        return subprocess.run(
            command, env=environment(home / "var"), capture_output=True, text=True, timeout=PATIENCE, check=False
        )

    assert check().returncode == 0
    shutil.rmtree(home / "var" / "engine")
    refused = check()
    assert refused.returncode == 1
    assert f"mv {data_dir(home / 'var')} " in refused.stderr
    assert "Traceback" not in refused.stderr
    assert (data_dir(home / "var") / "PG_VERSION").exists()
