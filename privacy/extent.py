"""How far one action goes: what the policy's table and the memberships of one actor come to."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self


@dataclass(frozen=True)
class Reach:
    """How far one action goes for one actor, before any dossier is looked at.

    `areas` are ids, councils' special districts included. `councils`: where grants and one's own desk count, since a council is
    the wall and one works in one at a time. `everything`: a job of the system. `restricted`: the
    councils where a grant counts on a restricted dossier as well. `lasting`: only what has no last day is asked for. `instead`: how
    far the actions go that decide on other kinds of dossier in place of this one.
    """

    action: str
    kinds: frozenset[str] = frozenset()
    areas: frozenset[int] = frozenset()
    councils: frozenset[int] = frozenset()
    allowed: bool = False
    everything: bool = False
    restricted: frozenset[int] = frozenset()
    lasting: bool = False
    instead: tuple["Reach", ...] = ()

    @property
    def parts(self) -> "Iterator[Reach]":
        yield self
        yield from self.instead

    @property
    def is_any(self) -> bool:
        return any(part.allowed for part in self.parts)

    def for_good(self) -> Self:
        return replace(self, lasting=True, instead=tuple(part.for_good() for part in self.instead))
