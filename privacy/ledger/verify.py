"""Finds what was touched: reads the whole chain, each block's rows, the rows not yet sealed, the anchor kept outside, and the versions."""

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from privacy.ledger import versions
from privacy.ledger.sealer import DIGEST_BETWEEN, GENESIS, UNTOUCHED_SINCE, LedgerBroken, block_mac, check_rows

# Each block as it was sealed, beside what its events come to now.
BLOCKS = f"""
SELECT number, era, xid_from::text, xid_until::text, block.rows, block.digest, note, previous, mac, sealed_at,
       now.rows, now.digest
FROM privacy_ledgerblock AS block
CROSS JOIN LATERAL ({DIGEST_BETWEEN.format("block.xid_from", "block.xid_until")}) AS now
ORDER BY number
"""  # noqa: S608
COPIES = "SELECT min(seq), max(seq) FROM privacy_accessevent GROUP BY id HAVING count(*) > 1 ORDER BY 2 LIMIT 1"


@dataclass(frozen=True)
class Verified:
    blocks: int
    rows: int
    unsealed: int
    anchored: int
    versions: int


def verify(anchor: Path | None = None) -> Verified:
    """Raises LedgerBroken naming the first bad block or event. The sealer may be at work meanwhile."""
    # Read before the blocks, which it follows: a head that is sealed from now on is no lost one.
    heads = _read_heads(anchor) if anchor else []
    with connection.cursor() as cursor:
        cursor.execute(BLOCKS)
        blocks = cursor.fetchall()
        macs = _check_chain(blocks)
        unsealed = _check_tail(cursor, blocks)
        _check_copies(cursor)
        proven = versions.check(cursor)
    return Verified(len(blocks), sum(block[4] for block in blocks), unsealed, _check_heads(heads, macs), proven)


def _check_chain(blocks: list[tuple[Any, ...]]) -> dict[int, tuple[int, str]]:
    macs, number, fence, previous = {}, GENESIS.number, str(GENESIS.xid), GENESIS.mac
    for found, era, xid_from, xid_until, rows, digest, note, link, mac, sealed_at, *now in blocks:
        number += 1
        if found != number:
            raise LedgerBroken(f"block {number}: is missing")
        if xid_from != fence or bytes(link) != previous:
            raise LedgerBroken(f"block {number}: does not follow the one before it")
        if block_mac(number, era, xid_from, xid_until, rows, digest, note, link, sealed_at) != bytes(mac):
            raise LedgerBroken(f"block {number}: its seal is not ours")
        if now != [rows, digest]:
            raise LedgerBroken(f"block {number}: its events are not those that were sealed")
        fence, previous, macs[number] = xid_until, bytes(mac), (era, bytes(mac).hex())
    return macs


def _check_tail(cursor: CursorWrapper, blocks: list[tuple[Any, ...]]) -> int:
    cursor.execute(UNTOUCHED_SINCE, [blocks[-1][3] if blocks else str(GENESIS.xid)])
    rows = cursor.fetchall()
    try:
        check_rows(rows)
    except LedgerBroken as error:
        raise LedgerBroken(f"not yet sealed: {error}") from None
    return len(rows)


def _check_copies(cursor: CursorWrapper) -> None:
    """A row copied with its MAC says that somebody looked twice; its id says that they did not."""
    cursor.execute(COPIES)
    if found := cursor.fetchone():
        raise LedgerBroken("event {1}: is a copy of event {0}".format(*found))


def _read_heads(path: Path) -> list[dict[str, Any]]:
    """What a power cut tore is no head."""
    heads = []
    for line in Path(path).read_text().splitlines():
        with suppress(json.JSONDecodeError):
            heads.append(json.loads(line))
    return heads


def _check_heads(heads: list[dict[str, Any]], macs: dict[int, tuple[int, str]]) -> int:
    """Every head that was ever kept outside must still be in the chain, but for those that a restore lost.

    That it did, the first head of a new era says; the chain must hold it too, and only the sealing key can write it there.
    """
    kept: list[dict[str, Any]] = []
    for head in heads:
        if kept and head["era"] > kept[-1]["era"]:
            kept = [one for one in kept if one["block"] < head["block"]]
        kept.append(head)
    for head in kept:
        if head["block"] not in macs:
            raise LedgerBroken(f"block {head['block']}: was sealed, and is gone")
        if macs[head["block"]] != (head["era"], head["mac"]):
            raise LedgerBroken(f"block {head['block']}: is not the one that was anchored")
    return len(kept)
