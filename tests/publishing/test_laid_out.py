"""Which number stands where, whichever dimension has more values."""

from types import SimpleNamespace

from publishing.laid_out import exact


def test_rows_are_the_longest_dimension_and_each_number_stands_at_its_place():
    words = {
        "sex": [["f", "女"], ["m", "男"]],
        "topic": [[f"t{n}", f"内容{n}"] for n in range(5)],
        "band": [[f"b{n}", f"{n}代"] for n in range(3)],
    }
    counted = [["f", "t4", "b1", "2026-04", 3], ["m", "t0", "b1", "2026-05", 2]]
    parts = exact(SimpleNamespace(dimensions=["sex", "topic", "band"], words=words, counted=counted))
    assert [part.title for part in parts] == ["0代", "1代", "2代", "計"]
    assert parts[1].heads == ["女", "男", "計"]
    assert dict(parts[1].rows) == {
        "内容0": ["0", "2", "2"], "内容1": ["0"] * 3, "内容2": ["0"] * 3, "内容3": ["0"] * 3, "内容4": ["3", "0", "3"], "計": ["3", "2", "5"]
    }  # fmt: skip
    assert parts[3].rows[-1] == ("計", ["3", "2", "5"])
