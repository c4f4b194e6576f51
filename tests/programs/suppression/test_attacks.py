"""What an attacker with another solver gets out of a published table."""

import random
from itertools import product
from math import prod

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from programs.suppression.tables import Table, protect
from tests.programs.suppression.attacker import Attacker, leaks, primary_only, with_margins

NAMES = [["借金", "病気", "介護", "住まい", "子育て"], ["台小", "東小", "西小"], ["若い", "中年", "高齢"]]
# Small at 5, just not small, the least, none, and clearly large.
COUNTS = [0, 0, 1, 2, 4, 5, 6, 9, 30]


def made(shape, numbers):
    values = [names[:size] for names, size in zip(NAMES, shape, strict=False)]
    return values, dict(zip(product(*values), numbers, strict=True))


def shown(values, counts, k):
    protected = protect(Table([f"d{place}" for place in range(len(values))], values, counts), k)
    return {cell: protected.value(cell) for cell in protected.table.cells()}


def drawn(shape, seed):
    return made(shape, random.Random(seed).choices(COUNTS, k=prod(shape)))


def any_table(shape):
    size = prod(shape)
    return st.lists(st.sampled_from(COUNTS), min_size=size, max_size=size).map(lambda numbers: made(shape, numbers))


tables = st.sampled_from([(1,), (4,), (2, 2), (3, 2), (4, 3), (2, 2, 2)]).flatmap(any_table)


@pytest.mark.parametrize("shape", [(3, 3), (5, 3), (2, 2, 3)])
def test_who_hides_small_numbers_only_gives_them_away(shape):
    broken = 0
    for seed in range(4):
        values, counts = drawn(shape, seed)
        truth = with_margins(values, counts)
        broken += len(leaks(primary_only(truth, 5), truth, 5))
    assert broken > 4


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(tables, st.sampled_from([2, 3, 5, 10]))
def test_nothing_hidden_is_computed(table, k):
    values, counts = table
    truth = with_margins(values, counts)
    published = shown(values, counts, k)
    assert published.keys() == truth.keys()
    assert all(value in (None, truth[cell]) for cell, value in published.items())
    assert all(published[cell] is None for cell, value in truth.items() if 0 < value < k)
    assert all(published[cell] == 0 for cell, value in truth.items() if value == 0)
    assert leaks(published, truth, k) == []


@pytest.mark.parametrize(("shape", "seed"), [((5, 3), 1), ((5, 3), 2), ((2, 3, 3), 3)])
def test_nor_is_it_by_somebody_who_calculates_with_fractions(shape, seed):
    values, counts = drawn(shape, seed)
    truth = with_margins(values, counts)
    assert leaks(shown(values, counts, 5), truth, 5, whole=False) == []


def test_each_small_number_stays_possible_in_each_small_cell():
    values, counts = made((3, 3), [1, 4, 9, 12, 2, 6, 30, 5, 3])
    truth = with_margins(values, counts)
    attacker = Attacker(shown(values, counts, 5))
    small = [cell for cell, value in truth.items() if 0 < value < 5 and "*" not in cell]
    assert len(small) == 4
    assert all(attacker.possible(cell, value) for cell in small for value in range(1, 5))


def test_a_margin_of_ones_is_not_known_by_the_number_of_its_cells():
    """Four cells of 1 in one district: it has 4, and that is the least that four cells can be."""
    values, counts = made((4, 2), [1, 20, 1, 30, 1, 40, 1, 50])
    truth = with_margins(values, counts)
    published = shown(values, counts, 5)
    assert published["*", "台小"] is None
    assert leaks(published, truth, 5) == []


def test_one_hidden_cell_and_all_its_margins_say_only_that_it_is_small():
    values, counts = made((2, 2), [3, 0, 0, 0])
    published = shown(values, counts, 5)
    assert [cell for cell, value in published.items() if value is None] == [
        ("借金", "台小"),
        ("借金", "*"),
        ("*", "台小"),
        ("*", "*"),
    ]
    low, high = Attacker(published).range(("借金", "台小"))
    assert (low, high > 1000) == (1, True)


def test_numbers_beyond_what_a_solver_counts_exactly_are_shown_exactly():
    large = 10**18 - 1
    values, counts = made((2, 2), [large, 3, large, 8])
    published = shown(values, counts, 5)
    truth = with_margins(values, counts)
    assert truth["*", "台小"] == 2 * large
    assert all(value in (None, truth[cell]) for cell, value in published.items())
    assert sum(value is None for value in published.values()) == 4


def test_of_equally_good_patterns_one_is_taken_that_shows_the_totals():
    values, counts = made((2, 2), [3, 20, 20, 20])
    published = shown(values, counts, 5)
    assert [cell for cell, value in published.items() if value is None] == list(counts)
