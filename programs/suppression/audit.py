"""The audit of a finished pattern, in whole numbers: it asks what a reader must think possible, and takes nobody's word for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import gcd, inf

import numpy as np

from programs.suppression.attack import TOLERANCE, Reader, Way
from programs.suppression.forms import Need, Problem

# Of a range of more values than this, as many are tried, both ends among them.
VALUES = 50


@dataclass(frozen=True)
class Finding:
    """A reader sees that form number `form` is none of `low` to `high`."""

    form: int
    low: float
    high: float


def audit(problem: Problem, hidden: np.ndarray) -> list[list[Finding]]:
    """Empty where each need is met and no hidden form is known. Of the findings of one list, one that is overcome would do."""
    audit = _Audit(problem, hidden)
    found = [audit.of_need(need) for need in problem.needs] + [audit.of_pin(int(form)) for form in np.flatnonzero(hidden)]
    return [findings for findings in found if findings]


def stands(problem: Problem, hidden: np.ndarray, findings: list[Finding]) -> bool:
    """Whether the reader of another pattern concludes the same."""
    audit = _Audit(problem, hidden)
    return not any(audit.possible(finding) for finding in findings)


class _Audit:
    """Gathers tables that a reader must think possible: each speaks for many forms at once."""

    def __init__(self, problem: Problem, hidden: np.ndarray):
        self.problem, self.reader = problem, Reader(problem, hidden)
        self.tables: list[tuple[np.ndarray, int]] = []

    def of_need(self, need: Need) -> list[Finding]:
        value = self.problem.forms[need.form].value
        for end in (need.low, need.high):
            self._look(need.form, end - value)
        for wanted in _values(need):
            finding = Finding(need.form, wanted, wanted)
            if wanted - value not in self._differences(need.form) and not self.possible(finding):
                return [finding]
        return []

    def of_pin(self, form: int) -> list[Finding]:
        if any(differs[form] for differs, _steps in self.tables):
            return []
        value = self.problem.forms[form].value
        findings = [Finding(form, value + 1, inf), Finding(form, -inf, value - 1)]
        return [] if any(self.possible(finding) for finding in findings) else findings

    def possible(self, finding: Finding) -> bool:
        value = self.problem.forms[finding.form].value
        table = self.reader.table(finding.form, finding.low - value, finding.high - value)
        if table is not None:
            self._keep(table)
        return table is not None

    def _look(self, form: int, difference: int) -> None:
        """The linear programme often has whole numbers for an answer, and is quicker."""
        if difference not in self._differences(form):
            table = self.reader.stretch(Way(form, int(np.sign(difference)), abs(difference))).table
            if np.abs(table - np.round(table)).max() < TOLERANCE:
                self._keep(np.round(table))

    def _keep(self, table: np.ndarray) -> None:
        """One that is several times some whole numbers stands for fewer times those, too: they lie between it and the truth."""
        self.tables.append((np.round(self.problem.matrix @ table).astype(int), gcd(*table.astype(int))))

    def _differences(self, form: int) -> set[int]:
        """By how much the tables seen so far say that it can differ."""
        return {0} | {int(differs[form]) * step // steps for differs, steps in self.tables for step in range(1, steps + 1)}


def _values(need: Need) -> Iterator[int]:
    steps = min(need.high - need.low, VALUES)
    yield need.low
    yield from (need.low + (need.high - need.low) * step // steps for step in range(1, steps + 1))
