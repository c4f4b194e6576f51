"""What is counted for a table that leaves the office, each row under one value of each dimension."""

from collections import Counter
from datetime import date, datetime

import pytest
from django.utils import timezone

from casework.codes import Topic
from casework.crossed import count_contacts, count_new, count_people
from casework.models import Case
from japan.fiscal import band, fiscal_year
from japan.wareki import PartialDate
from privacy.models import Area, Dossier
from publishing.crossed import BAND, DISTRICT, MONTH, ROUTE, SEX, TOPIC
from tests.factories import visits as watch
from tests.factories.casework import details, make_case, make_note, make_place
from visits.crossed import count_visits

pytestmark = pytest.mark.django_db
FIRST, UNTIL = date(2025, 1, 1), date(2025, 6, 30)


@pytest.fixture
def cases(coordinator, other_caseworker, areas):
    """Three in one district, one in another, one unnamed, one before the days, one of another council, and a bare enquiry."""

    def of(district, on, topic, **changes):
        changes.setdefault("new_subject", details(make_place(district, district.name)))
        return make_case(coordinator, district, on=on, topics=[topic, Topic.OTHER], main_topic=topic, **changes)

    young = details(make_place(areas.dai), birth=PartialDate(2000, 8, 1), sex="male")
    made = [
        of(areas.dai, date(2025, 1, 1), Topic.DEMENTIA),
        of(areas.dai, date(2025, 6, 30), Topic.DEMENTIA),
        of(areas.dai, date(2025, 4, 1), Topic.RUBBISH, new_subject=young),
        of(areas.higashi, date(2025, 3, 31), Topic.RUBBISH),
        of(areas.higashi, date(2025, 5, 5), Topic.DEMENTIA, new_subject=None),
    ]
    of(areas.dai, date(2024, 12, 31), Topic.DEMENTIA)
    make_case(other_caseworker, areas.other_north, on=date(2025, 2, 2))
    return made


def test_each_case_stands_once_in_each_dimension(cases, areas):
    assert count_new(areas.council, FIRST, UNTIL, (DISTRICT, TOPIC)) == {
        (str(areas.dai.pk), "dementia"): 2, (str(areas.dai.pk), "rubbish"): 1, (str(areas.higashi.pk), "rubbish"): 1,
        (str(areas.unknown.pk), "dementia"): 1,
    }  # fmt: skip
    assert count_new(areas.council, FIRST, UNTIL, (SEX,)) == {("female",): 3, ("male",): 1, ("unknown",): 1}
    assert sum(count_new(areas.council, FIRST, UNTIL, (ROUTE, MONTH)).values()) == 5


def test_the_age_is_that_at_the_beginning_of_the_fiscal_year_of_the_intake(cases, areas):
    """As plain Python counts it, over two fiscal years."""
    found = Counter()
    for case in Case.objects.filter(pk__in=[case.pk for case in cases]):
        born = case.subject.birth_fiscal_year if case.subject_id else None
        found[(band(born, fiscal_year(case.intake_date)), f"{case.intake_date:%Y-%m}")] += 1
    assert count_new(areas.council, FIRST, UNTIL, (BAND, MONTH)) == dict(found)


def test_a_restricted_case_is_of_no_district_and_no_topic(cases, areas):
    """In every table, so that none differs from another by it."""
    Dossier.objects.filter(pk=cases[0].dossier_id).update(restricted=True)
    unknown = str(Area.objects.unknown_in(areas.council).pk)
    assert count_new(areas.council, FIRST, UNTIL, (DISTRICT, TOPIC))[(unknown, "other")] == 1
    assert count_new(areas.council, FIRST, UNTIL, (TOPIC,)) == {("dementia",): 2, ("rubbish",): 2, ("other",): 1}
    assert count_new(areas.council, FIRST, UNTIL, (DISTRICT,))[(str(areas.dai.pk),)] == 2


def at(month, day):
    return timezone.make_aware(datetime(2025, month, day, 10))


def test_contacts_count_each_time_and_people_once_a_year_under_their_first(coordinator, cases, areas):
    """Somebody who comes back in another month is one of the year."""
    make_note(coordinator, cases[0], met_at=at(4, 30))
    make_note(coordinator, cases[2], met_at=at(5, 30))
    dai, higashi, unknown = (str(area.pk) for area in (areas.dai, areas.higashi, areas.unknown))
    assert count_contacts(areas.council, date(2025, 4, 1), UNTIL, (DISTRICT,)) == {(dai,): 4, (unknown,): 1}
    assert count_contacts(areas.council, FIRST, UNTIL, (MONTH,))[("2025-05",)] == 2
    year = (date(2025, 4, 1), date(2026, 3, 31))
    assert count_people(areas.council, *year, (DISTRICT, TOPIC)) == {(dai, "dementia"): 2, (dai, "rubbish"): 1}
    assert count_people(areas.council, *year, (MONTH,)) == {("2025-04",): 2, ("2025-06",): 1}
    Dossier.objects.filter(pk=cases[1].dossier_id).update(restricted=True)
    assert count_people(areas.council, *year, (DISTRICT, TOPIC))[(unknown, "other")] == 1
    assert sum(count_people(areas.council, date(2024, 4, 1), date(2025, 3, 31), (BAND, SEX)).values()) == 3
    assert (higashi,) in count_people(areas.council, date(2024, 4, 1), date(2025, 3, 31), (DISTRICT,))


def test_visits_count_by_whom_they_went_to(coordinator, areas):
    door = watch.enrol(coordinator, areas.dai, start=date(2025, 4, 1))
    for day, outcome in ((3, "well"), (4, "absent"), (5, "concern")):
        watch.visit(coordinator, door, outcome, at=at(9, day))
    year = (date(2025, 4, 1), date(2026, 3, 31))
    assert count_visits(areas.council, *year, (DISTRICT, MONTH)) == {(str(areas.dai.pk), "2025-09"): 2}
    assert sum(count_visits(areas.council, *year, (BAND, SEX)).values()) == 2
    Dossier.objects.filter(pk=door.dossier_id).update(restricted=True)
    assert count_visits(areas.council, *year, (DISTRICT,)) == {(str(areas.unknown.pk),): 2}
