"""With `shared` nobody sees that all people of a district have one trouble."""

from programs.suppression.tables import Table, protect
from tests.programs.suppression.attacker import with_margins

VALUES = [["借金", "病気"], ["台小", "東小"]]
# All six of 台小 have debts.
COUNTS = {("借金", "台小"): 6, ("借金", "東小"): 8, ("病気", "台小"): 0, ("病気", "東小"): 9}


def hidden(shared, counts=COUNTS):
    return protect(Table(["topic", "district"], VALUES, counts), 5, shared=shared).hidden


def test_the_plain_rule_shows_it():
    assert hidden(shared=False) == set()


def test_the_zero_beside_them_is_hidden_and_cannot_be_computed():
    found = hidden(shared=True)
    assert ("病気", "台小") in found
    truth = with_margins(VALUES, COUNTS)
    shown = {cell: value for cell, value in truth.items() if cell not in found}
    others = [
        counts for counts in _tables(10) if all(with_margins(VALUES, counts)[cell] == value for cell, value in shown.items())
    ]
    assert {counts["病気", "台小"] for counts in others} >= {0, 1}
    assert len(found) == 4


def test_rows_with_several_troubles_show_their_zeros():
    counts = {("借金", "台小"): 12, ("借金", "東小"): 8, ("病気", "台小"): 7, ("病気", "東小"): 9}
    assert hidden(shared=True, counts=counts) == set()


def _tables(most):
    """Every one with so many people in a cell."""
    for a in range(most):
        for b in range(most):
            for c in range(most):
                for d in range(most):
                    yield dict(zip(COUNTS, (a, b, c, d), strict=True))
