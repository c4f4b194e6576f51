"""The menu says how many are not yet confirmed safe and how much nobody has taken up; home says how many of them are one's own."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from privacy import context
from tests.cast import login
from tests.factories import visits as make
from tests.factories.casework import make_case, make_person
from visits import services
from visits.models import Alert

pytestmark = pytest.mark.django_db


@pytest.fixture
def missed(cast, areas):
    """Makes somebody at whose door nobody answered, and about whom a visitor is worried."""

    def make_one(person=None, district=areas.dai):
        enrolment = make.enrol(cast.coordinator, district, person=person)
        make.assign(cast.coordinator, enrolment, cast.visitor)
        make.visit(cast.visitor, enrolment, "concern", at=timezone.now() - timedelta(hours=3))
        make.visit(cast.visitor, enrolment, "absent", at=timezone.now() - timedelta(hours=1))
        return enrolment

    return make_one


def badge(user, name, address="/cases/") -> str:
    """What stands in the menu behind this page's words: number, and what it counts."""
    menu = login(Client(), user).get(address).content.decode().partition('<nav class="side"')[2].partition("</nav>")[0]
    link = re.search(rf'href="{reverse(name)}"[^>]*>(.*?)</a>', menu, re.S)[1]
    return " ".join(re.sub(r"<[^>]+>", " ", link.partition('<span class="count')[2].partition(">")[2]).split())


def strip(user) -> str:
    page = login(Client(), user).get("/").content.decode()
    return " ".join(re.search(r'notice--bad".*?<strong>(.*?)</strong>', page, re.S)[1].split())


def test_the_menu_counts_who_is_not_confirmed_safe_and_what_nobody_took(cast, missed):
    assert badge(cast.coordinator, "safety") == badge(cast.coordinator, "alerts") == ""
    missed(), missed()
    assert badge(cast.coordinator, "safety") == "2 2人"
    assert badge(cast.coordinator, "alerts") == "2 2件"
    with context.on_behalf_of(cast.coordinator):
        taken = Alert.objects.visible_to(cast.coordinator).open().select_related("dossier").order_by("id").first()
        services.alert_take(taken, actor=cast.coordinator)
    assert badge(cast.coordinator, "alerts") == "1 1件"
    assert badge(cast.coordinator, "safety") == "2 2人"


def test_the_menu_counts_nothing_outside_the_readers_districts(cast, missed):
    missed()
    assert badge(cast.other_caseworker, "safety") == badge(cast.other_caseworker, "alerts") == ""


def test_home_says_how_many_of_them_are_on_ones_own_cases(cast, areas, missed):
    person = make_person(cast.coordinator, areas.dai)
    missed(), missed(person)
    assert strip(cast.caseworker) == "安否未確認 2人"
    make_case(cast.caseworker, areas.dai, subject=person)
    assert strip(cast.caseworker) == "安否未確認 2人 うち1人はあなたの担当"
    assert strip(cast.coordinator) == "安否未確認 2人"


def test_the_menu_asks_the_database_once_whatever_waits(cast, missed):
    client = login(Client(), cast.coordinator)
    client.get("/settings/")
    asked = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get("/settings/")
        asked.append(len(queries))
        assert len([query for query in queries if "visits_safetycheck" in query["sql"]]) == 1
        missed()
    assert asked[0] == asked[1]


def test_a_part_of_a_page_asks_for_no_menu(cast, missed):
    client = login(Client(), cast.coordinator)
    with CaptureQueriesContext(connection) as queries:
        client.post("/search/", {"q": "x"}, headers={"HX-Request": "true"})
    assert not [query for query in queries if "visits_safetycheck" in query["sql"]]
