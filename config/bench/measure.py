"""Two processes with four threads each read as a web server's would, in turns with the ledger and without; then every job that beat wakes
runs once, in a process of its own, as the worker's would. Each process tells how much memory it took at most."""

import multiprocessing
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from threading import Thread
from typing import Any

from django.conf import settings
from django.db import connections
from django.test import override_settings
from django.urls import reverse

from casework.bench.measure import Row, case_with, client_of
from config.celery import app
from config.schedule import SCHEDULE
from privacy import ledger

PROCESSES, THREADS, TURNS, SECONDS = 2, 4, 6, 8.0
# At least 80 % of the pages that are read without the ledger; megabytes of a process.
LEDGER, MEMORY = 1.25, 250
# What a night's job may take where little has changed, in milliseconds. The ledger is read as a whole each time: copies of cases have no
# versions, so that it is never found whole.
JOB, WHOLE = 10_000, "look through the ledger"


@override_settings(ROOT_URLCONF="casework.bench.measure", ALLOWED_HOSTS=["localhost"])
def measure(size: int) -> list[dict]:
    assert not settings.DEBUG, "a bench with DEBUG on measures the debugger"
    app.loader.import_default_modules()
    return [asdict(row) for row in (*_reading(size), *_jobs(size))]


def _reading(size: int) -> Iterator[Row]:
    """Of a page's time each client's share: eight who get 100 pages a second wait 80 ms for each."""
    pages = [("misaki", reverse("case", args=[case_with(5)])), ("ishiwata", f"{reverse('case_list')}?status=all")]
    waited: dict[bool, list[float]] = {True: [], False: []}
    largest = 0.0
    for turn in range(TURNS):
        recorded = turn % 2 == 0
        for read, memory in _forked(PROCESSES, _read, pages, recorded):
            waited[recorded].append(THREADS * SECONDS * 1000 / read)
            largest = max(largest, memory)
    with_it, without = (statistics.median(waited[recorded]) for recorded in (True, False))
    slowest, ratio = max(waited[True]), round(with_it / without, 2)
    name = f"{PROCESSES * THREADS} clients read recorded pages"
    yield Row(name, size, round(with_it, 1), round(slowest, 1), ratio, "without the ledger", LEDGER)
    yield Row("process that answers, MB at most", size, round(largest), round(largest), wanted=MEMORY)


def _read(pages: list[tuple[str, str]], recorded: bool) -> tuple[int, float]:
    """(pages read, megabytes)"""
    if not recorded:
        ledger.record = lambda *args, **kwargs: None
    numbers: list[int] = []
    threads = [Thread(target=_client, args=(*pages[number % len(pages)], numbers)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(numbers) == THREADS, "a client failed"
    return sum(numbers), _memory()


def _client(username: str, url: str, numbers: list[int]) -> None:
    client, read = client_of(username), 0
    assert client.get(url).status_code == 200
    end = time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        client.get(url)
        read += 1
    numbers.append(read)
    connections.close_all()


def _jobs(size: int) -> Iterator[Row]:
    """A second time, since the first finds what no night before has done."""
    [(spent, memory)] = _forked(1, _work)
    for name, (first, second) in spent.items():
        yield Row(f"job: {name}", size, round(second), round(max(first, second)), wanted=None if name == WHOLE else JOB)
    yield Row("process that works, MB at most", size, round(memory), round(memory), wanted=MEMORY)


def _work() -> tuple[dict[str, list[float]], float]:
    spent: dict[str, list[float]] = {name: [] for name in SCHEDULE if name != "heartbeat"}
    for _night in range(2):
        for name in spent:
            begun = time.perf_counter()
            app.tasks[SCHEDULE[name]["task"]]()
            spent[name].append((time.perf_counter() - begun) * 1000)
    return spent, _memory()


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _forked(number: int, work: Callable[..., Any], *args: Any) -> list[Any]:
    """What so many processes came to that did the same at the same time."""
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    answers = fork.Queue()
    processes = [fork.Process(target=_answer, args=(answers, work, args)) for _one in range(number)]
    for process in processes:
        process.start()
    found = [answers.get() for _process in processes]
    for process in processes:
        process.join()
    failed = [one for one in found if isinstance(one, Exception)]
    if failed:
        raise failed[0]
    return found


def _answer(answers: Any, work: Callable[..., Any], args: tuple[Any, ...]) -> None:
    try:
        answers.put(work(*args))
    except Exception as error:  # it is raised where it is waited for
        answers.put(error)
