"""Closes the ledger block by block: every event lies in exactly one block, whatever was in flight.

An event carries its transaction's id. A block is a half-open interval of ids, from the last fence to the oldest transaction that
was still running (`pg_snapshot_xmin`): nothing can appear below that fence any more. So writers never wait, nothing is
skipped, and a killed sealer leaves either a whole block or none.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from privacy import keys
from privacy.ledger import row_mac

LOCK = 0x59_4F_52_49  # "YORI"
MOST_ROWS = 20_000
# An event that proves no version comes to the digest that it had before there were proofs.
ROW = "id, seq, xid, at, kind, action, actor, job, council, model, objects, dossiers, request, query, mac"
DIGEST_BETWEEN = f"""
SELECT count(*) AS rows, sha256(coalesce(string_agg(
    CASE WHEN versions IS NULL THEN record_send(row({ROW})) ELSE record_send(row({ROW}, versions)) END, ''::bytea ORDER BY xid, seq
), ''::bytea)) AS digest
FROM privacy_accessevent WHERE xid >= {{}} AND xid < {{}}
"""  # noqa: S608
DIGEST = DIGEST_BETWEEN.format("%s::text::xid8", "%s::text::xid8")
SUPPLIED = "id, kind, action, actor, job, council, model, objects, dossiers, request, query, versions"
UNTOUCHED_SINCE = f"SELECT seq, mac, {SUPPLIED} FROM privacy_accessevent WHERE xid >= %s::text::xid8"  # noqa: S608
UNTOUCHED = UNTOUCHED_SINCE + " AND xid < %s::text::xid8"


class LedgerBroken(Exception):
    """Names the first place that is not as it was written."""


class EraEnded(Exception):
    """This cluster counts transactions below the last fence: it is a restored copy, and needs a new era."""


@dataclass(frozen=True)
class Head:
    number: int
    era: int
    xid: int
    mac: bytes


GENESIS = Head(0, 1, 0, b"\0" * 32)


@transaction.atomic
def seal() -> int:
    """One round. The number of rows sealed; 0 when another sealer is at work or nothing is ready."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        last = head(cursor)
        fence = _fence(cursor, last)
        if fence is None:
            return 0
        cursor.execute(UNTOUCHED, [str(last.xid), str(fence)])
        check_rows(cursor.fetchall())
        cursor.execute(DIGEST, [str(last.xid), str(fence)])
        rows, digest = cursor.fetchone()
        _close(cursor, last, last.era, fence, rows, bytes(digest), "")
    return int(rows)


@transaction.atomic
def open_era(reason: str) -> None:
    """After a restore: transaction ids start anew, and a block of its own says that there is a gap, and why."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        last = head(cursor)
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::numeric")
        now = int(cursor.fetchone()[0])
        if now < last.xid:
            raise EraEnded("the next transaction id lies below the last fence: run pg_resetwal -e on the stopped cluster")
        cursor.execute(DIGEST, [str(last.xid), str(now)])
        rows, digest = cursor.fetchone()
        _close(cursor, last, last.era + 1, now, rows, bytes(digest), reason)


def head(cursor: CursorWrapper) -> Head:
    cursor.execute("SELECT number, era, xid_until::text, mac FROM privacy_ledgerblock ORDER BY number DESC LIMIT 1")
    found = cursor.fetchone()
    return Head(found[0], found[1], int(found[2]), bytes(found[3])) if found else GENESIS


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
) -> bytes:
    moment = sealed_at.astimezone(UTC).isoformat()
    parts = [str(part).encode() for part in (number, era, xid_from, xid_until, rows, note, moment)]
    return keys.keyed_hash("ledger-seal", *parts, bytes(digest), bytes(previous))


def check_rows(rows: Iterable[tuple[Any, ...]]) -> None:
    """Each row's own MAC, so that an unsealed row cannot be made up or changed before its block closes."""
    for seq, mac, *supplied in rows:
        if bytes(mac) != row_mac(*supplied):
            raise LedgerBroken(f"event {seq} is not as it was written")


def _fence(cursor: CursorWrapper, last: Head) -> int | None:
    """The oldest transaction still running, or the id after the row that fills a block."""
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


def _close(cursor: CursorWrapper, last: Head, era: int, fence: int, rows: int, digest: bytes, note: str) -> None:
    number = last.number + 1
    sealed_at = datetime.now(UTC)
    mac = block_mac(number, era, last.xid, fence, rows, digest, note, last.mac, sealed_at)
    cursor.execute(
        "INSERT INTO privacy_ledgerblock (number, era, xid_from, xid_until, rows, digest, note, previous, mac, sealed_at) "
        "VALUES (%s, %s, %s::text::xid8, %s::text::xid8, %s, %s, %s, %s, %s, %s)",
        [number, era, str(last.xid), str(fence), rows, digest, note, last.mac, mac, sealed_at],
    )
    transaction.on_commit(lambda: _anchor(number, era, mac, sealed_at))


def _anchor(number: int, era: int, mac: bytes, sealed_at: datetime) -> None:
    """The head, outside of the database. Copy this file off the machine: it is what catches a cut tail.

    The line break comes first: a line that a power cut tore does not take the next one with it.
    """
    path = Path(settings.LEDGER_ANCHOR)
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a") as file:
        head = {"block": number, "era": era, "mac": mac.hex(), "at": sealed_at.isoformat()}
        file.write("\n" + json.dumps(head))
