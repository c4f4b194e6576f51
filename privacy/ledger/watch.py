"""What lets the ledger stop or vanish in silence, whoever caused it: told by `/readyz` and `verify_ledger`.

Only what is anchored counts as sealed: a block that somebody without the sealing key put in never is.
"""

from datetime import datetime, timedelta

from django.db import connection
from django.db.backends.utils import CursorWrapper

from privacy.ledger import anchor
from privacy.ledger.anchor import Anchored

LATE = timedelta(minutes=10)
# So many numbers the writings that were rolled back may have taken before the first event that stayed.
ROLLED_BACK = 1_000
OLDEST_UNSEALED = "SELECT min(at) FROM privacy_accessevent WHERE xid >= %s::text::xid8"
# Everybody may read who holds which lock; since when, a role sees of its own sessions.
HOLDER = """
SELECT held.pid, session.xact_start FROM pg_locks AS held LEFT JOIN pg_stat_activity AS session USING (pid)
WHERE held.locktype = 'transactionid' AND held.granted AND held.pid <> pg_backend_pid()
ORDER BY age(held.transactionid) DESC LIMIT 1
"""


def troubles(now: datetime) -> list[str]:
    """Sentences; none when all is well."""
    newest = anchor.newest(anchor.place())
    with connection.cursor() as cursor:
        found = [_beginning(cursor), _anchor(cursor, newest), _lateness(cursor, newest, now)]
    return [trouble for trouble in found if trouble]


def _beginning(cursor: CursorWrapper) -> str | None:
    """The numbers were counted by a sequence, which a deletion does not turn back."""
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
    """An event that waits is late when nothing was sealed since: a long transaction that has just ended is none."""
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
