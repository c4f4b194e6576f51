"""What is likely forgotten is asked for once; ways back lead somewhere; what is needed is marked; about how old is an answer."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from casework.models import DayBookEntry, Person
from tests.cast import login

pytestmark = pytest.mark.django_db
CALL = {"kind": "call", "text": "折り返しを待っている", "who": "長女"}


def write(user, **changes):
    client = login(Client(), user)
    return client.post("/daybook/", {**CALL, "once": uuid.uuid4(), **changes}, follow=True)


def test_a_call_to_return_without_a_number_is_asked_about_once(caseworker):
    page = write(caseworker).content.decode()
    assert "折り返しに電話番号がありません。" in page
    assert not DayBookEntry.objects.exists()
    write(caseworker, without_number="on")
    assert DayBookEntry.objects.count() == 1


def test_a_call_with_a_number_is_not_asked_about(caseworker):
    write(caseworker, phone="0436-00-1234")
    assert DayBookEntry.objects.count() == 1


def test_the_way_back_from_an_enquiry_leads_to_the_intake_also_when_nothing_was_kept(caseworker):
    client = login(Client(), caseworker)
    draft = client.get("/intake/").context["draft_id"]
    page = client.get(reverse("enquiry_from", args=[draft]))
    assert page.status_code == 200
    assert client.get(page.context["back"]).status_code == 200


@pytest.mark.parametrize(("written", "years"), [("80歳", 80), ("約８０才くらい", 80), ("およそ7歳", 7)])
def test_about_how_old_is_a_birth_date(caseworker, written, years):
    from django.utils import timezone

    taken = {
        "means": "phone", "route": "self", "topics": ["care"], "main_topic": "care", "urgency": "normal", "same": "same",
        "name": "植田 五郎", "words": "庭の手入れ", "consent": "unasked", "draft": uuid.uuid4(), "intake_date": "今日", "birth": written,
    }  # fmt: skip
    client = login(Client(), caseworker)
    made = client.post(reverse("intake"), taken)
    page = client.get(made["Location"]).content.decode()
    assert f"約{years}歳" in page
    assert Person.objects.get().birth_fiscal_year in (timezone.localdate().year - years, timezone.localdate().year - years - 1)


def test_what_is_needed_is_marked_and_what_is_not_is_not(caseworker):
    page = login(Client(), caseworker).get("/intake/").content.decode()
    before_route = page.partition('id="id_route"')[2][:400]
    assert "必須" in before_route
    before_phone = page.partition('for="id_consulter_phone"')[2][:120]
    assert "必須" not in before_phone


@pytest.mark.parametrize(("who", "goes"), [("caseworker", False), ("visitor", True), ("coordinator", False)])
def test_the_round_stands_in_the_menu_of_who_goes_on_one(cast, who, goes):
    menu = (
        login(Client(), getattr(cast, who)).get("/").content.decode().partition('<nav class="side"')[2].partition("</nav>")[0]
    )
    assert (f'href="{reverse("round")}"' in menu) is goes
