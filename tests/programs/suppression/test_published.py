"""Tables of several periods and dimensions: nothing small is computed from all of them together."""

from collections import Counter
from itertools import product
from random import Random

import pulp
import pytest
from pulp.apis.coin_api import pulp_cbc_path

from programs.suppression.published import Known, Published, Refused, known, protect_beside
from programs.suppression.tables import Table, alike, protect

FIRST, SECOND, APRIL = frozenset(["04", "05", "06"]), frozenset(["07", "08", "09"]), frozenset(["04"])


def table(rows):
    """{("台小", "借金"): 3, …}, each combination of values with its count."""
    values = [list(dict.fromkeys(keys[place] for keys in rows)) for place in range(len(next(iter(rows))))]
    return Table(["district", "topic"][: len(values)], values, rows)


def districts(a, b, c):
    return table({("台小",): a, ("東小",): b, ("西小",): c})


def published(name, what, months, k=5, earlier=(), *, shared=False):
    new = Published(name, what, {"month": months})
    return Published(name, what, new.within, protect_beside(earlier, new, k, shared=shared).hidden)


def figures(one):
    return {cell: None if cell in one.hidden else one.table.sums[cell] for cell in one.table.cells()}


def computed(tables, months, cell):
    """The least and the most, by another solver, of who was counted in `cell` in these months."""
    problem = pulp.LpProblem("attack", pulp.LpMinimize)
    every = sorted({month for one in tables for month in one.within["month"]})
    names = [
        list(dict.fromkeys(value for one in tables for values in one.table.values[place : place + 1] for value in values))
        for place in range(len(cell))
    ]
    atoms = {
        (keys, month): problem.add_variable(f"x{number}", 0, 10_000, cat="Integer")
        for number, (keys, month) in enumerate(product(product(*names), every))
    }

    def total(keys, within):
        return pulp.lpSum(
            x
            for (inner, month), x in atoms.items()
            if month in within and all(k in ("*", i) for k, i in zip(keys, inner, strict=False))
        )

    for one in tables:
        for keys, value in figures(one).items():
            sums = total(keys, one.within["month"])
            problem += sums >= min(one.table.sums[keys], 1) if value is None else sums == value
    ends = []
    for sense in (pulp.LpMinimize, pulp.LpMaximize):
        problem.sense = sense
        problem.setObjective(total(cell, months) + 0)
        assert pulp.LpStatus[problem.solve(pulp.COIN_CMD(path=pulp_cbc_path, msg=False))] == "Optimal"
        ends.append(round(pulp.value(problem.objective)))
    return tuple(ends)


def test_the_difference_of_two_periods_is_a_number_too():
    """12 in four months and 10 in three: 2 in the fourth."""
    first = published("Q1", districts(10, 7, 20), FIRST)
    assert not first.hidden
    longer = districts(12, 17, 30)
    assert not protect(longer, 5).hidden
    careless = Published("to July", longer, {"month": FIRST | {"07"}})
    assert computed([first, careless], {"07"}, ("台小",)) == (2, 2)
    assert known([first, careless], 5) == [Known("to July", ("台小",), partly=True)]

    careful = published("to July", longer, FIRST | {"07"}, earlier=[first])
    assert known([first, careful], 5) == []
    low, high = computed([first, careful], {"07"}, ("台小",))
    assert low <= 1
    assert high >= 4
    assert len(careful.hidden) == 2


def test_two_districts_as_one_do_not_give_away_what_the_districts_hide():
    """8 are shown, and 11 for both: 3 were hidden."""
    fine = published("districts", districts(8, 3, 20), FIRST)
    assert fine.hidden == {("東小",), ("西小",)}
    as_one = Table(["district"], [["台小+東小", "西小"]], {("台小+東小",): 11, ("西小",): 20})
    merged = {"district": dict.fromkeys(("台小", "東小"), "台小+東小")}
    careless = Published("as one", as_one, {"month": FIRST}, merged=merged)
    assert Known("districts", ("東小",), partly=False) in known([fine, careless], 5)
    hidden = protect_beside([fine], careless, 5).hidden
    assert ("台小+東小",) in hidden
    assert known([fine, Published("as one", as_one, {"month": FIRST}, hidden, merged)], 5) == []
    assert Published.from_json(careless.as_json()) == careless


def test_two_districts_as_one_alone_hide_nothing_where_they_are_many():
    as_one = Table(["district"], [["台小", "東小+西小"]], {("台小",): 8, ("東小+西小",): 23})
    merged = {"district": dict.fromkeys(("東小", "西小"), "東小+西小")}
    assert not protect_beside([], Published("as one", as_one, {"month": FIRST}, merged=merged), 5).hidden


def test_a_year_does_not_give_away_what_its_quarters_hide():
    first = published("Q1", districts(3, 7, 20), FIRST)
    second = published("Q2", districts(9, 8, 30), SECOND, earlier=[first])
    year = published("half", districts(12, 15, 50), FIRST | SECOND, earlier=[first, second])
    assert computed([first, second], FIRST, ("台小",))[1] >= 4
    low, high = computed([first, second, year], FIRST, ("台小",))
    assert low <= 1
    assert high >= 4
    alone = Published("half", year.table, year.within, protect(year.table, 5).hidden)
    assert computed([first, second, alone], FIRST, ("台小",)) == (3, 3)
    assert Known("Q1", ("台小",), partly=False) in known([first, second, alone], 5)


def test_tables_over_other_dimensions_are_joined_by_their_margins():
    by_both = published(
        "both", table({("台小", "借金"): 3, ("台小", "病気"): 9, ("東小", "借金"): 8, ("東小", "病気"): 14}), FIRST
    )
    by_one = published("one", districts(12, 22, 0), FIRST, earlier=[by_both])
    assert known([by_both, by_one], 5) == []
    assert all(value in (None, 12, 22, 34, 0) for value in figures(by_one).values())
    for keys in by_both.hidden:
        low, high = computed([by_both, by_one], FIRST, keys)
        assert low < high


def test_everything_of_a_year_together_gives_nothing_away():
    """Four quarters by district and topic, and the year by both and by each; protected one by one, and so given away, for control."""
    random, year, careful, careless = Random(1), Counter(), [], []
    for number in range(4):
        rows = {keys: random.choice([0, 2, 3, 6, 9, 15]) for keys in product(["台小", "東小"], ["借金", "病気"])}
        year.update(rows)
        months = frozenset(f"{number}{month}" for month in range(3))
        careful.append(published(f"Q{number + 1}", table(rows), months, earlier=careful))
        careless.append(Published(f"Q{number + 1}", table(rows), {"month": months}, protect(table(rows), 5).hidden))
    whole = frozenset().union(*(one.within["month"] for one in careful))
    careful.append(published("year", table(dict(year)), whole, earlier=careful))
    careless.append(Published("year", table(dict(year)), {"month": whole}, protect(table(dict(year)), 5).hidden))
    assert broken(careful) == []
    assert broken(careless)


def broken(tables, k=5):
    """Where the other solver knows a hidden cell, or that a small one is not all that it could be."""
    found = []
    for one, cell in [(each, cell) for each in tables for cell in each.hidden]:
        low, high = computed(tables, one.within["month"], cell)
        if low == high or (one.table.sums[cell] < k and high < k - 1):
            found.append((one.name, cell))
    return found


# All six of 台小 have debts.
ALIKE = {("台小", "借金"): 6, ("台小", "病気"): 0, ("東小", "借金"): 8, ("東小", "病気"): 9}
NOBODY = ("台小", "病気")


def test_that_all_of_a_district_have_one_trouble_is_in_no_table():
    assert not published("Q1", table(ALIKE), FIRST).hidden
    alone = published("Q1", table(ALIKE), FIRST, shared=True)
    assert NOBODY in alone.hidden
    assert len(alone.hidden) == 4
    assert computed([alone], FIRST, NOBODY)[1] >= 1


def test_a_zero_that_was_hidden_stays_hidden_beside_later_tables():
    """The half year by both is beside it, and each by one; the next quarter without the rule shows the zero, for control."""
    first = published("Q1", table(ALIKE), FIRST, shared=True)
    year = table({("台小", "借金"): 16, ("台小", "病気"): 7, ("東小", "借金"): 18, ("東小", "病気"): 19})
    second = table({keys: count - ALIKE[keys] for keys, count in year.counts.items()})
    shown = Published("Q2", second, {"month": SECOND})
    careless = Published("half", year, {"month": FIRST | SECOND})
    assert computed([first, shown, careless], FIRST, NOBODY) == (0, 0)
    assert Known("Q1", NOBODY, partly=False) in known([first, shown, careless], 5)

    careful = published("half", year, FIRST | SECOND, earlier=[first, shown], shared=True)
    assert known([first, shown, careful], 5) == []
    assert computed([first, shown, careful], FIRST, NOBODY)[1] >= 1


def test_what_an_earlier_table_shows_of_a_district_is_no_reason_to_refuse():
    plain = published("Q1", table(ALIKE), FIRST)
    assert not published("again", table(ALIKE), FIRST, earlier=[plain], shared=True).hidden


def test_whatever_came_before_nobody_sees_what_a_row_shares():
    """Three quarters and the year of sparse rows: the other solver still thinks somebody possible elsewhere in each row that is alike."""
    random, year, tables = Random(4), Counter(), []
    for number in range(3):
        rows = {keys: random.choice([0, 0, 6, 9]) for keys in product(["台小", "東小", "西小"], ["借金", "病気"])}
        year.update(rows)
        tables.append(published(f"Q{number}", table(rows), frozenset([f"{number}"]), earlier=tables, shared=True))
    tables.append(published("year", table(dict(year)), frozenset("012"), earlier=tables, shared=True))
    rows = [(one, line) for one in tables for line in alike(one.table)]
    assert rows
    assert [one.name for one, line in rows if not any(computed(tables, one.within["month"], cell)[1] for cell in line)] == []
    assert broken(tables) == []


def test_what_was_hidden_stays_hidden_and_what_was_shown_is_shown():
    first = published("Q1", districts(3, 7, 20), FIRST)
    again = published("again", first.table, FIRST, earlier=[first])
    assert again.hidden == first.hidden


def test_what_cannot_be_saved_is_refused_and_named():
    """Each of three months is shown, in two tables that nobody compared: hiding the third changes nothing any more."""
    careless = [
        Published("Q1", districts(20, 30, 40), {"month": FIRST}),
        Published("April, May", districts(18, 20, 30), {"month": frozenset(["04", "05"])}),
    ]
    with pytest.raises(Refused) as refused:
        published("June", districts(2, 10, 10), frozenset(["06"]), earlier=careless)
    assert {(one.cell, one.partly) for one in refused.value.known} >= {(("台小",), False)}


def test_a_corrected_record_makes_tables_that_contradict_each_other():
    first = published("Q1", districts(10, 7, 20), FIRST)
    for other in [districts(10, 7, 21), districts(10, 0, 27)]:
        with pytest.raises(Refused) as refused:
            published("Q1 again", other, FIRST, earlier=[first])
        assert refused.value.known == []


def test_other_people_are_other_people():
    """A table of one district alone says nothing of another's, though it names the same months."""
    one = Published(
        "台小",
        Table(["topic"], [["借金", "病気"]], {("借金",): 6, ("病気",): 9}),
        {"month": FIRST, "district": frozenset(["台小"])},
    )
    whole = published("all", districts(15, 7, 20), FIRST, earlier=[one])
    assert not whole.hidden
    with pytest.raises(Refused):
        published("all", districts(14, 7, 20), FIRST, earlier=[one])


def test_the_register_keeps_a_table_as_json():
    first = published("Q1", districts(3, 7, 20), FIRST)
    kept = first.as_json()
    assert kept["within"] == {"month": ["04", "05", "06"]}
    assert kept["cells"][0] == {"keys": {"district": "台小"}, "value": 3, "hidden": True}
    assert kept["cells"][-1] == {"keys": {"district": "*"}, "value": 30, "hidden": False}
    back = Published.from_json(kept)
    assert (back.name, back.within, back.hidden, figures(back)) == (first.name, first.within, first.hidden, figures(first))
