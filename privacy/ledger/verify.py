"""Verifies the ledger. It reads the whole chain, the rows of each block, the rows not sealed yet, the anchor and the versions."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from privacy.ledger import anchor, forged, versions
from privacy.ledger.anchor import Anchored
from privacy.ledger.sealer import BLOCK, DIGEST_BETWEEN, GENESIS, Head, LedgerBroken, block_mac

# Each block as it was sealed, beside the digest that its events have now.
BLOCKS = f"""
SELECT {", ".join(f"block.{name}" for name in BLOCK.split(", "))}, now.rows, now.digest
FROM privacy_ledgerblock AS block
CROSS JOIN LATERAL ({DIGEST_BETWEEN.format("block.xid_from", "block.xid_until")}) AS now
WHERE number > %s ORDER BY number
"""  # noqa: S608
# Copies that were sealed before a block could name them.
COPIES = f"""
SELECT block.number, event.seq FROM privacy_accessevent AS event
JOIN privacy_ledgerblock AS block ON event.xid >= block.xid_from AND event.xid < block.xid_until
WHERE event.id IN (SELECT id FROM privacy_accessevent GROUP BY id HAVING count(*) > 1) AND {forged.IS_COPY}
"""  # noqa: S608


@dataclass(frozen=True)
class Verified:
    """The result. `forged` lists the events that the program did not write, as (block or None, number). `last`: the newest block."""

    blocks: int
    rows: int
    unsealed: int
    anchored: int
    forged: frozenset[tuple[int | None, int]]
    versions: int
    last: Head


def verify(anchored: Path | None = None, since: Head = GENESIS) -> Verified:
    """Raises LedgerBroken, which names the first bad block. The sealer may run at the same time.

    `since`: a block up to which all was found whole before. Then only what came after it is read, and no version.
    """
    # The anchor is read before the blocks, so that a block sealed from now on does not seem lost.
    heads = anchor.heads(anchored) if anchored else []
    with connection.cursor() as cursor:
        cursor.execute(BLOCKS, [since.number])
        blocks = cursor.fetchall()
        macs = _check_chain(blocks, since)
        last = Head(blocks[-1][0], blocks[-1][1], int(blocks[-1][3]), bytes(blocks[-1][10])) if blocks else since
        unsealed, in_tail = _check_tail(last)
        found = _forged(cursor, blocks, since) | {(None, seq) for seq in in_tail}
        proven = versions.check(cursor) if since == GENESIS else 0
    sealed = sum(block[4] for block in blocks)
    anchors = _check_heads([head for head in heads if head.block >= since.number], macs)
    return Verified(len(blocks), sealed, unsealed, anchors, frozenset(found), proven, last)


def _check_chain(blocks: list[tuple[Any, ...]], since: Head) -> dict[int, tuple[int, str]]:
    macs, number, fence, previous = {since.number: (since.era, since.mac.hex())}, since.number, str(since.xid), since.mac
    for *sealed, mac, rows_now, digest_now in blocks:
        found, era, xid_from, xid_until, rows, digest, _note, link, *_ = sealed
        number += 1
        if found != number:
            raise LedgerBroken(f"block {number}: is missing")
        if xid_from != fence or bytes(link) != previous:
            raise LedgerBroken(f"block {number}: does not follow the one before it")
        if block_mac(*sealed) != bytes(mac):
            raise LedgerBroken(f"block {number}: its seal is not ours")
        if (rows_now, digest_now) != (rows, digest):
            raise LedgerBroken(f"block {number}: its events are not those that were sealed")
        fence, previous, macs[number] = xid_until, bytes(mac), (era, bytes(mac).hex())
    return macs


def _check_tail(last: Head) -> tuple[int, list[int]]:
    return forged.looked_through(forged.SINCE, str(last.xid))


def _forged(cursor: CursorWrapper, blocks: list[tuple[Any, ...]], since: Head) -> set[tuple[int | None, int]]:
    """The forged events: those that the blocks name, and those that an older version of the program sealed without naming them."""
    found: set[tuple[int | None, int]] = set()
    era = since.era
    for block in blocks:
        number, opened, xid_from, xid_until, named = *block[:4], block[9]
        if opened != era:
            named = forged.looked_through(forged.BETWEEN, xid_from, xid_until)[1]
        found |= {(number, seq) for seq in named}
        era = opened
    if since == GENESIS:
        cursor.execute(COPIES)
        found |= set(cursor.fetchall())
    return found


def _check_heads(heads: list[Anchored], macs: dict[int, tuple[int, str]]) -> int:
    """Every head in the anchor must still be in the chain, except those that a restore lost.

    The first head of a new era tells that a restore happened. The chain must hold that head too, and only whoever has the sealing key
    can write it there.
    """
    kept: list[Anchored] = []
    for head in heads:
        if kept and head.era > kept[-1].era:
            kept = [one for one in kept if one.block < head.block]
        kept.append(head)
    for head in kept:
        if head.block not in macs:
            raise LedgerBroken(f"block {head.block}: was sealed, and is gone")
        if macs[head.block] != (head.era, head.mac):
            raise LedgerBroken(f"block {head.block}: is not the one that was anchored")
    return len(kept)
