"""What can leave as a file: of each kind which columns, how much of it there is for whoever asks, and the rows themselves."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

from privacy.models import Area
from privacy.reach import reach
from publishing.making import Step


@dataclass(frozen=True)
class Asked:
    """Of which council, school districts (their ids) and days, both inclusive."""

    council: Area
    districts: tuple[int, ...]
    first: date
    last: date

    def within(self, user) -> list[int]:
        """The districts from which this person may let something leave: those of the roles that allow it, and no others."""
        return sorted(set(self.districts) & reach(user, "export.request").areas)


@dataclass(frozen=True)
class Counted:
    people: int = 0
    rows: int = 0


@dataclass
class Line:
    """One row. `person`: whom it is about, to be counted; `staff`: {id: name} of who is in charge."""

    cells: list[str]
    person: UUID
    district: int
    staff: dict[UUID, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Kind:
    """`count` opens nothing. `lines` opens what it yields, in the name of whoever asks, and tells how far it is."""

    name: str
    label: Promise
    heads: Sequence[str]
    count: Callable[[Any, Asked], Counted]
    lines: Callable[[Any, Asked, Step], Iterator[Line]]


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    KINDS[kind.name] = kind
    return kind
