"""The list of 25 doors, two hundred visits in one call, and fifty tablets that bring twenty each while ten people of the office browse."""

import multiprocessing
import statistics
import time
import uuid
from dataclasses import asdict
from datetime import timedelta
from threading import Thread

from django.conf import settings
from django.db import connection, connections, transaction
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from casework.bench.measure import ROUNDS, Row, client_of, compare, execute
from field.bench.tablet import NOTE, Tablet, bring
from field.services.keys import current_key
from visits.bench.fill import COORDINATOR, VISITOR, WALK
from visits.models import Assignment

QUEUED, CALLS = 200, 3
TABLETS, EACH, VISITORS = 50, 20, 12
OFFICE, PAUSE, QUIET = 10, 1.0, 12
PAGES = ("home", "watch", "alerts", "safety")


@override_settings(ROOT_URLCONF="casework.bench.measure", ALLOWED_HOSTS=["localhost"])
def measure(size: int) -> list[dict]:
    assert not settings.DEBUG, "a bench with DEBUG on measures the debugger"
    current_key()
    return [asdict(row) for row in (*_list(size), *_queue(size), *_evening(size))]


def _list(size):
    visitor, manager = client_of(f"{VISITOR}-0"), client_of("ishiwata")
    headers = {"X-Field-Device": str(_tablet(0).device.pk)}

    def load():
        answer = visitor.get(reverse("field_list"), headers=headers)
        assert answer.status_code == 200, answer.status_code
        assert len(answer.json()["doors"]) == WALK

    def bare():
        manager.get("/bare/")

    yield from compare(f"list of {WALK} doors", size, load, bare, "bare page")
    alone = [(_without_queries(load), _timed(bare)) for _round in range(ROUNDS)]
    own, page = (statistics.median(times) for times in zip(*alone, strict=True))
    yield Row(f"list of {WALK} doors, without its queries", size, round(own, 2), 0, round(own / page, 2), "bare page", 2)


def _without_queries(action) -> float:
    asked = []

    def ask(execute, *said):
        begun = time.perf_counter()
        answer = execute(*said)
        asked.append((time.perf_counter() - begun) * 1000)
        return answer

    with connection.execute_wrapper(ask):
        return _timed(action) - sum(asked)


def _queue(size):
    """One call, and as many bare inserts in one transaction."""
    taken, bare = [], []
    for number in range(CALLS):
        body, headers = _tablet(number).call(_visits(number, QUEUED))
        taken.append(_timed(lambda body=body, headers=headers: bring(body, headers)))
        bare.append(_timed(_inserts))
    each = statistics.median(taken) / QUEUED
    yield Row(f"{QUEUED} visits in one call, each", size, round(each, 2), round(max(taken) / QUEUED, 2), wanted=25)
    ratio = round(statistics.median(taken) / statistics.median(bare), 1)
    yield Row(f"{QUEUED} visits in one call", size, round(statistics.median(taken)), round(max(taken)), ratio, "bare inserts")


def _inserts():
    with transaction.atomic():
        for _number in range(QUEUED):
            execute("INSERT INTO bare_note VALUES (%s, %s, %s)", [uuid.uuid4(), timezone.now(), NOTE])


def _evening(size):
    """Two processes take what the tablets bring, two answer the office, as on a server with two cores."""
    calls = [_tablet(number % VISITORS).call(_visits(number % VISITORS, EACH)) for number in range(TABLETS)]
    alone, _took = _browse_beside([])
    busy, took = _browse_beside(calls)
    yield Row(f"{TABLETS} tablets bring {EACH} each", size, round(took), round(took), wanted=30_000)
    quiet, loaded = (statistics.quantiles(times, n=20)[-1] for times in (alone, busy))
    ratio = round(loaded / quiet, 2)
    yield Row(f"{OFFICE} people browse meanwhile, p95", size, round(loaded), round(loaded), ratio, "alone", 2)


def _browse_beside(calls) -> tuple[list[float], float]:
    """(what each page took, how long the tablets took)"""
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    over, times = fork.Event(), fork.Queue()
    office = [fork.Process(target=_office, args=(over, times, OFFICE // 2)) for _half in range(2)]
    begun = time.perf_counter()
    brought = [fork.Process(target=_bring_all, args=(calls[half::2],)) for half in range(2)] if calls else []
    for process in office + brought:
        process.start()
    for process in brought:
        process.join()
        assert process.exitcode == 0, "a call failed"
    took = (time.perf_counter() - begun) * 1000
    time.sleep(max(0, QUIET - took / 1000))
    over.set()
    found = [one for _process in office for one in times.get()]
    for process in office:
        process.join()
    return found, took


def _bring_all(calls) -> None:
    for body, headers in calls:
        bring(body, headers)


def _office(over, times, people) -> None:
    found: list[float] = []
    threads = [Thread(target=_browse, args=(over, found, number)) for number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.put(found)


def _browse(over, found, number) -> None:
    client, turn = client_of(COORDINATOR), number
    while not over.is_set():
        url, turn = reverse(PAGES[turn % len(PAGES)]), turn + 1
        found.append(_timed(lambda url=url: client.get(url)))
        time.sleep(PAUSE)
    connections.close_all()


def _tablet(number) -> Tablet:
    visitor = User.objects.get(username=f"{VISITOR}-{number}")
    return Tablet(visitor, visitor.memberships.first().area.council)


def _visits(number, count):
    """Of the last hours: each door again and again."""
    doors = list(
        Assignment.objects.filter(user__username=f"{VISITOR}-{number}").order_by("position").values_list("enrolment", flat=True)
    )
    now = timezone.now()
    return [(doors[turn % len(doors)], now - timedelta(minutes=count - turn)) for turn in range(count)]


def _timed(action) -> float:
    begun = time.perf_counter()
    action()
    return (time.perf_counter() - begun) * 1000
