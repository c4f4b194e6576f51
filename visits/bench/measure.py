"""The scan in the worker, the board, a visitor's round, the year's numbers, and saving a visit through the whole stack."""

import statistics
import time
import uuid
from dataclasses import asdict

from django.conf import settings
from django.db import transaction
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from casework.bench.measure import Row, client_of, compare, execute
from japan import fiscal
from privacy import context
from programs import indicators
from programs.services import counts_keep
from visits import services
from visits.bench.fill import COORDINATOR, SMALL, VISITOR, WALK
from visits.indicators import visits_by_outcome
from visits.models import Assignment, Enrolment
from visits.services.alerts import raise_overdue

TIMES = 3


class _Undone(Exception):
    """What was measured is taken back, so that the next run finds the same."""


@override_settings(ROOT_URLCONF="casework.bench.measure", ALLOWED_HOSTS=["localhost"])
def measure(size: int) -> list[dict]:
    assert not settings.DEBUG, "a bench with DEBUG on measures the debugger"
    manager, coordinator, visitor = (client_of(name) for name in ("ishiwata", COORDINATOR, f"{VISITOR}-0"))

    def bare_page():
        return manager.get("/bare/")

    rows = [*_pages(size, coordinator, visitor, bare_page), *_saving(size, visitor), *_numbers(size), *_scans(size)]
    return [asdict(row) for row in rows]


def _pages(size, coordinator, visitor, bare_page):
    for name, client, url, shown, wanted in (
        (f"board, coordinator of {SMALL}", coordinator, reverse("watch"), SMALL, 50),
        (f"round, visitor of {WALK}", visitor, reverse("round"), WALK, None),
        ("not yet confirmed safe", coordinator, reverse("safety"), 0, None),
    ):
        answer = client.get(url)
        assert answer.status_code == 200, answer.status_code
        assert answer.content.count(b"/watch/" if client is coordinator else b"/visit/") >= shown, f"{name} shows too little"
        yield from compare(name, size, lambda client=client, url=url: client.get(url), bare_page, "bare page", wanted=wanted)


def _saving(size, visitor):
    """The POST alone, beside one bare insert of the same text."""
    doors = list(
        Assignment.objects.filter(user__username=f"{VISITOR}-0").order_by("position").values_list("enrolment", flat=True)
    )
    text, number = "庭のトマトをもらった。膝はだいぶよい。" * 3, iter(range(10**6))

    def save():
        door = doors[next(number) % len(doors)]
        answer = visitor.post(reverse("visit_new", args=[door]), {"outcome": "well", "note": text, "once": str(uuid.uuid4())})
        assert answer.status_code in (302, 303), answer.status_code
        assert answer["Location"] == reverse("round"), answer["Location"]

    def insert():
        execute("INSERT INTO bare_note VALUES (%s, %s, %s)", [uuid.uuid4(), timezone.now(), text])

    yield from compare("save a visit (POST)", size, save, insert, "bare insert")


def _numbers(size):
    """As on any day: the months that had ended were kept."""
    counts_keep()
    council = User.objects.get(username="ishiwata").memberships.first().area
    today = timezone.localdate()
    year = fiscal.fiscal_year(today)
    for indicator in indicators.of_program("watch"):
        yield _timed(f"{indicator.code} by month", size, lambda indicator=indicator: indicator.by_month(council, year, today))
    yield _timed("chart: visits by month and outcome", size, lambda: visits_by_outcome(council, year, today))
    manager = User.objects.get(username="ishiwata")

    def due():
        with context.on_behalf_of(manager):
            found = Enrolment.objects.visible_to(manager).due_until(today.replace(day=28)).order_by("next_due_date", "id")
            assert len(found.values_list("pk")[:50]) == 50
            return found.count()

    yield _timed("due this month, whole council", size, due)


def _scans(size):
    def overdue():
        with context.as_job("watch") as job:
            number = raise_overdue(actor=job)
        assert number >= size // 100, f"{number} were overdue"

    yield _timed("scan, 2 in 100 overdue", size, _taken_back(overdue), wanted=10_000)

    def nothing_late():
        with context.as_job("watch") as job:
            services.scan(actor=job)

    with transaction.atomic():
        overdue()
        yield _timed("scan, nothing new", size, nothing_late)
        transaction.set_rollback(True)


def _taken_back(action):
    def run():
        try:
            with transaction.atomic():
                action()
                raise _Undone
        except _Undone:
            pass

    return run


def _timed(name, size, action, wanted=None) -> Row:
    found = []
    for _time in range(TIMES):
        begun = time.perf_counter()
        action()
        found.append((time.perf_counter() - begun) * 1000)
    return Row(name, size, round(statistics.median(found), 2), round(max(found), 2), wanted=wanted)
