"""A month that has not come is no month with nothing in it; small bars of a page stand on one axis."""

from datetime import date

import pytest

from programs.dimensions import months_begun
from programs.indicators import Indicator
from programs.reports import IndicatorResult
from programs.templatetags.programs import month_bars

COUNTED = Indicator.by_month


@pytest.mark.parametrize(
    ("until", "begun"), [(date(2023, 4, 1), 1), (date(2023, 9, 14), 6), (date(2024, 1, 5), 10), (date(2024, 3, 31), 12)]
)
def test_months_are_counted_from_april(until, begun):
    assert months_begun(2023, until) == begun


def test_a_month_that_has_not_come_is_blank_and_one_without_anything_is_nought():
    class Some:
        def count(self, council, year, until, by):
            return {0: 4, 2: 1}

    assert COUNTED(Some(), None, 2023, date(2023, 7, 2)) == [4, 0, 1, 0, *[None] * 8]


def test_bars_of_different_programmes_are_as_high_as_their_numbers():
    def heights(numbers, most):
        class Label:
            label = "件数"

        drawn = month_bars(IndicatorResult(Label(), sum(numbers), numbers), most)
        return [
            int(part.partition('"')[0])
            for part in drawn.split('<rect class="fill"')[1:]
            for part in [part.partition('height="')[2]]
        ]

    assert heights([22, 0], 22) == [22]
    assert heights([11, 1], 22) == [11, 1]
