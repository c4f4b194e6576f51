"""Several tables as one problem. Its atoms are the groups of people that no table divides."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple, Protocol

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from programs.suppression.attack import TOLERANCE
from programs.suppression.forms import INFEASIBLE, Fate, Form, Need, Problem, counted
from programs.suppression.tables import ALL, Keys, Table, alike, holding, lines_of

# Whoever is in none of the values that any table names.
OTHERS = None
# The cell of each table that a group lies in; None where a table does not count it.
Group = tuple[Keys | None, ...]


class Counting(Protocol):
    """A table, what it is restricted to, what is hidden in it, and which values it tells as one: {dimension: {value: as it is told}}."""

    table: Table
    within: Mapping[str, frozenset[str]]
    hidden: frozenset[Keys]
    merged: Mapping[str, Mapping[str, str]]


class Place(NamedTuple):
    """A cell of the table of that number; or the `part` of it that these tables count, and the others do not. Of a line whose people are all in
    one cell: its first cell without anybody, and `part` is the number of the line."""

    table: int
    cell: Keys
    part: tuple[bool, ...] | tuple[int] | None = None


@dataclass(frozen=True)
class Joint:
    """`numbers` says which form each cell is; one that is a zero is none."""

    problem: Problem
    numbers: Mapping[Place, int]


class Contradiction(Exception):
    """No records can be what all the tables say."""


def joint(tables: Sequence[Counting], k: int, deciding: int | None, *, shared: bool = False) -> Joint:
    """Only what stands in the table number `deciding` alone can still be chosen. With `shared` it must not show either that all people of a
    line are in one of its cells."""
    lines = alike(tables[deciding].table) if shared and deciding is not None else []
    unseen = [table.hidden.union(*lines if number == deciding else ()) for number, table in enumerate(tables)]
    groups = [group for group in _groups(tables) if not _is_empty(group, tables, unseen)]
    cells = _cells(groups)
    truth = _truth(tables, cells, len(groups))
    elsewhere = _elsewhere(lines, cells, deciding)
    everything = cells | _small_parts(cells, groups, truth, k) | elsewhere
    fates = _fates(tables, cells, k, deciding) | dict.fromkeys(elsewhere.values(), Fate.HIDDEN)
    weights, ranks = Counter[frozenset[int]](), Counter[frozenset[int]]()
    for place, atoms in cells.items():
        if place.table == deciding:
            weights[atoms] += 1
            ranks[atoms] += place.cell.count(ALL)
    published = counted([atoms for atoms in fates if any(truth[atom] for atom in atoms)], len(groups))
    forms = []
    for atoms in dict.fromkeys(everything.values()):
        value = sum(truth[atom] for atom in atoms)
        floor = _floor(published, atoms) if 0 < value < k else min(value, 1)
        forms.append(Form(atoms, value, floor, weights[atoms], ranks[atoms], fates.get(atoms, Fate.HIDDEN)))
    order = {form.atoms: number for number, form in enumerate(forms)}
    numbers = {place: order[atoms] for place, atoms in everything.items()}
    needs = [
        _need(number, form, k)
        for number, form in enumerate(forms)
        if form.value < k and (form.fate is Fate.HIDDEN or (form.weight and form.value))
    ]
    least = [int(frozenset([atom]) in fates and count > 0) for atom, count in enumerate(truth)]
    return Joint(Problem(forms, needs, truth, least, k, _lines(tables, numbers)), numbers)


def _need(number: int, form: Form, k: int) -> Need:
    """That nobody is in a part of a cell need not be possible: zeros are no secret. Where one is hidden somebody must be possible."""
    return Need(number, max(form.floor, 1), max(k - 1, form.floor + 1)) if form.value else Need(number, 0, 1)


def _groups(tables: Sequence[Counting]) -> Iterator[Group]:
    values: dict[str, dict[str | None, None]] = defaultdict(lambda: {OTHERS: None})
    for table in tables:
        for name, named in (*zip(table.table.dimensions, table.table.values, strict=True), *table.within.items()):
            merged = table.merged.get(name, {})
            values[name] |= dict.fromkeys([*merged, *(value for value in named if value not in merged.values())])
    people = (dict(zip(values, combination, strict=True)) for combination in product(*values.values()))
    return iter(dict.fromkeys(tuple(_cell(table, person) for table in tables) for person in people))


def _cell(table: Counting, person: Mapping[str, str | None]) -> Keys | None:
    if any(person[name] not in values for name, values in table.within.items()):
        return None
    return tuple(table.merged.get(name, {}).get(person[name], person[name]) for name in table.table.dimensions)


def _is_empty(group: Group, tables: Sequence[Counting], unseen: Sequence[Set[Keys]]) -> bool:
    """Seen to be one: a table shows a zero for it, or it is in none."""
    counts = [
        table.table.sums[cell] or cell in hidden
        for table, cell, hidden in zip(tables, group, unseen, strict=True)
        if cell is not None
    ]
    return not counts or not all(counts)


def _elsewhere(
    lines: Sequence[Sequence[Keys]], cells: Mapping[Place, frozenset[int]], deciding: int | None
) -> dict[Place, frozenset[int]]:
    """Where somebody of such a line must be possible: in all its cells without anybody, but those that another table shows to be so."""
    found = {}
    for number, line in enumerate(lines):
        places = [Place(deciding or 0, cell) for cell in line]
        if atoms := frozenset().union(*(cells[place] for place in places if place in cells)):
            found[Place(deciding or 0, line[0], (number,))] = atoms
    return found


def _cells(groups: Sequence[Group]) -> dict[Place, frozenset[int]]:
    held = defaultdict(set)
    for atom, group in enumerate(groups):
        for table, cell in enumerate(group):
            for margin in holding(cell) if cell is not None else ():
                held[Place(table, margin)].add(atom)
    return {place: frozenset(atoms) for place, atoms in held.items()}


def _small_parts(
    cells: Mapping[Place, frozenset[int]], groups: Sequence[Group], truth: Sequence[int], k: int
) -> dict[Place, frozenset[int]]:
    """What was counted in some of a cell's months is small, and follows from all the tables if nothing is hidden: from the year and three of its
    quarters the fourth."""
    parts = {}
    for place, atoms in cells.items():
        within = defaultdict(set)
        for atom in atoms:
            within[tuple(cell is not None for cell in groups[atom])].add(atom)
        for part, inside in within.items():
            if 0 < sum(truth[atom] for atom in inside) < k:
                parts[Place(place.table, place.cell, part)] = frozenset(inside)
    own = set(cells.values())
    candidates = {place: atoms for place, atoms in parts.items() if atoms not in own}
    follows = _follows(counted(list(own), len(groups)), counted(list(candidates.values()), len(groups)))
    return {place: atoms for (place, atoms), known in zip(candidates.items(), follows, strict=True) if known}


def _follows(published: csr_array, parts: csr_array) -> np.ndarray:
    """Whether each part is a sum of multiples of what is published."""
    if not parts.shape[0]:
        return np.zeros(0, bool)
    known, wanted = published.toarray().T, parts.toarray().T
    multiples = np.linalg.lstsq(known, wanted, rcond=None)[0]
    return np.abs(known @ multiples - wanted).max(axis=0) < TOLERANCE


def _fates(
    tables: Sequence[Counting], cells: Mapping[Place, frozenset[int]], k: int, deciding: int | None
) -> dict[frozenset[int], Fate]:
    """What was shown once is shown for good, and what was hidden stays hidden."""
    fates: dict[frozenset[int], Fate] = {}
    for place, atoms in cells.items():
        if place.table != deciding:
            hidden = place.cell in tables[place.table].hidden and fates.get(atoms) is not Fate.SHOWN
            fates[atoms] = Fate.HIDDEN if hidden else Fate.SHOWN
    for place, atoms in cells.items():
        if place.table == deciding:
            hidden = place.cell in tables[place.table].hidden or 0 < tables[place.table].table.sums[place.cell] < k
            fates.setdefault(atoms, Fate.HIDDEN if hidden else Fate.FREE)
    return fates


def _truth(tables: Sequence[Counting], cells: Mapping[Place, frozenset[int]], size: int) -> list[int]:
    """Some records that are what all the tables say. Which they are makes no difference to what follows from what is shown."""
    if any(
        Place(number, keys) not in cells
        for number, table in enumerate(tables)
        for keys, count in table.table.counts.items()
        if count
    ):
        raise Contradiction
    values = np.array([tables[place.table].table.sums[place.cell] for place in cells], float)
    found = _whole(np.zeros(size), counted(list(cells.values()), size), values, values)
    if found is None:
        raise Contradiction
    return [int(count) for count in found]


def _floor(published: csr_array, atoms: Iterable[int]) -> int:
    """The least that these can be when each cell that is no zero is 1 or more."""
    costs = counted([frozenset(atoms)], published.shape[1]).toarray()[0]
    found = _whole(costs, published, np.ones(published.shape[0]), np.inf)
    return int(costs @ found)


def _whole(costs: np.ndarray, matrix: csr_array, low: np.ndarray, high: np.ndarray | float) -> np.ndarray | None:
    # Where nobody was counted there is nothing to find.
    if not len(costs):
        return costs
    found = milp(
        costs, integrality=np.ones(len(costs)), bounds=Bounds(0, np.inf), constraints=LinearConstraint(matrix, low, high)
    )
    if found.x is None and found.status != INFEASIBLE:
        raise RuntimeError(found.message)
    return None if found.x is None else np.round(found.x)


def _lines(tables: Sequence[Counting], numbers: Mapping[Place, int]) -> list[tuple[int, tuple[int, ...]]]:
    return sorted(
        {
            line
            for number, table in enumerate(tables)
            for line in lines_of(
                table.table, {place.cell: form for place, form in numbers.items() if place == Place(number, place.cell)}
            )
        }
    )
