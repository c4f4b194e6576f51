"""A status, an age and an address read the same wherever they are shown."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casework import services
from casework.codes import CaseStatus
from japan.wareki import PartialDate
from privacy import context
from tests.cast import login
from tests.factories.casework import make_case, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(client, caseworker, areas):
    """{page: text} of a case about somebody of whom the year of birth alone is known."""
    subject = make_person(caseworker, areas.dai, birth=PartialDate(timezone.localdate().year - 80))
    soon = timezone.localdate() + timedelta(days=1)
    case = make_case(caseworker, areas.dai, subject=subject, next_contact_date=soon, next_contact_todo="電話する")
    with context.on_behalf_of(caseworker):
        services.case_set_status(case, actor=caseworker, status=CaseStatus.ASSESSMENT, on_date=timezone.localdate())
    login(client, caseworker)
    addresses = {
        "list": "/cases/", "case": f"/cases/{case.pk}/", "person": reverse("person", args=[subject.pk]), "home": "/",
        "print": reverse("case_print", args=[case.pk]),
    }  # fmt: skip
    return {page: client.get(address).content.decode() for page, address in addresses.items()}


@pytest.mark.parametrize("page", ["list", "case", "person"])
def test_a_status_wears_the_same_chip_on_every_page(told, page):
    chips = re.findall(
        r'<span class="chip chip--(\w+)"><svg[^>]*><use href="[^"#]*#(\w+)"/></svg>アセスメント</span>', told[page]
    )
    assert set(chips) == {("now", "search")}


@pytest.mark.parametrize("page", ["list", "case", "person", "home", "print"])
def test_an_age_of_which_only_the_year_is_known_is_said_to_be_about_that(told, page):
    assert re.search(r"約(79|80)歳", told[page])
    assert not re.search(r"(?<!約)(79|80)歳", told[page])


@pytest.mark.parametrize("page", ["case", "person", "print"])
def test_an_address_is_the_block_and_the_number(told, page):
    assert "試験台中央2丁目 5-12" in told[page]


def test_the_dead_keep_the_age_they_reached(caseworker, areas):
    subject = make_person(caseworker, areas.dai, birth=PartialDate(1943, 5, 7))
    subject.death_date = date(2020, 1, 1)
    assert subject.age_words(date(2026, 1, 1)) == "享年76"
