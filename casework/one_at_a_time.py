"""What a person has one of at a time, and may have twice once two records are one. Each app above says what it has of that kind.

@one_at_a_time
class WatchOver: ...
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True)
class Running:
    pk: UUID
    person_id: UUID
    words: str


class Kind(Protocol):
    def running(self, actor, people: Iterable[UUID]) -> list[Running]:
        """What runs of these records and this actor may end."""

    def begun(self, actor, people: Iterable[UUID], since: datetime) -> list[tuple[UUID, str]]:
        """(person, what) of what was begun since and runs."""

    def end(self, actor, pk: UUID) -> None: ...

    def go_on(self, actor, pk: UUID) -> None:
        """After the two were made two again: what had ended runs again, unless something else does."""


_kinds: list[Kind] = []


def one_at_a_time(kind):
    _kinds.append(kind())
    return kind


def running(actor, people) -> list[Running]:
    return [one for kind in _kinds for one in kind.running(actor, people)]


def begun(actor, people, since) -> list[tuple[UUID, str]]:
    return [one for kind in _kinds for one in kind.begun(actor, people, since)]


def end_all_but(actor, people, goes_on: UUID) -> list[UUID]:
    """Ends what runs beside `goes_on`; the ids of what was ended."""
    ended = []
    for kind in _kinds:
        for one in kind.running(actor, people):
            if one.pk != goes_on:
                kind.end(actor, one.pk)
                ended.append(one.pk)
    return ended


def go_on(actor, ids) -> None:
    for kind in _kinds:
        for pk in ids:
            kind.go_on(actor, pk)
