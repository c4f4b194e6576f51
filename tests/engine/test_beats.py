"""One beat at a time: a second one waits and says so, takes over from one that stopped or died, and gives way to one that took over."""

import os
import subprocess
import sys

import pytest
import redis

from config import one_beat
from config.celery import app
from privacy.servers import BROKER


@pytest.fixture
def server(monkeypatch):
    """Keys of this test's own; the servers are those of the run."""
    monkeypatch.setattr(one_beat, "KEY", f"test-beat-{os.getpid()}")
    monkeypatch.setattr(one_beat, "WAITS", f"test-beat-waits-{os.getpid()}")
    monkeypatch.setattr(BROKER, "_since", 0.0)
    with one_beat.server() as asked:
        asked.delete(one_beat.KEY, one_beat.WAITS)
        yield asked
        asked.delete(one_beat.KEY, one_beat.WAITS)


@pytest.fixture
def two(server, tmp_path, monkeypatch):
    """Two beats on one file, as two containers with one volume have it; each says of itself who it is."""
    sent = []
    made = {}
    for name in ("first", "second"):
        beat = one_beat.OneBeat(app, schedule_filename=str(tmp_path / "schedule"), max_interval=5)
        beat.apply_entry = lambda entry, producer=None, name=name: sent.append((name, entry.name))
        made[name] = beat

    def tick(name, times=3):
        monkeypatch.setattr(one_beat, "myself", lambda: f"{name}#1:1")
        return [made[name].tick() for _ in range(times)]

    def close(name):
        monkeypatch.setattr(one_beat, "myself", lambda: f"{name}#1:1")
        made[name].close()

    yield tick, close, sent
    for name in made:
        close(name)


def test_the_second_waits_says_so_once_and_takes_over_when_the_first_stops(two, caplog):
    tick, close, _sent = two
    tick("first")
    assert one_beat.known() == ("first", "")
    assert tick("second") == [one_beat.ASKS] * 3
    assert one_beat.known() == ("first", "second")
    assert [record.getMessage() for record in caplog.records].count(
        "another beat is at work; this one waits, and takes over when that one stops"
    ) == 1
    close("first")
    tick("second", 1)
    assert one_beat.known()[0] == "second"
    assert "the other beat stopped; this one is at work" in caplog.text


def test_one_that_slept_too_long_gives_way_and_sends_nothing_more(two, server):
    tick, _close, sent = two
    tick("first")
    server.delete(one_beat.KEY)
    tick("second", 1)
    sent.clear()
    assert tick("first") == [one_beat.ASKS] * 3
    assert [name for name, _entry in sent if name == "first"] == []
    assert one_beat.known() == ("second", "first")


def test_the_key_of_one_that_died_here_is_taken_over_at_once_and_one_elsewhere_is_left(server):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    server.set(one_beat.KEY, f"{one_beat.machine()}:{os.getppid()}")
    assert not one_beat.take(), "it lives"
    server.set(one_beat.KEY, f"elsewhere#1:{ended.pid}")
    assert not one_beat.take(), "nobody knows"
    server.set(one_beat.KEY, f"{one_beat.machine()}:{ended.pid}")
    assert one_beat.take()
    assert 0 < server.ttl(one_beat.KEY) <= one_beat.LIVES
    one_beat.give_up()
    assert server.get(one_beat.KEY) is None


def test_without_the_server_nobody_is_at_work_and_it_is_said_once(two, monkeypatch, caplog):
    tick, _close, sent = two

    def away():
        raise redis.ConnectionError

    monkeypatch.setattr(one_beat, "take", away)
    assert tick("first") == [one_beat.ASKS] * 3
    assert sent == []
    assert [record.getMessage() for record in caplog.records] == ["the broker is away: ConnectionError"]
