"""The candidates' time in the database, beside the case list of the same reader; the page of a meeting with twelve items; its papers."""

import time
from dataclasses import asdict

from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.urls import reverse

from accounts.models import User
from casework.bench.measure import Row, client_of, compare
from conferences.agenda_candidates import candidates
from conferences.bench import papers
from conferences.bench.fill import ITEMS
from conferences.models import Conference
from privacy import context

TIMES, WANTED = 20, 200


class Clock:
    """How long the database takes, in all."""

    def __init__(self):
        self.spent = 0.0

    def __call__(self, execute, *args):
        begun = time.perf_counter()
        try:
            return execute(*args)
        finally:
            self.spent += (time.perf_counter() - begun) * 1000


@override_settings(ROOT_URLCONF="casework.bench.measure", ALLOWED_HOSTS=["localhost"])
def measure(size: int) -> list[dict]:
    assert not settings.DEBUG, "a bench with DEBUG on measures the debugger"
    uzawa = User.objects.get(username="uzawa")
    return [asdict(row) for row in (_candidates(size), *_agenda(size), papers.measure(uzawa, size))]


def _candidates(size) -> Row:
    uzawa = User.objects.get(username="uzawa")
    found = []
    for _time in range(TIMES):
        clock = Clock()
        with context.on_behalf_of(uzawa), connection.execute_wrapper(clock):
            shown, _all = candidates(uzawa, uzawa.memberships.first().area_id)
        assert shown
        found.append(clock.spent)
    found.sort()
    return Row("candidates, in the database", size, round(found[TIMES // 2], 3), round(found[-1], 3), wanted=WANTED)


def _agenda(size):
    client, meeting = client_of("uzawa"), Conference.objects.order_by("date").last()
    page, cases = meeting.get_absolute_url(), reverse("case_list")
    assert client.get(page).content.count(b'class="panel agenda__item') == ITEMS
    yield from compare(
        f"agenda of {ITEMS} items with candidates", size, lambda: client.get(page), lambda: client.get(cases), "case list"
    )
