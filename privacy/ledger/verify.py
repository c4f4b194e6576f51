"""Finds what was touched: reads the whole chain, each block's rows, the rows not yet sealed, and the anchor kept outside."""

import json
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from privacy.ledger.sealer import DIGEST, GENESIS, UNTOUCHED, LedgerBroken, block_mac, check_rows

BLOCKS = (
    "SELECT number, era, xid_from::text, xid_until::text, rows, digest, note, previous, mac "
    "FROM privacy_ledgerblock ORDER BY number"
)
FOREVER = str(2**63)


@dataclass(frozen=True)
class Verified:
    blocks: int
    rows: int
    unsealed: int
    anchored: int


def verify(anchor: Path | None = None) -> Verified:
    """Raises LedgerBroken naming the first bad block or event."""
    with connection.cursor() as cursor:
        cursor.execute(BLOCKS)
        blocks = cursor.fetchall()
        macs = _check_chain(cursor, blocks)
        unsealed = _check_tail(cursor, blocks)
    anchored = _check_anchor(anchor, macs) if anchor else 0
    return Verified(len(blocks), sum(block[4] for block in blocks), unsealed, anchored)


def _check_chain(cursor, blocks) -> dict[int, str]:
    macs, number, fence, previous = {}, GENESIS.number, str(GENESIS.xid), GENESIS.mac
    for found, era, xid_from, xid_until, rows, digest, note, link, mac in blocks:
        number += 1
        if found != number:
            raise LedgerBroken(f"block {number}: is missing")
        if xid_from != fence or bytes(link) != previous:
            raise LedgerBroken(f"block {number}: does not follow the one before it")
        if block_mac(number, era, xid_from, xid_until, rows, digest, note, link) != bytes(mac):
            raise LedgerBroken(f"block {number}: its seal is not ours")
        cursor.execute(DIGEST, [xid_from, xid_until])
        if cursor.fetchone() != (rows, digest):
            raise LedgerBroken(f"block {number}: its events are not those that were sealed")
        fence, previous, macs[number] = xid_until, bytes(mac), bytes(mac).hex()
    return macs


def _check_tail(cursor, blocks) -> int:
    cursor.execute(UNTOUCHED, [blocks[-1][3] if blocks else str(GENESIS.xid), FOREVER])
    rows = cursor.fetchall()
    try:
        check_rows(rows)
    except LedgerBroken as error:
        raise LedgerBroken(f"not yet sealed: {error}") from None
    return len(rows)


def _check_anchor(path: Path, macs: dict[int, str]) -> int:
    """Every head that was ever kept outside must still be in the chain."""
    lines = [json.loads(line) for line in Path(path).read_text().splitlines() if line.strip()]
    for line in lines:
        if line["block"] not in macs:
            raise LedgerBroken(f"block {line['block']}: was sealed, and is gone")
        if macs[line["block"]] != line["mac"]:
            raise LedgerBroken(f"block {line['block']}: is not the one that was anchored")
    return len(lines)
