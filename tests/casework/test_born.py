"""The year of a birth that is counted: somebody born on 1 April counts with the year before, as schools do. Worked out by hand."""

from datetime import date

import pytest

from casework import indicators
from casework.models import Person
from casework.services.people import fiscal_year_of_birth
from japan.wareki import PartialDate
from tests.factories.casework import details, make_case, make_place


@pytest.mark.parametrize(
    ("birth", "year"),
    [
        (PartialDate(1938, 4, 1), 1937), (PartialDate(1938, 4, 2), 1938), (PartialDate(1938, 3, 31), 1937), (PartialDate(1938, 4), 1938),
        (PartialDate(1938, 1), 1937), (PartialDate(1938), 1938), (None, None),
    ],
)  # fmt: skip
def test_the_fiscal_year_of_a_birth(birth, year):
    assert fiscal_year_of_birth(birth) == year


@pytest.mark.django_db
def test_who_turns_85_on_the_first_day_of_the_year_is_counted_as_85(caseworker, areas):
    """Born on 1 April 1938: 85 at the start of 2023. One day later: 84."""
    for day in (1, 2):
        who = details(make_place(areas.dai), given_name=f"咲{day}", birth=PartialDate(1938, 4, day))
        make_case(caseworker, areas.dai, on=date(2023, 5, 1), new_subject=who)
    assert sorted(Person.objects.values_list("birth_fiscal_year", flat=True)) == [1937, 1938]
    assert indicators.NEW.count(areas.council, 2023, date(2024, 3, 31), "band") == {"85-": 1, "75-84": 1}
