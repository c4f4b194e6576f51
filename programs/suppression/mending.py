"""From a pattern that attacks break to a safe one: what they lack is hidden too, then what nothing needs is shown again."""

from time import monotonic

import numpy as np

from programs.suppression.attack import TOLERANCE, Reader, Stretch, Way
from programs.suppression.forms import Fate, Problem

# Attacks that are looked at in one turn.
MOST = 100
Routes = dict[Way, np.ndarray]


def ways_of(problem: Problem) -> list[Way]:
    """From the truth to both ends of each need, the longest first: a table that goes one of them often goes many."""
    ends = [(need.form, end - problem.forms[need.form].value) for need in problem.needs for end in (need.high, need.low)]
    return sorted((Way(form, int(np.sign(by)), abs(by)) for form, by in ends if by), key=lambda way: -way.level)


def unmet(problem: Problem, hidden: np.ndarray, ways: list[Way]) -> list[tuple[Way, Stretch]]:
    """Ways that are closed to a reader of this pattern: none, where none is."""
    reader, found, left = Reader(problem, hidden), [], ways
    while left and len(found) < MOST:
        way, *left = left
        stretch = reader.stretch(way)
        if stretch.reached < way.level - TOLERANCE:
            found.append((way, stretch))
        else:
            differs = problem.matrix @ stretch.table
            left = [other for other in left if not other.gone(differs)]
    return found


def mended(problem: Problem, hidden: np.ndarray, deadline: float) -> np.ndarray | None:
    """None where that cannot be done, or not in time."""
    hidden, routes = hidden.copy(), {}
    for way in ways_of(problem):
        differs = _known(way, routes)
        if differs is None:
            if (table := Reader(problem, hidden).cheapest(way)) is None:
                return None
            differs = problem.matrix @ table
            hidden |= np.abs(differs) > TOLERANCE
        routes[way] = differs
        if monotonic() > deadline:
            return None
    return _thinned(problem, hidden, routes, deadline)


def _thinned(problem: Problem, hidden: np.ndarray, routes: Routes, deadline: float) -> np.ndarray:
    free = np.flatnonzero(hidden & problem.having(Fate.FREE)).tolist()
    for form in sorted(free, key=lambda form: (problem.weights[form], problem.forms[form].rank), reverse=True):
        if monotonic() > deadline:
            break
        hidden[form] = False
        if (others := _around(problem, hidden, form, routes)) is None:
            hidden[form] = True
        else:
            routes = routes | others
    return hidden


def _around(problem: Problem, hidden: np.ndarray, form: int, routes: Routes) -> Routes | None:
    """For each way whose route needs this form, another one that does without."""
    reader, found = Reader(problem, hidden), Routes()
    for way in (way for way, differs in routes.items() if abs(differs[form]) > TOLERANCE):
        differs = _known(way, found)
        if differs is None:
            differs = problem.matrix @ reader.stretch(way).table
        if not way.gone(differs):
            return None
        found[way] = differs
    return found


def _known(way: Way, routes: Routes) -> np.ndarray | None:
    return next((differs for differs in routes.values() if way.gone(differs)), None)
