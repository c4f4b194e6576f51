"""Values of a dimension told as one, where a table would give somebody away otherwise: written as "district:2+3"."""

from collections import Counter
from collections.abc import Iterable, Sequence

from publishing.crossed import BAND

Merged = dict[str, dict[str, str]]


def read(written: Iterable[str]) -> Merged:
    """{dimension: {value: as which it is told}}"""
    found: Merged = {}
    for one in written:
        name, _colon, values = one.partition(":")
        found.setdefault(name, {}).update(dict.fromkeys(values.split("+"), values))
    return found


def fold(counted: dict, dimensions: Sequence[str], merged: Merged) -> Counter:
    """{(key, …, month): number}"""
    sums: Counter = Counter()
    for (*keys, month), number in counted.items():
        told = (merged.get(name, {}).get(key, key) for name, key in zip(dimensions, keys, strict=True))
        sums[*told, month] += number
    return sums


def words(named: list[tuple], merged: dict[str, str]) -> list[list[str]]:
    """[[key, words]], those told as one where the first of them stands."""
    found: dict[str, list[str]] = {}
    for key, said in named:
        found.setdefault(merged.get(key, key), []).append(str(said))
    return [[key, "・".join(said)] for key, said in found.items()]


def next_pair(name: str, table) -> tuple[str, str] | None:
    """Its value with the fewest people, and the one with the fewest beside it; of ages, next to it. Nothing where two are left."""
    place = table.dimensions.index(name)
    sums = Counter({key: 0 for key, _words in table.words[name]})
    for row in table.counted:
        sums[row[place]] += row[-1]
    order = [key for key in sums if sums[key]]
    if len(order) < 3:
        return None
    least = min(order, key=lambda key: sums[key])
    at = order.index(least)
    near = order[max(0, at - 1) : at + 2] if name == BAND else order
    other = min((key for key in near if key != least), key=lambda key: sums[key])
    first, second = sorted((least, other), key=order.index)
    return first, second
