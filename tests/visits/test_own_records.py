"""活動記録: what a visitor did in a month, and nobody's name but theirs."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from privacy import context
from privacy.roles import Role
from tests.cast import login, make_member, make_user
from tests.factories import visits as make
from tests.factories.casework import make_person
from visits import services
from visits.codes import Outcome
from visits.pages.board import Month
from visits.pages.own_records import records

pytestmark = pytest.mark.django_db


@pytest.fixture
def month():
    """The last one that is over, within which everybody was enrolled."""
    today = timezone.localdate()
    return Month.of((today.replace(day=1) - timedelta(days=1)).strftime("%Y-%m"), today)


@pytest.fixture
def door(cast, areas):
    def made(name, *visitors):
        start = timezone.localdate() - timedelta(days=90)
        person = make_person(cast.coordinator, areas.dai, given_name=name)
        enrolment = make.enrol(cast.coordinator, areas.dai, person=person, start=start)
        for visitor in visitors:
            make.assign(cast.coordinator, enrolment, visitor)
        return enrolment

    return made


def on(month, day, hour):
    return timezone.make_aware(datetime(month.first.year, month.first.month, day, hour))


def test_each_day_says_how_often_from_when_and_how_long(cast, areas, door, month):
    enrolment, another = door("一子", cast.visitor), door("二子", cast.visitor)
    make.visit(cast.visitor, enrolment, at=on(month, 5, 9), minutes=15)
    make.visit(cast.visitor, another, Outcome.ABSENT, at=on(month, 5, 11))
    make.visit(cast.visitor, enrolment, at=on(month, 19, 10), minutes=20)
    make.visit(cast.visitor, another, Outcome.CANCELLED, at=on(month, 20, 10))
    found = records(areas.council.pk, month)[cast.visitor.pk]
    told = [(day.date.day, day.visits, day.absences, day.first.hour, day.last.hour, day.minutes) for day in found.days]
    assert told == [(5, 2, 1, 9, 11, 15), (19, 1, 0, 10, 10, 20)]
    assert (found.visits, found.absences, found.minutes) == (3, 1, 35)


def test_one_visit_of_two_is_one_for_both(cast, areas, door, month):
    second_visitor = make_member(make_user("second"), Role.VISITOR, areas.council)
    enrolment = door("一子", cast.visitor, second_visitor)
    first = make.visit(cast.visitor, enrolment, at=on(month, 5, 9), minutes=15, companions=[second_visitor.pk])
    # Hers names nobody; it was joined with his.
    second = make.visit(second_visitor, enrolment, at=on(month, 5, 9))
    with context.on_behalf_of(second_visitor):
        services.visit_join(second, actor=second_visitor, other=first)
    alone = {
        pk: one for user in (cast.visitor, second_visitor) for pk, one in records(areas.council.pk, month, user.pk).items()
    }
    found = records(areas.council.pk, month)
    assert found == alone
    for user in (cast.visitor, second_visitor):
        assert (found[user.pk].visits, found[user.pk].with_others, found[user.pk].minutes) == (1, 1, 15)


def test_another_councils_visits_are_not_in_it(cast, areas, door, month):
    make.visit(cast.visitor, door("一子", cast.visitor), at=on(month, 5, 9))
    assert records(areas.other.pk, month) == {}


def test_the_sheet_names_who_went_and_nobody_else(client, cast, door, month):
    make.visit(cast.visitor, door("一子", cast.visitor), at=on(month, 5, 9), minutes=15)
    login(client, cast.visitor)
    own = client.get(reverse("own_record"), {"month": month.key}).content.decode()
    login(client, cast.coordinator)
    theirs = client.get(reverse("visitor_record", args=[cast.visitor.pk]), {"month": month.key}).content.decode()
    listed = client.get(reverse("visitor_records"), {"month": month.key}).content.decode()
    for page in (own, theirs, listed):
        assert cast.visitor.display_name in page
        assert "一子" not in page
    assert "09:00 – 09:00" in own


def test_who_went_nowhere_has_no_sheet_at_the_office(client, cast, areas, month):
    login(client, cast.coordinator)
    for pk in (cast.visitor.pk, cast.other_caseworker.pk, uuid.uuid4()):
        assert client.get(reverse("visitor_record", args=[pk]), {"month": month.key}).status_code == 404


def test_the_month_before_the_first_visit_is_an_empty_sheet_and_elsewhere_there_is_none(
    client, cast, other_manager, areas, door, month
):
    """Whoever turns back from one month to the other does not land on a page that says there is nothing."""
    named = make_member(make_user("named"), Role.VISITOR, areas.council)
    make.visit(cast.coordinator, door("一子", named), at=on(month, 5, 9))
    for user in (cast.coordinator, named):
        address = reverse("visitor_record", args=[user.pk])
        answer = login(client, cast.coordinator).get(address, {"month": month.moved(-1)})
        assert (answer.status_code, "この月の訪問記録はありません" in answer.content.decode()) == (200, True)
        assert login(client, other_manager).get(address, {"month": month.key}).status_code == 404


def test_a_visitor_sees_no_list_of_the_others(client, cast):
    login(client, cast.visitor)
    assert client.get(reverse("visitor_records")).status_code == 403


def test_a_month_costs_as_many_queries_as_a_day(client, cast, areas, door, month, django_assert_max_num_queries):
    enrolment = door("一子", cast.visitor)
    for day in range(2, 12):
        make.visit(cast.visitor, enrolment, at=on(month, day, 9))
    with django_assert_max_num_queries(1):
        assert records(areas.council.pk, month)[cast.visitor.pk].visits == 10
