"""How long a report may take within a request, and how far a task is that makes one.

The cache carries how far: what a transaction writes is seen when it ends. Where the cache is away, a page shows that it goes on, and no more.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.core.cache import cache
from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from psycopg.errors import QueryCanceled

logger = logging.getLogger(__name__)
# What is not counted by then is made by a task.
AT_ONCE = 2.0
REMEMBERED = 60 * 60
# `step(done, total)`, told before each part.
Step = Callable[[int, int], None]


class TooLong(Exception):
    """It was not counted in time."""


class Stopped(Exception):
    """Whoever asked for it does not want it any more."""


@contextmanager
def at_once() -> Iterator[Step]:
    """Raises TooLong where one statement, or all of them, take longer than that."""
    ends = time.monotonic() + AT_ONCE

    def step(_done: int, _total: int) -> None:
        if time.monotonic() > ends:
            raise TooLong

    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('statement_timeout'), set_config('statement_timeout', %s, true)", [_ms(AT_ONCE)]
            )
            before = cursor.fetchone()[0]
            yield step
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [before])
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TooLong from None
        raise


def _ms(seconds: float) -> str:
    return str(max(1, int(seconds * 1000)))


def tell(pk, done: int, total: int) -> None:
    cache.set(f"making:{pk}", (done, total), REMEMBERED)


def told(pk) -> tuple[int, int]:
    """(parts that are done, all of them)"""
    return cache.get(f"making:{pk}") or (0, 1)


def run(being_made: QuerySet, pk: UUID, make: Callable[[Step], dict]) -> None:
    """By a task: what `make` returns is written into the row of that id, which is ready then. `being_made` are those rows that still wait
    for it: this one is not held meanwhile, so that it can be stopped. `make` writes after its last step, or nothing of it stays."""
    row = being_made.filter(pk=pk)

    def step(done: int, total: int) -> None:
        if not row.exists():
            raise Stopped
        tell(pk, done, total)

    try:
        with transaction.atomic():
            try:
                made = make(step)
            except Stopped:
                return
            if not row.update(**({"status": "ready", "made_at": timezone.now()} | made)):
                raise Stopped
    except Stopped:
        pass
    except Exception as error:
        # Asked again by hand: who waits is told at once, not after twenty tries.
        logger.warning("%s %s could not be made: %s", being_made.model.__name__, pk, type(error).__name__)
        row.update(status="failed")
