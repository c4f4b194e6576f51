"""No more is hidden than it takes: every smaller pattern is tried, and the attacker breaks each."""

from itertools import combinations, product

import pytest

from programs.suppression.tables import Table, protect
from tests.programs.suppression.attacker import leaks, with_margins
from tests.programs.suppression.test_attacks import drawn, made


def hidden_in(values, counts, k):
    protected = protect(Table([f"d{place}" for place in range(len(values))], values, counts), k)
    assert protected.at_least <= len(protected.hidden)
    return len(protected.hidden)


def safe_pattern_below(values, counts, k, limit):
    """A pattern of fewer than `limit` cells that nobody breaks, or None. Patterns that a single line gives away are not worth a solver."""
    truth = with_margins(values, counts)
    small = {cell for cell, value in truth.items() if 0 < value < k}
    others = [cell for cell, value in truth.items() if value >= k]
    lines = list(lines_of(truth))
    for size in range(limit - len(small)):
        for more in combinations(others, size):
            pattern = small | set(more)
            if all(len(pattern & line) != 1 for line in lines):
                published = {cell: None if cell in pattern else value for cell, value in truth.items()}
                if not leaks(published, truth, k):
                    return published
    return None


def lines_of(truth):
    for cell, place in product(truth, range(len(next(iter(truth))))):
        if cell[place] == "*":
            yield {other for other in truth if other[:place] + other[place + 1 :] == cell[:place] + cell[place + 1 :]}


def patterns(values):
    """All tables of two rows and two columns out of these numbers, but for turning and mirroring."""
    seen = set()
    for a, b, c, d in product(values, repeat=4):
        alike = {(a, b, c, d), (b, a, d, c), (c, d, a, b), (d, c, b, a), (a, c, b, d), (c, a, d, b), (b, d, a, c), (d, b, c, a)}
        if not alike & seen:
            seen.add((a, b, c, d))
            yield a, b, c, d


def test_of_all_small_tables_each_hides_the_least_possible_number():
    tried = 0
    for numbers in patterns([0, 3, 5, 12]):
        values, counts = made((2, 2), numbers)
        if any(0 < number < 5 for number in numbers):
            tried += 1
            assert safe_pattern_below(values, counts, 5, hidden_in(values, counts, 5)) is None, numbers
    assert tried > 20


@pytest.mark.parametrize("k", [2, 3, 5])
@pytest.mark.parametrize(("shape", "seed"), [((4,), 1), ((3, 2), 2), ((3, 2), 3), ((3, 3), 4)])
def test_larger_ones_do_too(shape, seed, k):
    values, counts = drawn(shape, seed)
    assert safe_pattern_below(values, counts, k, hidden_in(values, counts, k)) is None


@pytest.mark.parametrize(
    ("numbers", "least"),
    [
        # One small cell takes the seven others of the cube, or all its own margins.
        ([3, 20, 20, 20, 20, 20, 20, 20], 8),
        ([0, 0, 0, 0, 0, 0, 0, 3], 8),
        ([5, 5, 5, 5, 5, 5, 5, 5], 0),
    ],
)
def test_three_dimensions_worked_out_by_hand(numbers, least):
    assert hidden_in(*made((2, 2, 2), numbers), 5) == least


def test_a_large_table_comes_within_a_fifth_of_what_is_proven():
    values, counts = drawn((5, 3, 3), 7)
    protected = protect(Table(["地区", "内容", "年代"], values, counts), 5, seconds=20)
    assert len(protected.hidden) <= 1.2 * protected.at_least
    assert 0 < protected.at_least < len(list(protected.table.cells()))


def test_without_time_everything_is_hidden_and_nothing_given_away():
    values, counts = drawn((4, 3), 2)
    truth = with_margins(values, counts)
    protected = protect(Table(["地区", "内容"], values, counts), 5, seconds=0)
    published = {cell: protected.value(cell) for cell in protected.table.cells()}
    assert all(published[cell] is None for cell, value in truth.items() if value)
    assert leaks(published, truth, 5) == []
