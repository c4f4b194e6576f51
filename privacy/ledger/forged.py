"""Forged events: those whose MAC does not fit, and copies of an older event. The program did not write them as they stand.

Whoever may add events can add forged ones, and nobody can take them out again. So they stop neither sealing nor reading; they are
marked as forged wherever events are sealed, verified or shown.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection

from privacy.ledger import COLUMNS, row_mac
from privacy.ledger.models import AccessEvent

# The columns that `record` supplies, in its order. The MAC is made over these.
SUPPLIED = ", ".join(COLUMNS[:-1])
IS_COPY = """EXISTS (SELECT 1 FROM privacy_accessevent AS older
                     WHERE older.id = event.id AND (older.xid, older.seq) < (event.xid, event.seq))"""
CHECKED = f"SELECT seq, mac, {IS_COPY}, {SUPPLIED} FROM privacy_accessevent AS event WHERE "  # noqa: S608
SINCE = CHECKED + "xid >= %s::text::xid8"
BETWEEN = SINCE + " AND xid < %s::text::xid8"
OF_THESE = CHECKED + "id = ANY(%s::uuid[])"


def looked_through(statement: str, *values: Any) -> tuple[int, list[int]]:
    """Runs one of the statements above and returns (how many events it found, the numbers of the forged ones)."""
    rows, forged = 0, []
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        for seq, mac, is_copy, *supplied in cursor:
            rows += 1
            if is_copy or bytes(mac) != row_mac(*supplied):
                forged.append(seq)
    return rows, sorted(forged)


def marked(events: Iterable[AccessEvent]) -> list[AccessEvent]:
    """The given events with `forged` set on each, in one query for all of them."""
    events = list(events)
    ids: list[UUID] = [event.id for event in events]
    forged = set(looked_through(OF_THESE, ids)[1]) if ids else set()
    for event in events:
        event.forged = event.seq in forged
    return events
