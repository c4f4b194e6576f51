"""What is published, as sums over atoms: the smallest groups of people that no table divides further.

Each cell of a table, each margin and each cell of an older table is the sum of some atoms. Cells that are the same sum have the same value
and are hidden or shown together: here they are one `Form`, with their number as its `weight`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array

# How scipy's `milp` says that there is no solution, rather than that it found none.
INFEASIBLE = 2


class Fate(Enum):
    """`FREE` forms are hidden or shown as protection needs it; nobody can choose about the others any more."""

    FREE = "free"
    HIDDEN = "hidden"
    SHOWN = "shown"


@dataclass(frozen=True)
class Form:
    """`floor` is the least that it can be to somebody who sees nothing but where the zeros are. Of patterns with equally many cells one of a
    low `rank` in all is taken: a grand total is missed more than a cell."""

    atoms: frozenset[int]
    value: int
    floor: int
    weight: int = 1
    rank: int = 0
    fate: Fate = Fate.FREE


@dataclass(frozen=True)
class Need:
    """To whoever sees what is published, form number `form` must be able to have each value from `low` to `high`."""

    form: int
    low: int
    high: int


@dataclass(frozen=True)
class Problem:
    """`truth` is the real table, atom by atom, and `least` what is known of each atom beforehand: 1 of one that is seen to be no zero.

    `lines` are sums that a reader can do, as (the form, the forms that add up to it). They follow from `forms`, and make the search quick.
    """

    forms: Sequence[Form]
    needs: Sequence[Need]
    truth: Sequence[int]
    least: Sequence[int]
    k: int
    lines: Sequence[tuple[int, tuple[int, ...]]] = ()

    def having(self, fate: Fate) -> np.ndarray:
        return np.array([form.fate is fate for form in self.forms], bool)

    @cached_property
    def weights(self) -> np.ndarray:
        return np.array([form.weight for form in self.forms], float)

    @cached_property
    def floors(self) -> np.ndarray:
        return np.array([form.floor for form in self.forms])

    @cached_property
    def matrix(self) -> csr_array:
        """Forms down, atoms across: 1 where the form counts the atom."""
        return counted([form.atoms for form in self.forms], len(self.truth))

    @cached_property
    def alone(self) -> dict[int, int]:
        """{atom: the form that is this atom and nothing else}."""
        return {next(iter(form.atoms)): number for number, form in enumerate(self.forms) if len(form.atoms) == 1}


def counted(groups: Sequence[frozenset[int]], size: int) -> csr_array:
    """A row for each group: 1 for each of `size` atoms that is in it."""
    rows = np.repeat(np.arange(len(groups)), [len(atoms) for atoms in groups])
    columns = np.fromiter((atom for atoms in groups for atom in sorted(atoms)), int, len(rows))
    return csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(groups), size))
