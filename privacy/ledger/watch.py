"""Watches for whatever would let the ledger stop or vanish unnoticed. `/readyz` and `verify_ledger` report it.

Only an anchored block counts as sealed, since a block made by somebody without the sealing key is never anchored.
"""

from datetime import datetime, timedelta

from django.db import connection
from django.db.backends.utils import CursorWrapper

from privacy.ledger import anchor
from privacy.ledger.anchor import Anchored

# Sealed each minute (`config/schedule.py`).
LATE = timedelta(minutes=10)
# Writes that were rolled back may have taken so many numbers before the first event that stayed.
ROLLED_BACK = 1_000
OLDEST_UNSEALED = "SELECT min(at) FROM privacy_accessevent WHERE xid >= %s::text::xid8"
# Every role may read who holds which lock, but sees the start of its own sessions alone.
HOLDER = """
SELECT held.pid, session.xact_start FROM pg_locks AS held LEFT JOIN pg_stat_activity AS session USING (pid)
WHERE held.locktype = 'transactionid' AND held.granted AND held.pid <> pg_backend_pid()
ORDER BY age(held.transactionid) DESC LIMIT 1
"""


def troubles(now: datetime) -> list[str]:
    """What is wrong, in sentences; an empty list when all is well."""
    newest = anchor.newest(anchor.place())
    with connection.cursor() as cursor:
        found = [_beginning(cursor), _anchor(cursor, newest), _lateness(cursor, newest, now)]
    return [trouble for trouble in found if trouble]


def _beginning(cursor: CursorWrapper) -> str | None:
    """Says so when the first events are missing. A sequence counted their numbers, and a deletion does not turn it back."""
    cursor.execute("SELECT last_value, is_called FROM privacy_accessevent_seq")
    last, is_called = cursor.fetchone()
    cursor.execute("SELECT seq FROM privacy_accessevent ORDER BY xid, seq LIMIT 1")
    first = cursor.fetchone()
    if first is None and is_called:
        return f"no event is left, and {last} were counted"
    if first and first[0] > ROLLED_BACK:
        return f"the first event that is left has the number {first[0]}"
    return None


def _anchor(cursor: CursorWrapper, newest: Anchored | None) -> str | None:
    if newest is None:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM privacy_ledgerblock)")
        return f"the anchor {anchor.place()} is missing or unreadable" if cursor.fetchone()[0] else None
    cursor.execute("SELECT era, mac FROM privacy_ledgerblock WHERE number = %s", [newest.block])
    found = cursor.fetchone()
    if found is None or (found[0], bytes(found[1]).hex()) != (newest.era, newest.mac):
        return f"block {newest.block}, the last one that was anchored, is not there"
    return None


def _lateness(cursor: CursorWrapper, newest: Anchored | None, now: datetime) -> str | None:
    """Says so when an event waits and nothing was sealed since. The event of a long transaction that has just ended is not late."""
    cursor.execute("SELECT xid_until::text FROM privacy_ledgerblock WHERE number = %s", [newest.block if newest else 0])
    fence = cursor.fetchone()
    cursor.execute(OLDEST_UNSEALED, [fence[0] if fence else "0"])
    (oldest,) = cursor.fetchone()
    if oldest is None or now - oldest < LATE or (newest and now - newest.at < LATE):
        return None
    cursor.execute(HOLDER)
    holder = cursor.fetchone()
    why = "no process holds it up: the sealer is not at work, or fails"
    if holder:
        pid, since = holder
        why = f"process {pid} of the database holds a transaction open" + (f" since {since:%Y-%m-%d %H:%M %Z}" if since else "")
    return f"nothing is sealed since {oldest:%Y-%m-%d %H:%M %Z}; {why}"
