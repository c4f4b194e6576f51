"""What somebody who sees a published table, and knows the rule, can work out about what is hidden in it.

Tables are thought of as differences from the truth, atom by atom: the truth is all zeros, and each form that is shown differs by nothing.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, linprog, milp
from scipy.sparse import block_array, csr_array, eye_array, vstack

from programs.suppression.forms import Fate, Problem

TOLERANCE = 1e-6
# A reader may think an atom any amount larger, or a large one nearly empty. More than this many times k is never needed to cover up to k.
FAR = 100
SECONDS = 10


@dataclass(frozen=True)
class Way:
    """Form number `form` differs by `level` or more, upwards (`sign` 1) or downwards (-1)."""

    form: int
    sign: int
    level: int

    def gone(self, differs: np.ndarray) -> bool:
        """Whether a table in which the forms differ by this goes the whole way."""
        return self.sign * differs[self.form] >= self.level - TOLERANCE


@dataclass(frozen=True)
class Stretch:
    """How far a form can go on its way (`reached`, `level` at most), fractions allowed, in `table`. Whatever is hidden, it goes no farther than
    `constant` and the `worth` of each form that is hidden: where that is too little, it says which forms would help."""

    reached: float
    table: np.ndarray
    worth: np.ndarray
    constant: float


class Reader:
    """Knows the value of each form that is not `hidden`, and of each atom the least that it is."""

    def __init__(self, problem: Problem, hidden: np.ndarray):
        self.problem, self.far = problem, FAR * problem.k
        self.room = np.array([min(form.value - form.floor, self.far) for form in problem.forms], float)
        self.down = np.array(
            [min(real - least, self.far) for real, least in zip(problem.truth, problem.least, strict=True)], float
        )
        self.shown = np.flatnonzero(~hidden)
        # Hidden, known to be no zero, and no single atom of theirs is known to be none.
        self.bare = np.flatnonzero(hidden & (problem.matrix @ np.array(problem.least) == 0) & (problem.floors > 0))
        self.same, self.positive = problem.matrix[self.shown], problem.matrix[self.bare]
        self.zero = np.zeros(len(self.shown))

    def stretch(self, way: Way) -> Stretch:
        goal = self.problem.matrix[[way.form]] * way.sign
        found = linprog(
            -goal.toarray()[0],
            A_ub=vstack([goal, -self.positive]), b_ub=np.concatenate([[way.level], self.room[self.bare]]),
            A_eq=self.same, b_eq=self.zero, bounds=_between(-self.down, np.inf), method="highs",
        )  # fmt: skip
        if not found.success:
            raise RuntimeError(found.message)
        return Stretch(-found.fun, found.x, *self._worth(found, way.level))

    def _worth(self, found: OptimizeResult, level: int) -> tuple[np.ndarray, float]:
        """Read off the dual solution, which proves that there is no farther table: each of its prices belongs to a form that is shown, to a
        hidden one that is known to be no zero, or to the least of an atom."""
        worth, constant = np.zeros(len(self.problem.forms)), 0.0
        price = -found.eqlin.marginals
        worth[self.shown] = np.where(price > TOLERANCE, level, np.where(price < -TOLERANCE, -price * self.room[self.shown], 0))
        worth[self.bare] -= found.ineqlin.marginals[1:] * self.room[self.bare]
        for atom in np.flatnonzero(found.lower.marginals > TOLERANCE):
            bound = found.lower.marginals[atom] * self.down[atom]
            if atom in self.problem.alone:
                worth[self.problem.alone[atom]] += bound
            else:
                constant += bound
        return worth, constant

    def cheapest(self, way: Way) -> np.ndarray | None:
        """The table that goes all the way, if one does, and makes the fewest cells differ that are shown, counted by how much they do."""
        atoms, free = self.same.shape[1], self.problem.having(Fate.FREE)[self.shown]
        weights = self.problem.weights[self.shown]
        apart = eye_array(len(self.shown))
        more, less = np.where(free, np.inf, 0), np.where(free, self.room[self.shown], 0)
        found = linprog(
            np.concatenate([np.zeros(atoms), weights, weights]),
            A_ub=block_array([[-self.positive, csr_array((len(self.bare), 2 * len(self.shown)))]]), b_ub=self.room[self.bare],
            A_eq=block_array([[self.same, -apart, apart], [self.problem.matrix[[way.form]] * way.sign, None, None]]),
            b_eq=np.concatenate([self.zero, [way.level]]),
            bounds=_between(np.concatenate([-self.down, self.zero, self.zero]), np.concatenate([np.full(atoms, np.inf), more, less])),
            method="highs",
        )  # fmt: skip
        return found.x[:atoms] if found.success else None

    def table(self, form: int, low: float, high: float) -> np.ndarray | None:
        """Whole numbers in which `form` differs by `low` to `high`. One that is not found in time is as good as none: it protects nothing."""
        limits = (
            np.concatenate([[low], self.zero, -self.room[self.bare]]),
            np.concatenate([[high], self.zero, np.full(len(self.bare), np.inf)]),
        )
        found = milp(
            np.zeros(len(self.down)), integrality=np.ones(len(self.down)), bounds=Bounds(-self.down, self.far),
            constraints=LinearConstraint(vstack([self.problem.matrix[[form]], self.same, self.positive]), *limits),
            options={"time_limit": SECONDS},
        )  # fmt: skip
        return None if found.x is None else np.round(found.x)


def _between(low: np.ndarray, high: np.ndarray | float) -> np.ndarray:
    return np.column_stack([low, np.broadcast_to(high, low.shape)])
