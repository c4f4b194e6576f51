"""What `make run` hands to its parts, and what it does when one ends: it goes on, unless no start can succeed."""

import os
import shutil
import socket
import subprocess
import sys
from types import SimpleNamespace

import pytest

from config.engine import ROOT, supervisor
from config.engine.places import EngineError
from config.environment import CANNOT_START
from privacy import keyfiles

OWNER = ("DATABASE_OWNER_URL", "DATABASE_OWNER_URL_FILE")
SEAL = ("YORISOI_KEY_LEDGER_SEAL", "YORISOI_KEY_LEDGER_SEAL_FILE")


@pytest.fixture
def parts(monkeypatch):
    for name in OWNER + SEAL:
        monkeypatch.setenv(name, "withheld")
    return {child.name: child for child in supervisor._children(8000)}


@pytest.mark.parametrize(("name", "seals"), [("web", False), ("worker", True), ("beat", False)])
def test_no_part_is_the_owner_and_only_the_worker_seals(parts, name, seals):
    given = parts[name].environment()
    assert not set(OWNER) & set(given)
    assert set(SEAL) & set(given) == (set(SEAL) if seals else set())
    assert given["DATABASE_URL"] == os.environ["DATABASE_URL"]


def test_it_is_what_the_process_is_started_with(parts, tmp_path):
    web = parts["web"]
    seen = tmp_path / "environ"
    web.command = [sys.executable, "-c", f"open({str(seen)!r}, 'wb').write(open('/proc/self/environ', 'rb').read())"]
    web.start()
    assert web.process.wait(timeout=60) == 0
    assert b"DATABASE_URL=" in seen.read_bytes()
    assert b"withheld" not in seen.read_bytes()


def test_the_web_process_reads_no_seal_where_it_could():
    """With the bundled servers all run as one user: the file is there, and the process does without it."""
    script = (
        "import config.wsgi\n"
        "from privacy import keyfiles, keys\n"
        "from django.conf import settings\n"
        "assert len(keys.get('fields')) == 32 and (settings.KEYS_DIR / 'ledger-seal').exists()\n"
        "try:\n    keys.get('ledger-seal')\n"
        "except keyfiles.KeyMissing:\n    print('withheld')\n"
    )
    ended = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "withheld"


def test_what_is_withheld_is_not_missed_and_not_made(tmp_path, monkeypatch):
    monkeypatch.setattr(keyfiles, "_withheld", set())
    monkeypatch.setenv("YORISOI_KEY_LEDGER_SEAL", "a")
    keyfiles.withhold("ledger-seal")
    assert "YORISOI_KEY_LEDGER_SEAL" not in os.environ
    assert "ledger-seal" not in keyfiles.ensure(tmp_path)
    assert keyfiles.ensure(tmp_path) == []
    with pytest.raises(keyfiles.KeyMissing, match="withheld"):
        keyfiles.read(tmp_path, "ledger-seal")


@pytest.fixture
def clock(monkeypatch):
    """The supervisor's own time: an hour of it, in no time, and then Ctrl-C."""
    now = SimpleNamespace(at=1000.0, until=4600.0)

    def sleep(seconds):
        now.at += seconds
        if now.at > now.until:
            raise KeyboardInterrupt

    monkeypatch.setattr(supervisor.time, "monotonic", lambda: now.at)
    monkeypatch.setattr(supervisor.time, "sleep", sleep)
    return now


class Falling(supervisor.Part):
    """Ends as soon as it was started, until `holds_from`."""

    def __init__(self, name, clock, *, holds_from=1e9, error=None):
        super().__init__(name)
        self.clock, self.holds_from, self.error, self.started_at = clock, holds_from, error, []

    def ended(self):
        return self.clock.at < self.holds_from

    def start(self):
        super().start()
        self.started_at.append(self.clock.at)
        if self.error and self.clock.at < self.holds_from:
            raise self.error


def test_what_falls_for_an_hour_is_started_less_and_less_often_and_ends_nothing_else(clock, capsys):
    falling, healthy = Falling("worker", clock), Falling("PostgreSQL", clock, holds_from=0)
    with pytest.raises(KeyboardInterrupt):
        supervisor._watch([falling, healthy])
    waits = [round(later - earlier) for earlier, later in zip(falling.started_at, falling.started_at[1:], strict=False)]
    assert waits[:5] == [1, 2, 4, 8, 16]
    assert set(waits[6:]) <= {30, 31}
    assert len(falling.started_at) > 100
    assert healthy.started_at == []
    assert "worker ended; starting it again in 0.5 s" in capsys.readouterr().err


def test_a_database_that_does_not_start_for_ten_minutes_is_started_in_the_end(clock, capsys):
    database = Falling("PostgreSQL", clock, holds_from=1600, error=EngineError("PostgreSQL did not start within 30 s"))
    with pytest.raises(KeyboardInterrupt):
        supervisor._watch([database])
    assert 1600 <= database.started_at[-1] < 1632
    assert "PostgreSQL did not start within 30 s" in capsys.readouterr().err


def test_what_ran_well_is_started_at_once_again(clock):
    part = Falling("web", clock)
    part.start()
    for _ in range(9):
        part.fell()
    assert part.fell() == supervisor.LONGEST
    part.start()
    clock.at += supervisor.WELL + 1
    assert part.fell() == supervisor.FIRST


def child(code, **more):
    part = supervisor.Child("web", [sys.executable, "-c", f"raise SystemExit({code})"], **more)
    part.start()
    part.process.wait(30)
    return part


def test_wrong_keys_are_no_reason_to_try_again(capsys):
    assert supervisor._watch([child(CANNOT_START)]) == 1
    assert "web cannot start: its keys or settings are wrong" in capsys.readouterr().err


def test_a_port_that_stays_taken_is_named(capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        part = child(1, port=taken.getsockname()[1])
        assert part.hopeless() == ""
        part.falls = supervisor.FALLS_FOR_A_PORT
        assert supervisor._watch([part]) == 1
        assert f"web cannot start: port {part.port} is taken" in capsys.readouterr().err


def test_a_full_disk_is_named(capsys, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=1000))
    assert supervisor._watch([child(1)]) == 1
    assert "is full. Make room" in capsys.readouterr().err
