"""No number falls when a case is restricted, and no district shows it: it counts under 地区不明."""

from datetime import date

import pytest

from casework import indicators, services
from casework.models import Case
from privacy import context
from programs.dimensions import AREA, MONTH, TOPIC
from tests.factories.casework import details, make_case, make_note, make_place

pytestmark = pytest.mark.django_db
YEAR, UNTIL = 2023, date(2024, 3, 31)


def figures(council):
    counts = [one.count for one in (indicators.NEW, indicators.CONTACTS, indicators.PEOPLE)]
    return {by: [count(council, YEAR, UNTIL, by) for count in counts] for by in (None, MONTH, TOPIC, AREA)}, indicators.flow(
        council, date(YEAR, 4, 1), UNTIL
    )


def test_a_restricted_case_counts_under_an_unknown_district(caseworker, manager, areas):
    case = make_case(caseworker, areas.dai)
    make_case(caseworker, areas.higashi, new_subject=details(make_place(areas.higashi, "東町")))
    make_note(caseworker, case, met_at=case.created_at.replace(year=2023, month=10, day=2))
    before, flow = figures(areas.council)
    with context.on_behalf_of(caseworker) as now:
        opened = Case.objects.visible_to(now).select_related("dossier__subject", "subject__dossier").get(pk=case.pk)
        services.case_restrict(opened, actor=caseworker, why="abuse", holders=[caseworker, manager])
    after, flow_after = figures(areas.council)
    assert flow == flow_after
    assert {by: found for by, found in after.items() if by != AREA} == {by: found for by, found in before.items() if by != AREA}
    dai, higashi, unknown = areas.dai.pk, areas.higashi.pk, areas.unknown.pk
    assert before[AREA] == [{dai: 1, higashi: 1}, {dai: 2, higashi: 1}, {dai: 1, higashi: 1}]
    assert after[AREA] == [{unknown: 1, higashi: 1}, {unknown: 2, higashi: 1}, {unknown: 1, higashi: 1}]
