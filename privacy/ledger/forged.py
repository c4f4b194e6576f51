"""Events that the program did not write as they stand: their own MAC does not fit, or they are copies of an older event.

Whoever may add events can add such ones, and nobody can take them out again. So they stop nothing: they are told apart wherever
events are sealed, verified or shown.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection

from privacy.ledger import COLUMNS, row_mac
from privacy.ledger.models import AccessEvent

# What `record` supplies, in its order; the MAC is over these.
SUPPLIED = ", ".join(COLUMNS[:-1])
IS_COPY = """EXISTS (SELECT 1 FROM privacy_accessevent AS older
                     WHERE older.id = event.id AND (older.xid, older.seq) < (event.xid, event.seq))"""
CHECKED = f"SELECT seq, mac, {IS_COPY}, {SUPPLIED} FROM privacy_accessevent AS event WHERE "  # noqa: S608
SINCE = CHECKED + "xid >= %s::text::xid8"
BETWEEN = SINCE + " AND xid < %s::text::xid8"
OF_THESE = CHECKED + "id = ANY(%s::uuid[])"


def looked_through(statement: str, *values: Any) -> tuple[int, list[int]]:
    """(how many events, the numbers of the forged ones) of one of the statements above."""
    rows, forged = 0, []
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        for seq, mac, is_copy, *supplied in cursor:
            rows += 1
            if is_copy or bytes(mac) != row_mac(*supplied):
                forged.append(seq)
    return rows, sorted(forged)


def marked(events: Iterable[AccessEvent]) -> list[AccessEvent]:
    """The events of a page, each knowing whether it is forged; one query for all of them."""
    events = list(events)
    ids: list[UUID] = [event.id for event in events]
    forged = set(looked_through(OF_THESE, ids)[1]) if ids else set()
    for event in events:
        event.forged = event.seq in forged
    return events
