"""One manager alone does not shut out all the others: the second one waits for somebody else's yes."""

import pytest
from django.test import Client
from django.urls import reverse

from casework import services
from casework.models import Case, Person
from privacy import context
from privacy.models import AskedRecusal, Recusal
from privacy.roles import Role
from tests.cast import login, make_member, make_user
from tests.factories.casework import details, make_case, make_place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_home")]
ASKED = "/recusals/"


@pytest.fixture
def case(caseworker, areas):
    return make_case(caseworker, areas.dai)


@pytest.fixture
def third(areas):
    return make_member(make_user("third", name="第三 責任"), Role.MANAGER, areas.council)


@pytest.fixture
def fourth(areas):
    return make_member(make_user("fourth"), Role.MANAGER, areas.council)


def exclude(by, user, case):
    client = login(Client(), by)
    return client.post(
        reverse("case_exclude", args=[case.pk]), {"user": user.pk, "why": "family"}, follow=True
    ).content.decode()


def answer(by, how):
    asked = AskedRecusal.objects.latest("asked_at")
    return login(Client(), by).post(ASKED, {"asked": asked.pk, "answer": how}, follow=True).content.decode()


def opens(user, case) -> bool:
    return login(Client(), user).get(case.get_absolute_url()).status_code == 200


def test_the_first_manager_is_shut_out_at_once_and_the_second_waits(case, manager, second_manager, third, coordinator):
    exclude(manager, second_manager, case)
    assert not opens(second_manager, case)
    assert "もう1人が認めると閉じます" in exclude(manager, third, case)
    assert opens(third, case)
    assert reverse("recusals_asked") in login(Client(), coordinator).get("/").content.decode()
    page = login(Client(), coordinator).get(ASKED).content.decode()
    assert "第三 責任" in page
    assert "髙橋 ヨシ子" in page
    answer(coordinator, "confirm")
    assert not opens(third, case)
    assert Recusal.objects.lasting().get(user=third).created_by == manager


def test_neither_who_asked_nor_whom_it_is_about_says_yes(case, manager, second_manager, third):
    exclude(manager, second_manager, case)
    exclude(manager, third, case)
    for user in (manager, third, second_manager):
        answer(user, "confirm")
        assert opens(third, case)
    assert "第三 責任" not in login(Client(), third).get(ASKED).content.decode().partition("<main")[2]
    assert AskedRecusal.objects.waiting().exists()


def test_it_is_refused_or_taken_back(case, manager, second_manager, third, fourth, coordinator):
    exclude(manager, second_manager, case)
    exclude(manager, third, case)
    answer(coordinator, "refuse")
    exclude(manager, fourth, case)
    answer(manager, "refuse")
    assert opens(third, case)
    assert opens(fourth, case)
    assert not AskedRecusal.objects.waiting().exists()


def test_somebody_who_is_no_manager_is_shut_out_at_once_as_before(case, manager, second_manager, caseworker):
    exclude(manager, second_manager, case)
    exclude(manager, caseworker, case)
    assert not opens(caseworker, case)


def test_a_manager_of_another_council_answers_nothing(case, manager, second_manager, third, other_manager):
    exclude(manager, second_manager, case)
    exclude(manager, third, case)
    answer(other_manager, "confirm")
    assert opens(third, case)


def test_records_that_become_one_shut_out_no_second_manager_either(case, areas, manager, second_manager, third, coordinator):
    """The second one was shut out of a record that was made for it."""
    made_up = make_case(manager, areas.dai, new_subject=details(make_place(areas.dai), family_name="架空", phone="", mobile=""))
    exclude(manager, second_manager, case)
    exclude(manager, third, made_up)
    join = reverse("person_join", args=[case.subject_id, made_up.subject_id])
    login(Client(), manager).post(join, {"main": case.subject_id, "why": "保険証"})
    assert opens(third, case)
    assert not opens(third, made_up)
    assert not opens(second_manager, case)
    assert not opens(second_manager, made_up)
    answer(manager, "confirm")
    assert opens(third, case)
    answer(coordinator, "confirm")
    assert not opens(third, case)


def test_what_was_said_yes_to_holds_for_a_record_that_is_joined_later(case, areas, manager, second_manager, third, coordinator):
    other = make_case(
        coordinator, areas.dai, new_subject=details(make_place(areas.dai), family_name="高梁", phone="", mobile="")
    )
    exclude(manager, second_manager, case)
    exclude(manager, third, case)
    answer(coordinator, "confirm")
    join = reverse("person_join", args=[case.subject_id, other.subject_id])
    login(Client(), coordinator).post(join, {"main": case.subject_id, "why": "保険証"})
    assert not opens(second_manager, other)
    assert not opens(third, other)


class TestNamed:
    """A case about nobody known gets its person, from whom one manager has shut out another one already."""

    @pytest.fixture
    def unnamed(self, coordinator, areas):
        return make_case(coordinator, areas.dai, new_subject=None)

    @pytest.fixture
    def named(self, case, unnamed, manager, second_manager, third, coordinator):
        exclude(manager, second_manager, case)
        exclude(manager, third, unnamed)
        name(coordinator, unnamed, case)
        return unnamed

    def test_naming_shuts_out_no_second_manager_without_a_yes(self, case, named, manager, third, second_manager, coordinator):
        assert opens(third, case)
        assert not opens(third, named)
        assert not opens(second_manager, named)
        answer(manager, "confirm")
        assert opens(third, case)
        answer(coordinator, "confirm")
        assert not opens(third, case)
        assert [(one.user, one.dossier_id) for one in Recusal.objects.lasting().filter(user=third)] == [
            (third, case.dossier.subject_id)
        ]

    def test_who_stays_kept_from_the_case_alone_is_let_in_from_its_page(self, named, manager, third, coordinator):
        answer(coordinator, "refuse")
        page = reverse("case_exclude", args=[named.pk])
        assert third.display_name in login(Client(), manager).get(page).content.decode().partition("<main")[2]
        login(Client(), manager).post(page, {"end": "1", "end-user": third.pk, "end-over": "mistake"})
        assert opens(third, named)

    def test_what_waited_about_the_case_waits_about_its_person(
        self, case, unnamed, manager, second_manager, third, fourth, coordinator
    ):
        exclude(manager, second_manager, unnamed)
        exclude(manager, third, unnamed)
        name(coordinator, unnamed, case)
        assert not opens(second_manager, case)
        assert opens(third, unnamed)
        answer(coordinator, "confirm")
        assert not opens(third, case)
        assert not opens(third, unnamed)

    def test_what_was_said_yes_to_about_the_case_is_not_asked_again(
        self, case, unnamed, manager, second_manager, third, coordinator
    ):
        exclude(manager, second_manager, unnamed)
        exclude(manager, third, unnamed)
        answer(coordinator, "confirm")
        name(coordinator, unnamed, case)
        assert not opens(second_manager, case)
        assert not opens(third, case)
        assert not AskedRecusal.objects.waiting().exists()


def name(by, unnamed, case):
    with context.on_behalf_of(by):
        subject = Person.objects.visible_to(by).select_related("dossier__area").get(pk=case.subject_id)
        services.subject_name(
            Case.objects.visible_to(by).select_related("dossier").get(pk=unnamed.pk), actor=by, subject=subject
        )
