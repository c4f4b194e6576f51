"""Seals the ledger block by block; how often stands in `config/schedule.py`. Every event lies in exactly one block, whatever
transactions were running meanwhile.

An event carries the id of its transaction. A block is a half-open interval of such ids. It reaches from the last fence to the oldest
transaction that is still running (`pg_snapshot_xmin`), and no event can appear below that fence any more. So writers never wait, no
event is skipped, and a sealer that is killed leaves either a whole block or none. The sealer takes no lock, since whoever held the
lock could stop the sealing; of two sealers that run at once, the second finds the number of its block taken.

A forged event (`forged.py`) does not stop the sealing. Its block names it as forged, and the MAC of the block covers that name.
"""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import IntegrityError, connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg.errors import UniqueViolation

from privacy import keys
from privacy.ledger import anchor, forged

logger = logging.getLogger(__name__)

MOST_ROWS = 20_000
PATIENCE = "10s"
# The columns in the order in which `block_mac` takes them, and the MAC itself.
BLOCK = "number, era, xid_from, xid_until, rows, digest, note, previous, sealed_at, forged, mac"
# Proofs were added later, so an event without proofs has the same digest as before.
ROW = "id, seq, xid, at, kind, action, actor, job, council, model, objects, dossiers, request, query, mac"
DIGEST_BETWEEN = f"""
SELECT count(*) AS rows, sha256(coalesce(string_agg(
    CASE WHEN versions IS NULL THEN record_send(row({ROW})) ELSE record_send(row({ROW}, versions)) END, ''::bytea ORDER BY xid, seq
), ''::bytea)) AS digest
FROM privacy_accessevent WHERE xid >= {{}} AND xid < {{}}
"""  # noqa: S608
DIGEST = DIGEST_BETWEEN.format("%s::text::xid8", "%s::text::xid8")


class LedgerBroken(Exception):
    """The ledger is not as it was written. The message names the first place that differs."""


class EraEnded(Exception):
    """The database counts its transactions below the last fence: it is a restored copy and needs a new era."""


@dataclass(frozen=True)
class Head:
    number: int
    era: int
    xid: int
    mac: bytes


GENESIS = Head(0, 1, 0, b"\0" * 32)


def seal() -> int:
    """Seals one block and returns the number of its rows: 0 when no row is ready or another sealer was first."""
    try:
        return _seal()
    except IntegrityError as error:
        if isinstance(error.__cause__, UniqueViolation):
            return 0
        raise


@transaction.atomic
def _seal() -> int:
    with connection.cursor() as cursor:
        # Somebody who adds the next block and never commits would hold up the sealing for good. With a timeout it fails, and is noticed.
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
        last = head(cursor)
        fence = _fence(cursor, last)
        return _close(cursor, last, last.era, fence, "") if fence else 0


@transaction.atomic
def open_era(reason: str) -> None:
    """Begins a new era after a restore, when transaction ids start anew. A block of its own records the gap and its reason."""
    with connection.cursor() as cursor:
        last = head(cursor)
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::numeric")
        now = int(cursor.fetchone()[0])
        if now < last.xid:
            raise EraEnded("the next transaction id lies below the last fence: run pg_resetwal -e on the stopped cluster")
        _close(cursor, last, last.era + 1, now, reason)


def head(cursor: CursorWrapper) -> Head:
    """The last block. It raises LedgerBroken when the block is not ours, since no block may follow a forged one."""
    cursor.execute(f"SELECT {BLOCK} FROM privacy_ledgerblock ORDER BY number DESC LIMIT 1")  # noqa: S608
    found = cursor.fetchone()
    if not found:
        return GENESIS
    *sealed, mac = found
    if block_mac(*sealed) != bytes(mac):
        raise LedgerBroken(f"block {found[0]}: its seal is not ours")
    return Head(found[0], found[1], int(found[3]), bytes(mac))


def block_mac(
    number: int,
    era: int,
    xid_from: int | str,
    xid_until: int | str,
    rows: int,
    digest: bytes,
    note: str,
    previous: bytes,
    sealed_at: datetime,
    forged: list[int],
) -> bytes:
    moment = sealed_at.astimezone(UTC).isoformat()
    parts = [str(part).encode() for part in (number, era, xid_from, xid_until, rows, note, moment)]
    # A block without forged events has the same MAC as the blocks that were sealed before a block could name any.
    named = [",".join(map(str, forged)).encode()] if forged else []
    return keys.keyed_hash("ledger-seal", *parts, bytes(digest), bytes(previous), *named)


def _fence(cursor: CursorWrapper, last: Head) -> int | None:
    """Where the next block ends: at the oldest transaction still running, or after the row that fills the block."""
    cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")
    oldest = int(cursor.fetchone()[0])
    if oldest < last.xid:
        raise EraEnded(
            "the next transaction id lies below the last fence; a restored copy opens a new era first (open_ledger_era)"
        )
    cursor.execute(
        "SELECT xid::text FROM privacy_accessevent WHERE xid >= %s::text::xid8 AND xid < %s::text::xid8 "
        "ORDER BY xid, seq OFFSET %s LIMIT 1",
        [str(last.xid), str(oldest), MOST_ROWS],
    )
    overflow = cursor.fetchone()
    if overflow and int(overflow[0]) > last.xid:
        return int(overflow[0])
    cursor.execute(
        "SELECT EXISTS (SELECT 1 FROM privacy_accessevent WHERE xid >= %s::text::xid8 AND xid < %s::text::xid8)",
        [str(last.xid), str(oldest)],
    )
    return oldest if cursor.fetchone()[0] else None


def _close(cursor: CursorWrapper, last: Head, era: int, fence: int, note: str) -> int:
    cursor.execute(DIGEST, [str(last.xid), str(fence)])
    rows, digest = cursor.fetchone()
    found = forged.looked_through(forged.BETWEEN, str(last.xid), str(fence))[1]
    number, sealed_at = last.number + 1, datetime.now(UTC)
    sealed = (number, era, str(last.xid), str(fence), rows, bytes(digest), note, last.mac, sealed_at, found)
    mac = block_mac(*sealed)
    cursor.execute(
        f"INSERT INTO privacy_ledgerblock ({BLOCK}) "  # noqa: S608
        "VALUES (%s, %s, %s::text::xid8, %s::text::xid8, %s, %s, %s, %s, %s, %s::bigint[], %s)",
        [*sealed, mac],
    )
    if found:
        logger.error("block %d: the program did not write event %s", number, ", ".join(map(str, found)))
    transaction.on_commit(lambda: anchor.add(number, era, mac, sealed_at, begins=number == 1 or era > last.era))
    return int(rows)
