"""What Prometheus is told: sums over all processes, of nobody, and a part that is away beside those that are not."""

import http.client
import threading
import time
from datetime import timedelta
from http.server import HTTPServer

import pytest
import redis
from django.utils import timezone

from config import one_beat
from config.models import BackupRun
from config.upkeep import counting, metrics
from tests.cast import login

pytestmark = pytest.mark.django_db
NAME = "髙橋"


@pytest.fixture
def counted(settings, monkeypatch):
    """Counting as with METRICS_PORT, under a key of this test's own, and handed over by the test alone."""
    settings.METRICS_PORT = 1
    monkeypatch.setattr(counting, "KEY", f"test-requests-{time.monotonic_ns()}")
    monkeypatch.setattr(counting, "_thread", [threading.current_thread()])
    counting._counts.clear()
    yield
    counting._counts.clear()
    with one_beat.server() as server:
        server.delete(counting.KEY)


def lines(part=None):
    return metrics.text(metrics.samples(timezone.now())).splitlines()


def number(line):
    return float(next(each for each in lines() if each.startswith(f"{line} ")).rpartition(" ")[2])


def test_requests_are_told_by_the_name_of_their_address_and_by_nothing_that_stands_in_it(client, cast, counted):
    login(client, cast.administrator)
    client.get("/staff/mails/", {"q": NAME})
    client.get(f"/{NAME}/", headers={"user-agent": NAME})
    client.generic("PROPFIND" + "X", "/staff/mails/")
    counting.hand_over()
    client.get("/staff/mails/")
    counting.hand_over()
    told = "\n".join(lines())
    assert 'yorisoi_request_seconds_count{route="mails",method="GET",status="200"} 2' in told
    assert 'yorisoi_request_seconds_bucket{route="mails",method="GET",status="200",le="+Inf"} 2' in told
    assert 'yorisoi_request_seconds_count{route="none",method="GET",status="404"} 1' in told
    assert 'route="none",method="other",status="405"' in told
    assert NAME not in told
    assert "PROPFIND" not in told
    assert told.count("# TYPE yorisoi_request_seconds histogram") == 1


def test_each_bucket_holds_those_below_it_and_two_processes_add_up(rf, counted):
    request = rf.get("/")
    request.resolver_match = None
    for seconds in (0.01, 0.2, 0.2, 30):
        counting.count(request, 200, seconds)
    counting.hand_over()
    counting.count(request, 200, 0.01)
    counting.hand_over()
    labels = 'route="none",method="GET",status="200"'
    found = [number(f'yorisoi_request_seconds_bucket{{{labels},le="{le}"}}') for le in ("0.05", "0.1", "0.25", "10.0", "+Inf")]
    assert found == [2, 2, 4, 4, 5]
    assert number(f"yorisoi_request_seconds_sum{{{labels}}}") == pytest.approx(30.42)


def test_what_cannot_be_handed_over_is_kept(rf, counted, monkeypatch):
    request = rf.get("/")
    request.resolver_match = None
    counting.count(request, 200, 1)
    real = one_beat.server

    def away():
        raise redis.ConnectionError

    monkeypatch.setattr(one_beat, "server", away)
    counting.hand_over()
    assert [line for line in lines() if 'part="requests"' in line] == ['yorisoi_part_up{part="requests"} 0']
    assert number('yorisoi_part_up{part="database"}') == 1
    monkeypatch.setattr(one_beat, "server", real)
    counting.hand_over()
    assert number('yorisoi_request_seconds_count{route="none",method="GET",status="200"}') == 1


def test_unless_a_port_is_named_nothing_is_counted(client, counted, settings):
    settings.METRICS_PORT = 0
    client.get("/healthz")
    assert not counting._counts


def test_backup_and_outbox_have_their_ages(counted):
    now = timezone.now()
    assert not [line for line in lines() if line.startswith("yorisoi_backup_age")]
    BackupRun.objects.create(begun_at=now, ended_at=now - timedelta(hours=2), folder="/b", name="one", size=5)
    BackupRun.objects.create(begun_at=now, folder="/b", failed="full")
    assert number("yorisoi_backup_age_seconds") == pytest.approx(7200, abs=60)
    assert (number("yorisoi_backup_failed"), number("yorisoi_backup_size_bytes")) == (1, 5)
    assert number("yorisoi_outbox_oldest_seconds") == 0
    assert number("yorisoi_ledger_months_ahead") >= 23


def test_it_answers_one_address_alone(monkeypatch):
    monkeypatch.setattr(metrics, "PARTS", {"machine": metrics.machine})
    with HTTPServer(("127.0.0.1", 0), metrics.Answer) as server:
        for path, status in (("/metrics", 200), ("/", 404)):
            answers = threading.Thread(target=server.handle_request)
            answers.start()
            asked = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
            asked.request("GET", path)
            answer = asked.getresponse()
            body = answer.read().decode()
            answers.join()
            assert answer.status == status
            assert ("yorisoi_version{" in body) == (status == 200)
