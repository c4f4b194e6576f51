"""Each night the worker looks through what the ledger gained since it was last found whole; each seventh night the whole, as
`verify_ledger` does.

So a night costs what a day wrote. What somebody changes in an old block is found within a week; what they append, or take from the
end, by the next morning. How far it was looked through is kept in a file beside the anchor, with the seal of that block: whoever has
only the database cannot move it. What is wrong stays wrong until somebody has looked through the whole by hand and found it right.
"""

import json
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import connection

from privacy.ledger import anchor
from privacy.ledger.sealer import BLOCK, GENESIS, Head, LedgerBroken, block_mac
from privacy.ledger.verify import Verified, verify

logger = logging.getLogger(__name__)
WEEK = timedelta(days=6, hours=12)


@dataclass(frozen=True)
class Looked:
    """`known`: forged events that were looked into. `wrong`: what the last look found, in one sentence; empty when all is well."""

    head: Head
    at: datetime
    whole_at: datetime
    known: frozenset[str] = frozenset()
    wrong: str = ""


def place() -> Path:
    return anchor.place().with_suffix(".looked")


def last() -> Looked | None:
    try:
        said = json.loads(place().read_text())
        head = Head(said["block"], said["era"], said["xid"], bytes.fromhex(said["mac"]))
        at, whole_at = (datetime.fromisoformat(said[name]) for name in ("at", "whole_at"))
        return Looked(head, at, whole_at, frozenset(said["known"]), said["wrong"])
    except (OSError, ValueError, TypeError, KeyError):
        return None


def keep(looked: Looked) -> None:
    """Whole or not at all."""
    said = {
        "block": looked.head.number, "era": looked.head.era, "xid": looked.head.xid, "mac": looked.head.mac.hex(),
        "at": looked.at.isoformat(), "whole_at": looked.whole_at.isoformat(), "known": sorted(looked.known), "wrong": looked.wrong,
    }  # fmt: skip
    place().parent.mkdir(parents=True, exist_ok=True)
    new = place().with_suffix(".new")
    new.write_text(json.dumps(said))
    new.replace(place())


def look(now: datetime) -> None:
    before = last()
    is_whole = before is None or bool(before.wrong) or now - before.whole_at >= WEEK
    since = GENESIS if is_whole or before is None else before.head
    known = before.known if before else frozenset()
    head, wrong = since, ""
    try:
        _still_there(since)
        found = verify(anchor.place() if anchor.place().exists() else None, since)
        head = found.last
        wrong = "; ".join(unknown(found, known))
    except LedgerBroken as error:
        wrong = str(error)
    if wrong:
        logger.error("the ledger is not whole: %s", wrong)
    keep(Looked(since if wrong else head, now, now if is_whole or before is None else before.whole_at, known, wrong))


def unknown(found: Verified, known: frozenset[str]) -> list[str]:
    """One that is not sealed yet is never known."""
    names = {f"{block}:{seq}" if block else f"(not yet sealed) {seq}" for block, seq in found.forged}
    return [f"event {name} was not written by the program" for name in sorted(names - known)]


def _still_there(head: Head) -> None:
    if head == GENESIS:
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {BLOCK} FROM privacy_ledgerblock WHERE number = %s", [head.number])  # noqa: S608
        found = cursor.fetchone()
    if found is None:
        raise LedgerBroken(f"block {head.number}: was found whole, and is gone")
    *sealed, mac = found
    if bytes(mac) != head.mac or block_mac(*sealed) != head.mac:
        raise LedgerBroken(f"block {head.number}: is not the one that was found whole")
