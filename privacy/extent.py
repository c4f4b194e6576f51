"""How far one action goes: what the policy's table and the memberships of one actor come to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reach:
    """How far one action goes for one actor, before any dossier is looked at.

    `areas` are ids, councils' special districts included. `councils`: where grants and one's own desk count, since a council is
    the wall and one works in one at a time. `everything`: a job of the system. `restricted`: the
    councils where a grant counts on a restricted dossier as well. `lasting`: only what has no last day is asked for.
    """

    action: str
    kinds: frozenset[str] = frozenset()
    areas: frozenset[int] = frozenset()
    councils: frozenset[int] = frozenset()
    allowed: bool = False
    everything: bool = False
    restricted: frozenset[int] = frozenset()
    lasting: bool = False
