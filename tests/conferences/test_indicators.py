"""What the conferences count: by hand, over one year."""

import pytest
from django.utils import timezone

from conferences import services
from conferences.models import Conference
from japan import fiscal
from privacy import context
from programs import indicators
from tests.factories.casework import make_case
from tests.factories.conferences import add, invite, make_conference
from tests.factories.referrals import make_agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(cast, areas):
    """Two regular conferences in one month of last year, with the same case on both agendas and another on the second; a committee."""
    cases = [make_case(cast.coordinator, areas.dai) for _n in range(2)]
    agency = make_agency(cast.coordinator, areas.council)
    for days, on_it in ((-400, cases[:1]), (-399, cases)):
        meeting = make_conference(cast.coordinator, areas.dai, days=days)
        came = invite(cast.coordinator, meeting, name="林田", agency=agency)
        invite(
            cast.coordinator, meeting, name="森田", agency=make_agency(cast.coordinator, areas.council, f"来なかった機関{days}")
        )
        with context.on_behalf_of(cast.coordinator):
            services.attendee_came(came, actor=cast.coordinator, came=True)
        for case in on_it:
            add(cast.coordinator, meeting, case)
    committee = make_conference(cast.coordinator, areas.council, days=-399, kind="committee", basis="no_cases")
    ahead = make_conference(cast.coordinator, areas.dai, days=-398)
    for meeting in Conference.objects.exclude(pk=ahead.pk):
        with context.on_behalf_of(cast.coordinator):
            row = Conference.objects.visible_to(cast.coordinator).get(pk=meeting.pk)
            row.state = "held"
            row.save()
    return committee.date


def numbers(code, council, day, by=None):
    indicator = indicators.get(code)
    year = fiscal.fiscal_year(day)
    return indicator.count(council, year, fiscal.bounds(year)[1], by)


def test_meetings_that_were_held_count_by_kind_and_one_that_was_not_does_not(areas, held):
    assert numbers("conferences.held", areas.council, held) == {None: 2}
    assert numbers("conferences.held", areas.council, held, "kind") == {"regular": 2}
    assert numbers("conferences.committee", areas.council, held) == {None: 1}


def test_cases_count_each_time_and_people_once(areas, held):
    assert numbers("conferences.items", areas.council, held) == {None: 3}
    assert numbers("conferences.people", areas.council, held) == {None: 2}
    assert numbers("conferences.agencies", areas.council, held) == {None: 1}


def test_a_plans_number_about_case_conferences_counts_them_by_itself():
    assert indicators.bound_by_itself("consultation", "回", "ケース会議") == "conferences.held"
    assert indicators.bound_by_itself("consultation", "回", "研修会") == ""
    assert indicators.bound_by_itself("network", "回", "連絡会") == "conferences.network"


def test_what_was_done_in_time_counts_on_the_day_it_was_due(cast, areas):
    item = add(cast.coordinator, make_conference(cast.coordinator, areas.dai), make_case(cast.coordinator, areas.dai))
    today = timezone.localdate()
    with context.on_behalf_of(cast.coordinator):
        for what in ("行く", "書く"):
            action = services.action_add(item, actor=cast.coordinator, what=what, until_date=today, owner=cast.coordinator)
            if what == "行く":
                services.action_done(action, actor=cast.coordinator, done_date=today)
    year = fiscal.fiscal_year(today)
    found = {code: indicators.get(f"conferences.{code}").count(areas.council, year, today, None) for code in ("due", "in_time")}
    assert found == {"due": {None: 2}, "in_time": {None: 1}}


def test_a_decision_counts_in_the_month_and_the_district_of_its_case(cast, areas):
    meeting = make_conference(cast.coordinator, areas.council, days=0)
    item = add(cast.coordinator, meeting, make_case(cast.coordinator, areas.dai))
    with context.on_behalf_of(cast.coordinator):
        for text in ("続ける", "書きまちがい"):
            decision = services.decision_record(item, actor=cast.coordinator, kind="continue", text=text)
        services.decision_remove(decision, actor=cast.coordinator)
    assert numbers("conferences.decisions", areas.council, meeting.date, "area") == {areas.dai.pk: 1}
    assert numbers("conferences.decisions", areas.council, meeting.date, "month") == {fiscal.month_index(meeting.date): 1}


def test_what_was_decided_before_a_meeting_that_was_cancelled_counts_nowhere(cast, areas):
    meeting = make_conference(cast.coordinator, areas.council, days=0)
    item = add(cast.coordinator, meeting, make_case(cast.coordinator, areas.dai))
    with context.on_behalf_of(cast.coordinator):
        services.decision_record(item, actor=cast.coordinator, kind="continue", text="続ける")
        assert numbers("conferences.decisions", areas.council, meeting.date) == {None: 1}
        services.conference_cancel(meeting, actor=cast.coordinator)
    assert numbers("conferences.decisions", areas.council, meeting.date) == {None: 0}
