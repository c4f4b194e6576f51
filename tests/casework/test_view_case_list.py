"""The list of cases: whose, without a next contact, by the day of the next contact, and how many in all."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from casework import indicators, services
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


def test_a_figure_leads_to_those_of_its_cases_that_one_may_see(client, caseworker, coordinator, areas):
    """New cases of 2025: three, of which the caseworker of two districts sees two, and who is restricted nobody."""
    east, west = (details(make_place(area, town)) for area, town in ((areas.higashi, "東町"), (areas.nishi, "西町")))
    shown = [make_case(caseworker, areas.dai, on=date(2025, 5, 1))]
    shown.append(make_case(coordinator, areas.higashi, on=date(2026, 3, 31), new_subject=east))
    other = [make_case(caseworker, areas.dai, on=date(2026, 4, 1))]
    other.append(make_case(coordinator, areas.nishi, on=date(2025, 6, 1), new_subject=west))
    assert indicators.NEW.count(areas.council, 2025, date(2026, 3, 31), None) == {None: 3}
    address = indicators.NEW.listed(caseworker, 2025)
    page = login(client, caseworker).get(address).content.decode()
    assert [case.number in page for case in (*shown, *other)] == [True, True, False, False]
    month = client.get(indicators.NEW.listed(caseworker, "2025-05")).content.decode()
    assert [case.number in month for case in (*shown, *other)] == [True, False, False, False]
    assert "令和7年5月" in month
    assert "見られるものだけ" in page
    Dossier.objects.filter(pk=shown[1].dossier_id).update(restricted=True)
    assert shown[1].number not in client.get(address).content.decode()
    assert "見られるものだけ" not in client.get("/cases/").content.decode()


def test_enquiries_of_a_year_are_listed_too_and_to_nobody_who_reads_no_cases(client, caseworker, auditor, areas):
    with context.on_behalf_of(caseworker):
        for day, text in ((date(2025, 5, 1), "受付の時間"), (date(2024, 5, 1), "植木市の日")):
            services.enquiry_record(
                actor=caseworker,
                council=areas.council,
                id=None,
                on_date=day,
                route="self",
                means="phone",
                text=text,
                topic="care",
            )
    found = login(client, caseworker).get(indicators.ENQUIRIES.listed(caseworker, 2025)).context["total"]
    assert found == 1
    assert indicators.ENQUIRIES.listed(auditor, 2025) == ""
