from programs.suppression.rounding import rounded
from programs.suppression.tables import Table

APRIL = {"month": frozenset(["2026-04"])}
KEY = b"k" * 32


def figures(counts, key=KEY, within=APRIL, **more):
    return rounded(Table(["district"], [list(counts)], {(name,): count for name, count in counts.items()}), within, key, **more)


def test_each_figure_is_the_multiple_below_or_above():
    counts = {f"d{count}": count for count in range(60)}
    for (name,), figure in figures(counts).items():
        count = sum(counts.values()) if name == "*" else counts[name]
        assert figure % 10 == 0
        assert abs(figure - count) < 10


def test_zeros_and_multiples_stay():
    assert figures({"a": 0, "b": 20, "c": 0}) == {("a",): 0, ("b",): 20, ("c",): 0, ("*",): 20}


def test_on_average_they_are_right():
    found = [figures({"a": 7}, key=number.to_bytes(4))["a",] for number in range(2000)]
    assert set(found) == {0, 10}
    assert 6.6 < sum(found) / len(found) < 7.4


def test_who_asks_again_gets_the_same_and_so_does_another_table_with_the_same_cell():
    wide = Table(["district", "topic"], [["a"], ["x", "y"]], {("a", "x"): 3, ("a", "y"): 4})
    for number in range(50):
        key = number.to_bytes(4)
        assert figures({"a": 7}, key=key)["a",] == rounded(wide, APRIL, key)["a", "*"]


def test_another_month_or_key_falls_out_by_itself():
    may = {"month": frozenset(["2026-05"])}
    both = [
        (figures({"a": 5}, key=n.to_bytes(4))["a",], figures({"a": 5}, key=n.to_bytes(4), within=may)["a",]) for n in range(50)
    ]
    assert set(both) == {(0, 0), (0, 10), (10, 0), (10, 10)}


def test_the_base_can_be_another():
    assert figures({"a": 7}, base=5)["a",] in (5, 10)
    assert figures({"a": 7}, base=1)["a",] == 7
