"""The list of cases: whose, without a next contact, by the day of the next contact, and how many in all."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from privacy import context, granting
from privacy.dossiers import WORK
from privacy.models import Dossier, Grant
from tests.cast import login, make_member, make_user
from tests.factories.casework import details, make_case, make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(areas):
    return make_member(make_user("colleague", name="小出 一"), "caseworker", areas.dai)


def case_in(days, user, areas, number):
    """With a next contact in so many days, or without one."""
    dated = (
        {}
        if days is None
        else {"next_contact_date": timezone.localdate() + timedelta(days=days), "next_contact_todo": "訪ねる"}
    )
    someone = details(make_place(areas.dai), given_name=f"ヨシ{number}")
    return make_case(user, areas.dai, new_subject=someone, on=timezone.localdate(), **dated)


@pytest.fixture
def cases(caseworker, colleague, areas):
    return [
        case_in(days, user, areas, number)
        for number, (days, user) in enumerate([(9, caseworker), (None, caseworker), (2, colleague)])
    ]


def listed(user, **query):
    answer = login(Client(), user).get("/cases/", query)
    assert answer.status_code == 200
    return [row.number for row in answer.context["rows"]], answer


def test_anybody_of_the_staff_can_be_asked_for(coordinator, colleague, cases):
    numbers, answer = listed(coordinator, staff=colleague.pk)
    assert numbers == [cases[2].number]
    assert "小出 一" in answer.content.decode()


def test_asking_for_somebody_shows_nothing_that_is_closed_to_the_reader(manager, colleague, cases, caseworker):
    """A restricted case that is named to both is shown; one that is named to the other alone is not."""
    Dossier.objects.filter(pk=cases[2].dossier_id).update(restricted=True)
    assert listed(manager, staff=colleague.pk)[0] == []
    with context.as_job("demo"):
        granting.grant(manager, cases[2].dossier, Grant.Kind.SHARED, level=WORK, from_date=timezone.localdate())
    assert listed(manager, staff=colleague.pk)[0] == [cases[2].number]


def test_without_a_next_contact_is_a_filter(coordinator, cases):
    assert listed(coordinator, due="none")[0] == [cases[1].number]


def test_the_list_is_ordered_by_the_next_contact_and_those_without_one_stand_last(coordinator, cases):
    assert listed(coordinator, order="next")[0] == [cases[2].number, cases[0].number, cases[1].number]


def test_the_list_says_how_many_there_are(coordinator, cases, monkeypatch):
    assert "3件 ・" in " ".join(listed(coordinator)[1].content.decode().split())
    monkeypatch.setattr("casework.pages.case_list.COUNTED", 2)
    monkeypatch.setattr("casework.views.case_list.PAGE", 1)
    from casework.pages.case_list import Filters, count

    with context.on_behalf_of(coordinator):
        assert count(coordinator, Filters()) == (2, True)
