"""Tables that were published, and one more beside them: a reader has all of them, and takes last quarter from the year.

All tables of one call count the same thing (one indicator) so that the months add up, as cases taken in, contacts and sessions do. What was
counted stands in `within`: always the months, and whatever else the table was restricted to.

As JSON, for a register:

    {"name": "…", "within": {"month": ["2026-04", "2026-05", "2026-06"]}, "dimensions": {"district": ["台小", "東小"]},
     "cells": [{"keys": {"district": "台小"}, "value": 12, "hidden": false}, …, {"keys": {"district": "*"}, "value": 21, "hidden": true}]}

Where values are told as one, `merged` says so: {"district": {"東小": "東小+西小", "西小": "東小+西小"}}; the table has 東小+西小 alone.
It keeps the exact value of what was hidden, too, and so is as confidential as the records are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from programs.suppression.audit import Finding, audit
from programs.suppression.forms import Fate
from programs.suppression.joint import Contradiction, Joint, joint
from programs.suppression.search import SECONDS, Impossible, search
from programs.suppression.tables import ALL, Keys, Protected, Table


@dataclass(frozen=True)
class Published:
    name: str
    table: Table
    within: Mapping[str, frozenset[str]]
    hidden: frozenset[Keys] = frozenset()
    merged: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        names = self.table.dimensions
        cells = [
            {"keys": dict(zip(names, cell, strict=True)), "value": self.table.sums[cell], "hidden": cell in self.hidden}
            for cell in self.table.cells()
        ]
        within = {name: sorted(values) for name, values in self.within.items()}
        return {
            "name": self.name,
            "within": within,
            "merged": {name: dict(values) for name, values in self.merged.items()},
            "dimensions": dict(zip(names, self.table.values, strict=True)),
            "cells": cells,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Published":
        cells = {tuple(cell["keys"][name] for name in data["dimensions"]): cell for cell in data["cells"]}
        counts = {keys: cell["value"] for keys, cell in cells.items() if ALL not in keys}
        table = Table(list(data["dimensions"]), list(data["dimensions"].values()), counts)
        within = {name: frozenset(values) for name, values in data["within"].items()}
        hidden = frozenset(keys for keys, cell in cells.items() if cell["hidden"])
        return cls(data["name"], table, within, hidden, data.get("merged", {}))


@dataclass(frozen=True)
class Known:
    """A reader knows more than the rule lets them of this cell of the table `name`; `partly` where it is of some of its months only."""

    name: str
    cell: Keys
    partly: bool


class Refused(Exception):
    """`known` would be whatever is hidden in the new table, or is already, without it. Where that is empty the tables contradict each other:
    a record was corrected since, and the new table must say so (訂正) instead of standing beside the old ones."""

    def __init__(self, known: list[Known]):
        super().__init__()
        self.known = known


def protect_beside(
    earlier: Sequence[Published], new: Published, k: int, *, shared: bool = False, seconds: float = SECONDS
) -> Protected:
    """The new table, so that nothing small can be computed from all of them together: no cell, and no difference of two periods. What
    `new.hidden` names stays hidden; what an earlier table shows is shown, and what it hides is not. With `shared` a reader of the new table must
    not see either that all people of a line are in one of its cells, unless earlier ones show it."""
    tables = [*earlier, new]
    asked = _joint(tables, k, deciding=len(earlier), shared=shared)
    try:
        pattern = search(asked.problem, seconds)
    except Impossible as error:
        raise Refused(_known(tables, asked, error.findings)) from None
    hidden = frozenset(
        place.cell
        for place, number in asked.numbers.items()
        if place.table == len(earlier) and place.part is None and pattern.hidden[number]
    )
    return Protected(new.table, hidden, pattern.at_least)


def known(tables: Sequence[Published], k: int) -> list[Known]:
    """What a reader of all these tables knows of what they should hide."""
    asked = _joint(tables, k, deciding=None)
    found = audit(asked.problem, asked.problem.having(Fate.HIDDEN))
    return _known(tables, asked, [finding for findings in found for finding in findings])


def _joint(tables: Sequence[Published], k: int, deciding: int | None, *, shared: bool = False) -> Joint:
    try:
        return joint(tables, k, deciding, shared=shared)
    except Contradiction:
        raise Refused([]) from None


def _known(tables: Sequence[Published], asked: Joint, findings: Sequence[Finding]) -> list[Known]:
    forms = {finding.form for finding in findings}
    places = [place for place, number in asked.numbers.items() if number in forms]
    return list(dict.fromkeys(Known(tables[place.table].name, place.cell, place.part is not None) for place in places))
