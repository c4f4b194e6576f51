"""Tables by district, topic and age band, in which a few combinations have most of the people, as everywhere."""

import random
import time
from collections import Counter

from programs.suppression.search import ENOUGH
from programs.suppression.tables import Table, protect

DISTRICTS, TOPICS, AGES, K = 3, 8, 7, 5
# Of the time that a report's task may take; in milliseconds.
WANTED = {2: 10_000, 3: 60_000}


def fill(size: int, say) -> None:
    say("Tables are made up when they are measured.")


def measure(size: int) -> list[dict]:
    return [
        _measured("district × topic", size, [DISTRICTS, TOPICS]),
        _measured("… × age band", size, [DISTRICTS, TOPICS, AGES]),
    ]


def _measured(name: str, size: int, shape: list[int]) -> dict:
    table = _table(size // 200, shape)
    begun = time.perf_counter()
    protected = protect(table, K)
    spent = round((time.perf_counter() - begun) * 1000, 3)
    assert 0 < len(protected.hidden) <= ENOUGH * protected.at_least
    return {
        "name": f"protect {name}",
        "size": size,
        "p50_ms": spent,
        "p95_ms": spent,
        "ratio": None,
        "to": "",
        "wanted": WANTED[len(shape)],
    }


def _table(people: int, shape: list[int]) -> Table:
    """The n-th value of a dimension is named by one in n."""
    chance = random.Random(people)  # noqa: S311
    values = [[str(number) for number in range(1, length + 1)] for length in shape]
    drawn = (chance.choices(names, [1 / int(name) for name in names], k=people) for names in values)
    return Table([f"d{place}" for place in range(len(shape))], values, Counter(zip(*drawn, strict=True)))
