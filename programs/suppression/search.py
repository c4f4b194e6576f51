"""Which forms to hide so that every need is met, and no more of them than it takes.

An integer programme over what is hidden, after Fischetti and Salazar: it begins with what each line shows at a glance, its answer is attacked,
and each attack that succeeds becomes one more inequality that every safe pattern keeps. So its optimum is never above the least possible
number. Safe patterns are its answers once no attack succeeds, and before that its mended answers, until the two numbers are near.
"""

from dataclasses import dataclass
from time import monotonic

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, vstack

from programs.suppression.attack import TOLERANCE, Stretch, Way
from programs.suppression.audit import Finding, audit, stands
from programs.suppression.forms import INFEASIBLE, Fate, Problem
from programs.suppression.mending import mended, unmet, ways_of

# A pattern is near that hides so many times the least possible number of cells (below 20 cells: that number itself), and near enough, once
# patience ends, with the second.
NEAR, ENOUGH = 1.05, 1.2
# The integer programme is solved so well, and all ranks together cost so much of a cell.
GAP, LESS_THAN_A_CELL = 0.01, 0.2
SECONDS = 60
# The first share of the time is for the near pattern; no turn may take more than the second.
PATIENCE, TURN = 1 / 4, 1 / 6
MEND_EVERY, MEND_FIRST = 4, 1


@dataclass(frozen=True)
class Pattern:
    """`cells` are hidden, and `at_least` so many in any safe pattern."""

    hidden: np.ndarray
    cells: int
    at_least: int


class Impossible(Exception):
    """With everything hidden that can be, a reader concludes these all the same."""

    def __init__(self, findings: list[Finding]):
        super().__init__()
        self.findings = findings


def search(problem: Problem, seconds: float) -> Pattern:
    hidden = problem.having(Fate.HIDDEN)
    return _Search(problem, seconds).run() if hidden.any() else Pattern(hidden, 0, 0)


class _Search:
    def __init__(self, problem: Problem, seconds: float):
        self.problem, self.ways, self.program = problem, ways_of(problem), _Program(problem)
        self.turn, self.patience, self.deadline = seconds * TURN, monotonic() + seconds * PATIENCE, monotonic() + seconds
        self.best, self.safe, self.at_least = ~problem.having(Fate.SHOWN), False, 0

    def run(self) -> Pattern:
        turn = 0
        while not self._near() and (left := self._left()) > 0:
            turn += 1
            if (solved := self.program.solve(min(left, self.turn))) is None:
                break
            answer, bound = solved
            self.at_least = max(self.at_least, bound)
            if answer is not None:
                self._try(answer, turn)
        return self._pattern()

    def _try(self, answer: np.ndarray, turn: int) -> None:
        attacks = unmet(self.problem, answer, self.ways)
        for way, stretch in attacks:
            self.program.learn(way, stretch)
        if not attacks:
            self._offer(answer)
        elif turn % MEND_EVERY == MEND_FIRST and (pattern := mended(self.problem, answer, self.deadline)) is not None:
            self._offer(pattern)

    def _pattern(self) -> Pattern:
        """What was found, or everything: where that is not safe, nothing is."""
        if not self.safe and (found := audit(self.problem, self.best)):
            raise Impossible([finding for findings in found for finding in findings])
        return Pattern(self.best, self._cells(self.best), self.at_least)

    def _near(self) -> bool:
        return self.safe and self._cells(self.best) <= NEAR * self.at_least

    def _left(self) -> float:
        enough = self.safe and self._cells(self.best) <= ENOUGH * self.at_least
        return (self.patience if enough else self.deadline) - monotonic()

    def _cells(self, hidden: np.ndarray) -> int:
        return int(self.problem.weights[hidden].sum())

    def _offer(self, hidden: np.ndarray) -> None:
        """Taken where it is better and passes the audit, which else is learned from."""
        if self.safe and self._cells(hidden) >= self._cells(self.best):
            return
        found = audit(self.problem, hidden)
        known = [findings[0].form for findings in found if self.problem.forms[findings[0].form].fate is Fate.FREE]
        if known:
            # Nothing is lost when what a reader knows anyway is shown.
            hidden = hidden.copy()
            hidden[known] = False
            return self._offer(hidden)
        for findings in found:
            self.program.require(self._missing(hidden, findings))
        if not found:
            self.best, self.safe = hidden, True

    def _missing(self, hidden: np.ndarray, findings: list[Finding]) -> np.ndarray:
        """Forms of which one must be hidden: with all others hidden the findings stand."""
        closed = hidden.copy()
        free = np.flatnonzero(~hidden & self.problem.having(Fate.FREE))
        for form in sorted(free, key=lambda form: -self.problem.weights[form]):
            closed[form] = True
            closed[form] = stands(self.problem, closed, findings)
        return ~closed


class _Program:
    """The integer programme: one variable a form, 1 where it is hidden."""

    def __init__(self, problem: Problem):
        self.problem = problem
        self.hidden, self.open = problem.having(Fate.HIDDEN), ~problem.having(Fate.SHOWN)
        ranks = np.where(self.hidden, 0, [form.rank for form in problem.forms])
        self.costs = problem.weights + ranks * (LESS_THAN_A_CELL / max(ranks.sum(), 1))
        self.rows = [csr_array((0, len(problem.forms)))]
        self.least: list[float] = []
        for whole, parts in problem.lines:
            self._line(np.array([whole, *parts]))

    def _line(self, members: np.ndarray) -> None:
        """The only form of a line that is hidden is what the others leave."""
        size = len(members)
        signs = np.ones((size, size)) - 2 * np.eye(size)
        places = np.repeat(np.arange(size), size), np.tile(members, size)
        self.rows.append(csr_array((signs.ravel(), places), shape=(size, len(self.hidden))))
        self.least += [0.0] * size

    def learn(self, way: Way, stretch: Stretch) -> None:
        """What is hidden must let the form go its way."""
        worth = np.minimum(stretch.worth, way.level)
        lacking = way.level - stretch.constant - worth[self.hidden].sum()
        self._at_least_one(np.where(self.hidden, 0, np.minimum(worth, lacking)) / lacking)

    def require(self, some: np.ndarray) -> None:
        self._at_least_one(some.astype(float))

    def _at_least_one(self, row: np.ndarray) -> None:
        self.rows.append(csr_array(row[None, :]))
        self.least.append(1.0)

    def solve(self, seconds: float) -> tuple[np.ndarray | None, int] | None:
        """Which forms it hides, if it found that in time, and the least number of cells that it proved; None where nothing would do."""
        found = milp(
            self.costs, integrality=np.ones(len(self.hidden)), bounds=Bounds(self.hidden.astype(float), self.open.astype(float)),
            constraints=LinearConstraint(vstack(self.rows, format="csr"), np.array(self.least), np.inf),
            options={"time_limit": seconds, "mip_rel_gap": GAP},
        )  # fmt: skip
        if found.status == INFEASIBLE:
            return None
        bound = found.mip_dual_bound if found.mip_dual_bound and np.isfinite(found.mip_dual_bound) else 0
        return None if found.x is None else found.x > 0.5, max(0, int(np.ceil(bound - LESS_THAN_A_CELL - TOLERANCE)))
