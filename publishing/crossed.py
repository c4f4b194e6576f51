"""What can be counted by several dimensions at once, for a table that leaves the office.

Each row that is counted falls into one value of each dimension, so that a table adds up. Apps say in their own `crossed.py` what they count.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DISTRICT, TOPIC, BAND, SEX, ROUTE, MATTER = "district", "topic", "band", "sex", "route", "matter"
# What every count can be parted by, so that tables of overlapping periods can be looked at together. No column of a table.
MONTH = "month"
DIMENSIONS: dict[str, Promise] = {
    DISTRICT: _("School district"), TOPIC: _("Main topic"), BAND: _("Age"), SEX: _("Sex"), ROUTE: _("Who brought it"),
    MATTER: _("What is asked of the agency"),
}  # fmt: skip
Keys = tuple[str, ...]


@dataclass(frozen=True)
class Crossed:
    """`count(council, first, until, dimensions)` gives {keys: number} of the rows from `first` to `until`, both inclusive; a combination
    that nobody falls into is left out. `labels(dimension, council)`: [(key, words)] in the order of a table."""

    code: str
    label: Promise
    unit: Promise
    definition: Promise
    dimensions: tuple[str, ...]
    count: Callable[[object, date, date, tuple[str, ...]], Mapping[Keys, int]]
    labels: Callable[[str, object], list[tuple[str, Promise | str]]]
    # Of one whole fiscal year alone: its months do not add up to it.
    whole_years: bool = False


_registry: dict[str, Crossed] = {}


def register(crossed: Crossed) -> Crossed:
    _registry[crossed.code] = crossed
    return crossed


def get(code: str) -> Crossed:
    return _registry[code]


def everything() -> list[Crossed]:
    return list(_registry.values())
