"""What only counts may be counted on a copy of the database that follows it (`REPLICA_URL`), so that a long report slows nobody down.

Not by a router: one asks by model, and half of what counts is SQL of our own. Within `reading()` this thread's database is the copy, for
whoever asks it. A copy cannot be written to, and nothing of the ledger or of a decision goes through it: what was read is written down
on the database itself, in the transaction of the page.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connection, connections, transaction
from django.utils import timezone

from privacy.servers import REPLICA

ALIAS = "replica"
# Seconds in which a copy that did not answer is not asked again.
LEFT_ALONE = 10.0
HERE = "SELECT pg_current_wal_lsn()::text, current_setting('statement_timeout')"
THERE = """
SELECT pg_is_in_recovery(), pg_wal_lsn_diff(pg_last_wal_replay_lsn(), %s::pg_lsn) >= 0, pg_last_xact_replay_timestamp()
"""


@contextmanager
def reading() -> Iterator[datetime]:
    """The moment of which the records within are. The database itself where there is no copy, it is away, or it lies too far behind."""
    now = timezone.now()
    moment = _moment(now) if ALIAS in connections.settings and not REPLICA.failed_within(LEFT_ALONE) else None
    if moment is None:
        yield now
        return
    own = connections[DEFAULT_DB_ALIAS]
    with transaction.atomic(using=ALIAS):
        connections[DEFAULT_DB_ALIAS] = connections[ALIAS]
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('statement_timeout', %s, true)", [moment[1]])
            yield moment[0]
        finally:
            connections[DEFAULT_DB_ALIAS] = own


def lag(now: datetime) -> timedelta | None:
    """How far the copy lies behind; None where it does not answer."""
    asked = _asked(now)
    return now - asked[0] if asked else None


def _moment(now: datetime) -> tuple[datetime, str] | None:
    asked = _asked(now)
    return asked if asked and now - asked[0] <= timedelta(seconds=settings.REPLICA_LAG) else None


def _asked(now: datetime) -> tuple[datetime, str] | None:
    """Of now, where the copy has all that was written by now: the time of the last write says nothing while nobody writes."""
    with connection.cursor() as cursor:
        cursor.execute(HERE)
        written, timeout = cursor.fetchone()
    try:
        with connections[ALIAS].cursor() as cursor:
            cursor.execute(THERE, [written])
            follows, has_all, last = cursor.fetchone()
    except (OperationalError, InterfaceError) as error:
        REPLICA.gone(error.__cause__ or error)
        connections[ALIAS].close()
        return None
    REPLICA.back()
    if not follows:
        # Somebody made it a database of its own: what it says is of no moment.
        return None
    return (now if has_all else last or datetime.min.replace(tzinfo=now.tzinfo)), timeout
