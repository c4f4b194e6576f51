"""What would come of a file: shown before, and the same once more when its task makes it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from moving.who import record_of


class Changed(ValidationError):
    """What was confirmed is no longer what would be taken over."""


@dataclass
class Plan:
    """`people`: whom its rows speak of (`Somebody`), or which agencies, as far as they are asked about; `decided`: who of them is whom,
    {key of somebody: id of a known person, or "" for a new one}."""

    reader: Any
    people: list[Any]
    decided: dict[str, str]

    @property
    def asked(self) -> list[Any]:
        """Who may be known already."""
        return [one for one in self.people if one.may_be]

    @property
    def undecided(self) -> list[Any]:
        return [one for one in self.asked if one.key not in self.decided]

    @property
    def new_people(self) -> int:
        """Those who get a record."""
        return sum(record_of(one, self.decided) is None for one in self.people)

    def asks(self, said: dict) -> list[str]:
        """What the page must still say before it is taken over, beside what every file is asked."""
        return []

    def decide(self, decided: dict[str, str]) -> None:
        self.decided = decided

    @property
    def months(self) -> set[date]:
        """The first days of those in which something of it counts."""
        return set()

    @property
    def counts(self) -> dict[str, int]:
        """By the columns of `Move` that keep what was shown."""
        raise NotImplementedError
