"""A rhythm as offices write it, read as the fields of an enrolment."""

from types import SimpleNamespace

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from visits.rhythm import rhythm_in, rhythm_words

DAYS = st.lists(st.integers(0, 6), max_size=7, unique=True).map(sorted)
RHYTHMS = st.one_of(
    st.fixed_dictionaries({"pattern": st.just("times"), "times": st.integers(1, 31)}),
    st.fixed_dictionaries({"pattern": st.just("weeks"), "weeks": st.integers(1, 8), "weekdays": DAYS}),
    st.fixed_dictionaries(
        {
            "pattern": st.just("nth"), "nth": st.lists(st.sampled_from([1, 2, 3, 4, -1]), min_size=1, unique=True),
            "weekdays": DAYS.filter(bool),
        }
    ),
)  # fmt: skip


@given(rhythm=RHYTHMS)
def test_what_we_write_we_read(rhythm):
    with override("ja"):
        found = rhythm_in(rhythm_words(SimpleNamespace(**rhythm)))
    assert found == rhythm | ({"nth": sorted(rhythm["nth"], key=lambda number: number % 6)} if "nth" in rhythm else {})


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("月２回程度", {"pattern": "times", "times": 2}),
        ("月１", {"pattern": "times", "times": 1}),
        ("毎月", {"pattern": "times", "times": 1}),
        ("週に１度", {"pattern": "weeks", "weeks": 1, "weekdays": []}),
        ("毎週（火・金曜日）", {"pattern": "weeks", "weeks": 1, "weekdays": [1, 4]}),
        ("隔週水曜日", {"pattern": "weeks", "weeks": 2, "weekdays": [2]}),
        ("毎日", {"pattern": "weeks", "weeks": 1, "weekdays": [0, 1, 2, 3, 4, 5, 6]}),
        ("毎月 第２・４水曜", {"pattern": "nth", "nth": [2, 4], "weekdays": [2]}),
        ("第一日曜日", {"pattern": "nth", "nth": [1], "weekdays": [6]}),
        ("最終金曜", {"pattern": "nth", "nth": [-1], "weekdays": [4]}),
        ("週２回", None),
        ("月40回", None),
        ("9週に1回", None),
        ("第5水曜", None),
        ("第2", None),
        ("不定期", None),
        ("", None),
    ],
)
def test_what_offices_write_is_read_or_named(written, expected):
    assert rhythm_in(written) == expected
