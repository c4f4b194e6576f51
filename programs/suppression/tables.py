"""A table with all its margins, and which of its cells are hidden.

The rule: a cell or margin of 1 to `k - 1` is small and hidden; zeros are shown. Of the rest as few are hidden as it takes that somebody who
knows this rule, sees the zeros, and adds and subtracts what is shown must still think each value from 1 (in a margin: from the number of its
cells that are no zero) to `k - 1` possible in each small one, and two values at least in whatever is hidden.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import prod

from programs.suppression.forms import Fate, Form, Need, Problem
from programs.suppression.search import SECONDS, search

ALL = "*"
MOST_CELLS = 5_000
Keys = tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """`counts` holds what was counted for each combination of values; one that is not there is a zero."""

    dimensions: Sequence[str]
    values: Sequence[Sequence[str]]
    counts: Mapping[Keys, int]

    def cells(self) -> Iterator[Keys]:
        """Every combination, with `ALL` in place of a value in a margin."""
        return product(*([*values, ALL] for values in self.values))

    @cached_property
    def sums(self) -> Counter[Keys]:
        """The value of each cell and margin."""
        sums: Counter[Keys] = Counter()
        for keys, count in self.counts.items():
            for cell in holding(keys):
                sums[cell] += count
        return sums

    @cached_property
    def lines(self) -> list[tuple[Keys, list[Keys]]]:
        """Each margin with the cells along one dimension that add up to it."""
        return [
            (cell, [(*cell[:place], value, *cell[place + 1 :]) for value in values])
            for cell in self.cells()
            for place, values in enumerate(self.values)
            if cell[place] == ALL
        ]


@dataclass(frozen=True)
class Protected:
    """The table as it may be published. Whatever is safe hides `at_least` so many cells."""

    table: Table
    hidden: frozenset[Keys]
    at_least: int

    def value(self, cell: Keys) -> int | None:
        return None if cell in self.hidden else self.table.sums[cell]


class TooLarge(Exception):
    """More cells, margins among them, than can be protected in any useful time."""

    def __init__(self, cells: int):
        super().__init__()
        self.cells = cells


def protect(table: Table, k: int, *, shared: bool = False, seconds: float = SECONDS) -> Protected:
    """With `shared` a reader must not see either that all people of a line are in one of its cells: some zeros are hidden then.

    Raises `Impossible` where hiding everything does not help, and `TooLarge`. What is not found in `seconds` is not looked for any longer: then
    more cells are hidden than it takes, and no fewer.
    """
    if (cells := prod(len(values) + 1 for values in table.values)) > MOST_CELLS:
        raise TooLarge(cells)
    problem, numbers = _problem(table, k, alike(table) if shared else [])
    pattern = search(problem, seconds)
    return Protected(table, frozenset(cell for cell, number in numbers.items() if pattern.hidden[number]), pattern.at_least)


def holding(keys: Keys) -> Iterator[Keys]:
    """The cell and each margin that counts it."""
    return product(*((value, ALL) for value in keys))


def alike(table: Table) -> list[list[Keys]]:
    """For each line with all its people in one cell, the cells where none of them is."""
    empty = defaultdict(list)
    for keys in product(*table.values):
        for cell in holding(keys) if not table.sums[keys] else ():
            empty[cell].append(keys)
    full = [(parts, [part for part in parts if table.sums[part]]) for _margin, parts in table.lines]
    return [
        [keys for part in parts if part not in used for keys in empty[part]]
        for parts, used in full
        if len(used) == 1 < len(parts)
    ]


def _problem(table: Table, k: int, lines: list[list[Keys]]) -> tuple[Problem, dict[Keys, int]]:
    """With the number of the form that each cell is; a zero that everybody sees is none."""
    people = dict.fromkeys([keys for keys, count in table.counts.items() if count] + [keys for line in lines for keys in line])
    atoms = {keys: atom for atom, keys in enumerate(people)}
    held = defaultdict(set)
    for keys, atom in atoms.items():
        for cell in holding(keys):
            held[cell].add(atom)
    cells = {cell: frozenset(inside) for cell, inside in held.items()}
    elsewhere = {frozenset(atoms[keys] for keys in line) for line in lines}
    truth = [table.counts.get(keys, 0) for keys in atoms]
    forms = _forms(cells, elsewhere, truth, k)
    order = {form.atoms: number for number, form in enumerate(forms)}
    needs = [_need(number, form, k) for number, form in enumerate(forms) if form.fate is Fate.HIDDEN]
    numbers = {cell: order[inside] for cell, inside in cells.items()}
    return Problem(forms, needs, truth, [min(count, 1) for count in truth], k, lines_of(table, numbers)), numbers


def _forms(cells: Mapping[Keys, frozenset[int]], elsewhere: set[frozenset[int]], truth: Sequence[int], k: int) -> list[Form]:
    same = defaultdict(list)
    for cell, atoms in cells.items():
        same[atoms].append(cell)
    forms = []
    for atoms in dict.fromkeys([*same, *elsewhere]):
        value, floor = sum(truth[atom] for atom in atoms), sum(truth[atom] > 0 for atom in atoms)
        fate = Fate.HIDDEN if 0 < value < k or atoms in elsewhere else Fate.FREE
        forms.append(Form(atoms, value, floor, len(same[atoms]), sum(cell.count(ALL) for cell in same[atoms]), fate))
    return forms


def _need(number: int, form: Form, k: int) -> Need:
    """A small one needs two values even where its range has one; where nobody is, somebody must be possible."""
    return Need(number, form.floor, max(k - 1, form.floor + 1)) if form.value else Need(number, 0, 1)


def lines_of(table: Table, numbers: Mapping[Keys, int]) -> list[tuple[int, tuple[int, ...]]]:
    found = {
        (numbers[margin], tuple(numbers[part] for part in parts if part in numbers))
        for margin, parts in table.lines
        if margin in numbers
    }
    return sorted((margin, parts) for margin, parts in found if len(parts) > 1)
