"""`make run` and `manage.py` on a bare machine, with real processes: each test goes on where the one before it left the copy.

Slow for its kind (a first start makes a cluster and the demo): it is made once, and a second copy is a copy of its files.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.engine.copies import PATIENCE, ROOT, SUPERVISOR, Copy, environment, manage, processes

URL = re.compile(r"http://localhost:(\d+)")
# People of the demo who can sign in.
SIGN_INS = 14


@pytest.fixture(scope="module")
def place():
    """Where the database's user can come in too, so that a copy's whole state lies in its VAR_DIR, for root as well."""
    folder = Path(tempfile.mkdtemp(prefix="yorisoi-engine-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def first(place):
    """Under a long path with spaces and Japanese."""
    folder = place / f"寄り添い in a folder with spaces {'long' * 12}"
    folder.mkdir()
    copy = Copy(folder / "var")
    yield copy
    copy.close()


@pytest.fixture(scope="module")
def started(first):
    return first.start().until_ready()


def test_it_prints_its_address_and_the_sign_ins_and_nothing_else(started):
    assert URL.search(started.output())[1] == str(started.port)
    lines = [line for line in started.announced.splitlines() if line.strip()]
    sign_ins = [line for line in lines if "yorisoi-demo" in line]
    assert len(sign_ins) == SIGN_INS
    assert [line for line in lines if line not in sign_ins and not URL.search(line)] == [
        "First run: making demo data …",
        "Ctrl-C stops it.",
    ]
    assert started.get("/readyz")[1] == dict.fromkeys(("database", "broker", "worker", "keys", "ledger"), "ok")
    status, page = started.get("/account/login/")
    assert (status, "misaki" in page) == (200, True)


def test_its_files_are_its_owners_alone(started):
    for path in [
        *(started.var / "keys").iterdir(),
        *(started.var / "engine").glob("*.password"),
        started.var / "engine" / "valkey.conf",
    ]:
        assert path.stat().st_mode & 0o077 == 0, path.name


def test_no_part_knows_the_owner_of_the_tables(started):
    for part in ("gunicorn", "celery"):
        pids = started.pids(part)
        assert pids
        for pid in pids:
            known = Path(f"/proc/{pid}/environ").read_bytes()
            assert b"DATABASE_URL=" in known, part
            assert b"DATABASE_OWNER_URL" not in known, part


def test_a_command_uses_the_running_servers_and_leaves_them(started):
    before = started.pids("postgres")
    rows = json.loads(manage(started.var, "demo_accounts", "--json").stdout)
    assert {"role", "area", "login", "password"} == set(rows[0])
    assert {row["role"] for row in rows} == {
        "caseworker", "visitor", "coordinator", "advocate", "manager", "auditor", "administrator"
    }  # fmt: skip
    assert before <= started.pids("postgres")
    assert started.get("/healthz")[0] == 200


@pytest.mark.parametrize(("same", "said"), [("port", "Port {port} is taken"), ("var", "already runs on")])
def test_what_is_taken_is_said_clearly(started, place, same, said):
    var = started.var if same == "var" else place / "other"
    variables = environment(var, PORT=str(started.port))
    ended = subprocess.run(
        [sys.executable, *SUPERVISOR], cwd=ROOT, env=variables, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert ended.returncode == 1
    assert said.format(port=started.port) in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert started.get("/healthz")[0] == 200


def test_what_falls_is_started_again(started):
    for word in ("worker", "beat", "gunicorn"):
        before = started.pids(word)
        assert before
        os.kill(min(before), signal.SIGKILL)
        started.until(
            lambda word=word, before=before: min(started.pids(word) - before, default=0), f"{word} did not come again"
        )
    started.until(lambda: started.get("/readyz")[0] == 200, "it was not ready again")
    assert "starting it again" in started.output()


def test_while_the_database_or_the_broker_falls_pages_wait_and_no_traceback_is_written(started):
    for word in ("postgres", "valkey-server"):
        before = started.pids(word)
        assert before
        os.kill(min(before), signal.SIGKILL)
        answered = set()

        def again(word=word, before=before, answered=answered):
            answered.add(started.get("/account/login/")[0])
            return 200 in answered and min(started.pids(word) - before, default=0) and started.get("/readyz")[0] == 200

        started.until(again, f"{word} did not come again")
        # 0: our own patience of five seconds ran out first.
        assert answered <= {0, 200, 503}
    said = started.output().split("Ctrl-C stops it.")[1]
    assert "Traceback" not in said
    assert "  File " not in said
    assert 0 < said.count("the broker is away") + said.count("the database is away") < 10


def test_ctrl_c_ends_everything_in_order(started):
    log = started.var / "engine" / "postgres.log"
    begun = log.stat().st_size
    assert started.interrupt() == 0
    assert processes(started.var) == {}
    said = log.read_bytes()[begun:].decode()
    assert "database system is shut down" in said
    # Whoever still had a connection would have been thrown out of it.
    assert "terminating connection" not in said
    # A part that was idle since the broker fell may notice only now that it is there again.
    after = started.output().split("Stopping …")[1].split("\n")
    assert [line for line in after if line and "the broker is back" not in line] == []


def test_a_command_on_a_bare_checkout_starts_the_database_and_stops_it(first):
    done = manage(first.var, "verify_ledger")
    assert done.returncode == 0, done.stderr
    assert "The ledger is whole" in done.stdout
    assert processes(first.var) == {}


def test_the_second_start_does_nothing_twice(first):
    mark, static = first.var / "engine" / "migrated", first.var / "engine" / "static"
    before = (mark.stat().st_mtime_ns, static.stat().st_mtime_ns)
    first.start().until_ready()
    assert (mark.stat().st_mtime_ns, static.stat().st_mtime_ns) == before
    assert "First run" not in first.output()


def test_after_kill_9_of_everything_it_starts_again(first):
    assert first.kill_everything() >= 6
    first.start().until_ready()
    assert len(json.loads(manage(first.var, "demo_accounts", "--json").stdout)) == SIGN_INS
    assert first.interrupt() == 0


def test_two_copies_run_side_by_side(first, place):
    shutil.copytree(first.var, place / "second")
    if os.geteuid() == 0:
        uid = (first.var / "postgres").stat().st_uid
        for path in [place / "second" / "postgres", *(place / "second" / "postgres").rglob("*")]:
            os.chown(path, uid, -1)
    second = Copy(place / "second")
    try:
        for copy in (first, second):
            copy.start()
        for copy in (first, second):
            copy.until_ready()
        assert first.pids("postgres").isdisjoint(second.pids("postgres"))
        assert second.interrupt() == 0
        assert first.get("/readyz")[0] == 200
    finally:
        second.close()
        first.close()


def test_bootstrap_makes_two_administrators_and_no_demo(place):
    var = place / "new"
    done = manage(
        var,
        "bootstrap",
        "first.admin",
        "second.admin",
        "--council",
        "甲地区社会福祉協議会",
        "--url",
        "https://yorisoi.example.jp",
    )
    assert done.returncode == 0, done.stderr
    assert len(set(re.findall(r"https://yorisoi\.example\.jp/\S+/\S+/", done.stdout))) >= 2
    assert "no demo data" in manage(var, "demo_accounts").stderr
    assert processes(var) == {}


def test_a_path_that_postgresql_cannot_take_is_refused(place):
    done = manage(place / "it's", "check")
    assert done.returncode == 1
    assert "VAR_DIR must not contain" in done.stderr
