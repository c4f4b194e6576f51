"""Somebody who has what was published and nothing else: the zeros, what is shown, the sums, and the rule. They calculate with CBC, a solver that
Yorisoi does not use."""

from collections.abc import Mapping, Sequence
from math import isclose

import pulp
from pulp.apis.coin_api import pulp_cbc_path

ALL = "*"
Cell = tuple[str, ...]
# No margin of these tests is nearly as large.
ENDLESS = 100_000


class Attacker:
    """`shown` holds each cell and margin with its value, None where it is hidden. With `whole` they think of whole people only."""

    def __init__(self, shown: Mapping[Cell, int | None], *, whole: bool = True):
        self.problem = pulp.LpProblem("attack", pulp.LpMinimize)
        kind = "Integer" if whole else "Continuous"
        inside = {
            cell: self.problem.add_variable(f"x{number}", 1, ENDLESS, cat=kind)
            for number, cell in enumerate(shown)
            if ALL not in cell and shown[cell] != 0
        }
        self.sums = {cell: pulp.lpSum(x for inner, x in inside.items() if covers(cell, inner)) for cell in shown}
        # CBC wants to see every variable in some row.
        self.problem += pulp.lpSum(inside.values()) >= 0
        for cell, value in shown.items():
            if value:
                self.problem += self.sums[cell] == value

    def range(self, cell: Cell) -> tuple[float, float]:
        return self._end(cell, pulp.LpMinimize), self._end(cell, pulp.LpMaximize)

    def possible(self, cell: Cell, value: int) -> bool:
        self.problem.setObjective(self.sums[cell] + 0)
        asked = self.problem.copy()
        asked += self.sums[cell] == value
        return _solved(asked)

    def _end(self, cell: Cell, sense: int) -> float:
        self.problem.sense = sense
        self.problem.setObjective(self.sums[cell] + 0)
        assert _solved(self.problem), "what was published contradicts itself"
        return pulp.value(self.problem.objective)


def _solved(problem: pulp.LpProblem) -> bool:
    return pulp.LpStatus[problem.solve(pulp.COIN_CMD(path=pulp_cbc_path, msg=False))] == "Optimal"


def covers(cell: Cell, inner: Cell) -> bool:
    return all(key in (ALL, own) for key, own in zip(cell, inner, strict=True))


def leaks(shown: Mapping[Cell, int | None], truth: Mapping[Cell, int], k: int, *, whole: bool = True) -> list[Cell]:
    """Where the attacker knows a hidden cell, or knows of a small one that it is not all that a small one may be: from 1 (in a margin: from the
    number of its cells that are no zero) to k - 1."""
    attacker, found = Attacker(shown, whole=whole), []
    for cell in (cell for cell in shown if shown[cell] is None):
        low, high = attacker.range(cell)
        first = sum(1 for inner, value in truth.items() if value and ALL not in inner and covers(cell, inner))
        short = truth[cell] < k and (low > first + 1e-6 or high < k - 1 - 1e-6)
        if short or isclose(low, high, abs_tol=1e-6):
            found.append(cell)
    return found


def primary_only(truth: Mapping[Cell, int], k: int) -> dict[Cell, int | None]:
    return {cell: None if 0 < value < k else value for cell, value in truth.items()}


def with_margins(values: Sequence[Sequence[str]], counts: Mapping[Cell, int]) -> dict[Cell, int]:
    """Added up here, and not by Yorisoi."""
    cells: list[Cell] = [()]
    for names in values:
        cells = [(*cell, name) for cell in cells for name in [*names, ALL]]
    return {cell: sum(count for inner, count in counts.items() if covers(cell, inner)) for cell in cells}
