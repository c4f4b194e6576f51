"""The turns that a list takes along name, at any moment of its days, those whom the office's own screen would call then."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from privacy import context
from privacy.together import TODAY, ask
from tests.visits.test_duty import MONDAY, OFFICE, office, turn
from visits.duty import FIRST, LAST, phones, spans, turns_between, turns_of

pytestmark = pytest.mark.django_db
__all__ = ["office"]


def test_of_each_hour_of_a_week(cast, areas, office):
    council, (first, second, third) = areas.council, (cast.coordinator, cast.manager, cast.second_manager)
    turn(cast.manager, council, first, "1", days=range(5))
    turn(cast.manager, council, second, "2", "08:30", "17:00", days=[5, 6])
    # Away for two days, with somebody in their place over midnight, whose day turn comes first.
    turn(
        cast.manager,
        council,
        third,
        "3",
        "22:00",
        "09:00",
        from_date=MONDAY + timedelta(days=5),
        until_date=MONDAY + timedelta(days=6),
    )
    days = (MONDAY, MONDAY + timedelta(days=7))
    turns = turns_of(council, MONDAY - timedelta(days=1), days[1])
    taken = [(row.user.display_name, row.phone, begins, ends) for row, begins, ends in spans(turns, *days)]
    with context.on_behalf_of(cast.coordinator):
        asked = ask(
            cast.coordinator, [turns_between], {FIRST: MONDAY - timedelta(days=1), LAST: days[1], TODAY: timezone.localdate()}
        )
    assert asked[turns_between] == turns, "on a list they are asked for together with the doors"
    moments = [timezone.make_aware(datetime.combine(MONDAY, time(0, 30))) + timedelta(hours=hour) for hour in range(24 * 8)]
    expected = [phones(council, at)[:-1] for at in moments]
    assert [[(who, phone) for who, phone, begins, ends in taken if begins <= at < ends] for at in moments] == expected
    assert {tuple(one) for one in expected} >= {(), ((third.display_name, "3"), (second.display_name, "2"))}
    assert phones(council, moments[0])[-1] == OFFICE
