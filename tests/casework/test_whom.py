"""A page on which something weighty is done says whom it is about: by name, and by the case's number."""

import pytest
from django.test import Client
from django.urls import reverse

from privacy.models import AccessEvent
from tests.cast import login
from tests.factories import visits as watch
from tests.factories.casework import make_case, make_note

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(caseworker, areas):
    return make_case(caseworker, areas.dai)


def head(user, address) -> str:
    answer = login(Client(), user).get(address)
    assert answer.status_code == 200
    return answer.content.decode().partition('<div class="page-head">')[2][:2000]


@pytest.mark.parametrize(
    "route", ["case_recuse", "case_exclude", "case_close", "case_staff", "case_access", "case_changes", "case_correct"]
)
def test_a_page_of_a_case_says_name_and_number(route, manager, case):
    told = head(manager, reverse(route, args=[case.pk]))
    assert "髙橋 ヨシ子" in told
    assert case.number in told
    assert case.subject_id in AccessEvent.objects.filter(actor=manager.pk).latest("at").records


@pytest.mark.parametrize("route", ["person_recuse", "person_exclude"])
def test_a_page_of_a_person_says_the_name(route, manager, case):
    assert "髙橋 ヨシ子" in head(manager, reverse(route, args=[case.subject_id]))


@pytest.mark.parametrize("route", ["enrolment_access", "enrolment_changes"])
def test_a_page_of_a_door_says_the_name(route, manager, case, caseworker, areas):
    door = watch.enrol(caseworker, areas.dai, person=case.subject)
    assert "髙橋 ヨシ子" in head(manager, reverse(route, args=[door.pk]))


def test_a_move_says_which_note_of_whom(manager, case, caseworker):
    note = make_note(caseworker, case, text="封筒が三通。開けていない")
    told = head(manager, reverse("note_move", args=[note.pk]))
    assert "髙橋 ヨシ子" in told
    assert case.number in told
    assert "封筒が三通。" in told
    assert "訪問" in told
