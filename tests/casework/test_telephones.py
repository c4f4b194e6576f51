"""A telephone on a page is tapped, compared and found as the number that was meant, and the words beside it are never dialled."""

import re
import uuid

import pytest
from django.urls import reverse

from accounts.models import Organisation
from casework import services
from privacy import context
from tests.cast import login
from tests.factories import visits as make
from tests.factories.casework import make_case, make_person, make_place
from visits.codes import Outcome

pytestmark = pytest.mark.django_db


@pytest.fixture
def council_number(areas):
    Organisation.objects.create(kind="council", name="甲地区社協", area=areas.council, phone="0436-00-1170")


def dialled(answer) -> list[str]:
    assert answer.status_code == 200
    return [number for number in re.findall(r'href="tel:([^"]*)"', answer.content.decode()) if number not in ("119", "110")]


def relative_of(actor, person, phone, **changes):
    with context.on_behalf_of(actor):
        return services.relative_save(
            person, actor=actor, relation="長男", name="髙橋 進", phone=phone, emergency_rank=1, **changes
        )


def test_the_hour_beside_a_number_is_shown_and_not_dialled_in_an_emergency(client, cast, areas):
    person = make_person(cast.coordinator, areas.dai)
    relative_of(cast.coordinator, person, "0436-00-6101（夜8時から）")
    door = make.enrol(cast.coordinator, areas.dai, person=person)
    make.assign(cast.coordinator, door, cast.visitor)
    visit = make.visit(cast.visitor, door, Outcome.EMERGENCY, note="倒れている")
    page = login(client, cast.coordinator).get(reverse("alert", args=[visit.alerts.get().pk]))
    assert "0436006101" in dialled(page)
    assert not [number for number in dialled(page) if not re.fullmatch(r"[0-9]{10,11}", number)]
    form = login(client, cast.visitor).get(reverse("visit_new", args=[door.pk]))
    assert "0436006101" in dialled(form)
    assert "（夜8時から）" in form.content.decode()


def test_two_numbers_and_an_extension_are_two_numbers(client, caseworker, areas):
    person = make_person(
        caseworker, areas.dai, phone="0436-00-6101 内線5、＋８１ ９０ ００００ ３１７５", mobile="\u202a090―0000―5188\u202c"
    )
    page = login(client, caseworker).get(person.get_absolute_url())
    assert dialled(page) == ["0436006101", "09000003175", "09000005188"]
    assert "内線5" in page.content.decode()


def test_what_cannot_be_read_is_shown_and_cannot_be_tapped(client, caseworker, areas):
    person = make_person(caseworker, areas.dai, phone="090-1234-567？", mobile="")
    page = login(client, caseworker).get(person.get_absolute_url())
    assert "090-1234-567？" in page.content.decode()
    assert dialled(page) == []


def test_words_in_place_of_a_number_are_no_button(client, cast, areas):
    person = make_person(cast.coordinator, areas.dai, phone="", mobile="")
    relative_of(cast.coordinator, person, "電話なし")
    door = make.enrol(cast.coordinator, areas.dai, person=person)
    make.assign(cast.coordinator, door, cast.visitor)
    page = login(client, cast.visitor).get(reverse("visit_new", args=[door.pk]))
    assert dialled(page) == []
    assert "電話なし" in page.content.decode()


def test_a_local_number_is_dialled_with_the_area_code_of_the_council(client, caseworker, areas, council_number):
    person = make_person(caseworker, areas.dai, phone="00-6101", mobile="")
    assert dialled(login(client, caseworker).get(person.get_absolute_url())) == ["0436006101"]


def test_every_number_of_a_case_can_be_tapped(client, caseworker, areas):
    case = make_case(caseworker, areas.dai)
    relative_of(caseworker, case.subject, "090-0000-3175")
    found = dialled(login(client, caseworker).get(case.get_absolute_url()))
    assert {"0436005188", "09000005188", "0436002210", "09000003175"} <= set(found)


@pytest.mark.parametrize(
    "asked",
    [
        "00-6101",
        "0436-00-6101",
        "0436006101",
        "6101",
        "＋81 436-00-6101",
        "TEL 0436.00.6101",
        "436-00-6101",
        "\u202a0436―00―6101",
    ],
)
@pytest.mark.parametrize("kept", ["0436-00-6101（夜8時から）", "00-6101", "090-0000-3175、0436-00-6101 内線5"])
def test_a_number_is_found_however_it_was_written(client, caseworker, areas, council_number, kept, asked):
    make_person(caseworker, areas.dai, phone=kept)
    answer = login(client, caseworker).post("/search/", {"q": asked}, headers={"HX-Request": "true"})
    assert "髙橋 ヨシ子" in answer.content.decode()


def test_a_mobile_that_is_the_typed_one_is_the_same(client, caseworker, areas):
    make_person(caseworker, areas.dai)
    data = {"name": "", "phone": "０９０.００００.５１８８"}
    page = (
        login(client, caseworker)
        .post(f"/intake/{uuid.uuid4()}/namesakes/", data, headers={"HX-Request": "true"})
        .content.decode()
    )
    assert "髙橋 ヨシ子" in page
    verdict = page[page.index("<dt>電話</dt>") :]
    assert "同じ" in verdict[: verdict.index("</dd>")]


def sheet(areas, **changes):
    return {
        "family_name": "髙橋", "given_name": "ヨシ子", "sex": "female", "place": str(make_place(areas.dai).pk), "birth_unknown": "on", **changes,
    }  # fmt: skip


@pytest.mark.parametrize("typed", ["090-1234-567", "0436-00-610"])
def test_a_digit_too_few_is_asked_about(client, caseworker, areas, typed):
    person = make_person(caseworker, areas.dai)
    url = reverse("person_edit", args=[person.pk])
    answer = login(client, caseworker).post(url, sheet(areas, phone=typed))
    assert "携帯は11桁" in client.get(answer.url).content.decode()
    answer = client.post(url, sheet(areas, phone=f"{typed}？"))
    assert answer.url == person.get_absolute_url()


def test_an_emergency_contact_is_somebody_who_can_be_called(client, caseworker, areas):
    person = make_person(caseworker, areas.dai)
    data = {"relation": "長女", "name": "佐久間 恵", "phone": "電話なし", "emergency_rank": "1"}
    answer = login(client, caseworker).post(reverse("relative_new", args=[person.pk]), data)
    assert "緊急連絡先には" in client.get(answer.url).content.decode()
