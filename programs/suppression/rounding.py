"""For tables that somebody asks for by hand: rounded instead of hidden, so that nothing needs to be compared with what was asked before."""

import hmac
import json
from collections.abc import Mapping

from programs.suppression.tables import ALL, Keys, Table

BASE = 10


def rounded(table: Table, within: Mapping[str, frozenset[str]], key: bytes, base: int = BASE) -> dict[Keys, int]:
    """Each cell and margin as the multiple of `base` below or above it; what is one already stays.

    Seven of ten 7s become 10, and three 0, so that many together are right on average. Which of the two it is hangs on the cell (`within`, as
    in `Published`, and its own values) and the key: who asks again, or for the same cell in another table, gets the same figure, and nobody
    without the key can turn it back. Each is rounded by itself: **the cells do not add up to the margins**, and the table must say so.
    """
    cells = {}
    for cell in table.cells():
        low, rest = table.sums[cell] // base * base, table.sums[cell] % base
        cells[cell] = low + base if rest and _chance(table, cell, within, key) * base < rest * 2**64 else low
    return cells


def _chance(table: Table, cell: Keys, within: Mapping[str, frozenset[str]], key: bytes) -> int:
    """Evenly from 0 to below 2**64."""
    named = {name: [value] for name, value in zip(table.dimensions, cell, strict=True) if value != ALL}
    what = json.dumps({name: sorted(values) for name, values in within.items()} | named, sort_keys=True)
    return int.from_bytes(hmac.digest(key, what.encode(), "sha256")[:8])
