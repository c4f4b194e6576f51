"""What must be hidden in a table, alone and beside every table of the same months that left before."""

from collections import Counter
from collections.abc import Iterable

from programs.suppression.published import Published, Refused, protect_beside
from programs.suppression.tables import Table
from publishing import merging
from publishing.codes import Status
from publishing.crossed import MONTH

# In the worker. What is not found by then hides more than it takes, and no less.
SECONDS = 40


def protect(table, earlier: Iterable) -> tuple[Status, list[dict]]:
    """What becomes of it, and its cells as they would leave."""
    new = _as_published(table)
    try:
        found = protect_beside(
            [_as_published(one) for one in _linked(table, earlier)], new, table.k, shared=True, seconds=SECONDS
        )
    except Refused as refused:
        return (Status.IMPOSSIBLE if refused.known else Status.CONTRADICTS), []
    return Status.READY, [
        {"keys": dict(zip(table.dimensions, cell, strict=True)), "value": found.value(cell)} for cell in new.table.cells()
    ]


def _as_published(table) -> Published:
    counts: Counter[tuple[str, ...]] = Counter()
    for *keys, _month, number in table.counted:
        counts[tuple(keys)] += number
    values = [[key for key, _words in table.words[name]] for name in table.dimensions]
    hidden = frozenset(tuple(cell["keys"][name] for name in table.dimensions) for cell in table.cells if cell["value"] is None)
    within = {MONTH: frozenset(table.months)}
    return Published(str(table.pk), Table(table.dimensions, values, counts), within, hidden, merging.read(table.merged))


def _linked(table, earlier: Iterable) -> list:
    """Those that share a month with it, or with one that does."""
    months, rest, found = set(table.months), list(earlier), []
    while near := [one for one in rest if months & set(one.months)]:
        found += near
        rest = [one for one in rest if one not in near]
        months.update(*(one.months for one in near))
    return found
