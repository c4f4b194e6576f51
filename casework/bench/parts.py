"""What the bench measures: each app says in its own `bench` package how a full cabinet of its records is made and looked at."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """`fill(size, say)` makes the records in a database of their own, `measure(size)` gives rows for bench.json."""

    name: str
    what: str
    fill: Callable
    measure: Callable


_parts: dict[str, Part] = {}


def register(part: Part) -> Part:
    _parts[part.name] = part
    return part


def everything() -> dict[str, Part]:
    return dict(_parts)
