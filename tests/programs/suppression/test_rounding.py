"""What is rounded tells no small number, also not to somebody who has months, quarters and the year of it, with all sums."""

import random
from collections import defaultdict
from decimal import Decimal
from itertools import product

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from programs.suppression.rounding import BASE, protected

K = 5


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0, 0), (1, None), (4, None), (5, 10), (14, 10), (15, 20), (24, 20), (25, 30), (103, 100),
        # Hours, as the database adds them up.
        (Decimal("4.5"), None), (Decimal("14.5"), 10), (Decimal("15.0"), 20),
    ],
)  # fmt: skip
def test_small_ones_are_hidden_zeros_shown_and_others_tens(number, shown):
    assert protected(number, K) == shown


def sums(counts):
    """{(district, topic, period): number} with every margin, of twelve months, four quarters and the year."""
    found = defaultdict(int)
    for (district, topic, month), number in counts.items():
        for keys in product((district, "*"), (topic, "*"), (f"m{month}", f"q{month // 3}", "year")):
            found[keys] += number
    return found


def possible(counts, shown, hidden, width=BASE / 2):
    """(least, most) that a reader who knows the rule must think possible of this hidden number: by integers, with all that is shown."""
    atoms = {keys: at for at, keys in enumerate(counts)}
    rows, low, high = [], [], []
    for keys, number in shown.items():
        row = np.zeros(len(atoms))
        for (district, topic, month), at in atoms.items():
            inside = (
                keys[0] in ("*", district) and keys[1] in ("*", topic) and keys[2] in (f"m{month}", f"q{month // 3}", "year")
            )
            row[at] = inside
        rows.append(row)
        bounds = (
            (0, 0) if number == 0 else (1, K - 1) if number is None else (max(K, number - width), number + max(0, width - 1))
        )
        low.append(bounds[0])
        high.append(bounds[1])
    goal = rows[list(shown).index(hidden)]
    found = [
        milp(
            sign * goal,
            constraints=LinearConstraint(np.array(rows), low, high),
            integrality=np.ones(len(atoms)),
            bounds=Bounds(0, 300),
        )
        for sign in (1, -1)
    ]
    assert all(one.success for one in found)
    return round(found[0].fun), round(-found[1].fun)


@pytest.mark.parametrize("seed", range(6))
def test_no_hidden_number_is_known_from_everything_that_is_shown(seed):
    chance = random.Random(seed)
    counts = {keys: chance.choice((0, 1, 2, 3, 6, 9, 14, 40)) for keys in product("ab", "xyz", range(12))}
    shown = {keys: protected(number, K) for keys, number in sums(counts).items()}
    small = [keys for keys, number in shown.items() if number is None]
    assert small
    for keys in chance.sample(small, 6):
        least, most = possible(counts, shown, keys)
        assert least < most, keys


def test_the_attacker_knows_what_is_not_rounded():
    """The control: with exact sums beside them hidden numbers are known."""
    counts = {("a", "x", 0): 3, ("a", "y", 0): 20}
    shown = {keys: number if number >= K else None for keys, number in sums(counts).items()}
    assert possible(counts, shown, ("a", "x", "m0"), width=0) == (3, 3)
