"""The same neighbour taken twice is asked about, whoever fits best stands first, and why it is somebody else is kept."""

import uuid
from datetime import date

import pytest
from django.urls import reverse

from casework import services
from casework.models import Case, Person
from casework.pages.namesakes import Typed, Verdict, known_people
from japan.wareki import PartialDate
from privacy import context
from tests.casework.test_view_intake import back_on_the_page, typed
from tests.cast import login
from tests.factories.casework import details, make_case, make_person, make_place

pytestmark = pytest.mark.django_db
ASKED = "この方ですか"


@pytest.fixture
def known(coordinator, areas):
    """髙橋 ヨシ子 of 7 May 1943, 0436-00-5188 and a mobile."""
    return make_person(coordinator, areas.dai)


@pytest.fixture
def desk(client, caseworker):
    return login(client, caseworker)


def history_of(user, person):
    with context.on_behalf_of(user):
        Person.objects.visible_to(user).get(pk=person)
        return [version.history_change_reason for version in Person.history.filter(id=person)]


def test_an_intake_of_somebody_known_asks_and_makes_nobody(desk, known):
    sent = typed(draft=str(uuid.uuid4()), name="高橋 ヨシ子", birth="S18.5.7", phone="0436-00-5188")
    page = back_on_the_page(desk, desk.post("/intake/", sent))
    assert "同じ方ですか" in page
    assert (Case.objects.count(), Person.objects.count()) == (0, 1)
    assert page.count(f'name="person" value="{known.pk}"') == 2, "in the question, and beside the form"


def test_it_is_the_same_person(desk, known):
    sent = typed(draft=str(uuid.uuid4()))
    back_on_the_page(desk, desk.post("/intake/", sent))
    desk.post(reverse("intake_person", args=[sent["draft"]]), sent | {"person": str(known.pk)})
    assert desk.post("/intake/", sent | {"person": str(known.pk)}).url.startswith("/cases/")
    assert Case.objects.get().subject_id == known.pk
    assert Person.objects.count() == 1


def test_it_is_another_one_and_why_is_kept(desk, caseworker, known):
    sent = typed(draft=str(uuid.uuid4()), another="on")
    assert "別の人だと分かるわけを" in back_on_the_page(desk, desk.post("/intake/", sent))
    assert desk.post("/intake/", sent | {"another_why": "となりの家の方"}).url.startswith("/cases/")
    made = Person.objects.exclude(pk=known.pk).get()
    assert history_of(caseworker, made.pk) == ["となりの家の方"]


def test_who_was_put_aside_beside_the_form_is_asked_no_more_but_why(desk, known):
    sent = typed(draft=str(uuid.uuid4()), different=str(known.pk))
    page = back_on_the_page(desk, desk.post("/intake/", sent))
    assert "別の人だと分かるわけを" in page
    assert desk.post("/intake/", sent | {"another_why": "生年月日がちがう"}).url.startswith("/cases/")


@pytest.mark.parametrize("sounds", [{"name": "高橋 ヨシ"}, {"name": "佐藤 タケ", "kana": "さとう たけ"}])
def test_a_likeness_alone_is_not_asked_about(desk, known, sounds):
    """Of one family and one telephone, or of one family name."""
    answer = desk.post("/intake/", typed(birth="S40.1.1", **({"kana": "たかはし よし"} | sounds)))
    assert answer.url.startswith("/cases/")


def test_another_spelling_with_the_same_birth_and_number_is_asked_about(desk, known):
    page = back_on_the_page(desk, desk.post("/intake/", typed(name="高梁 好子", kana="")))
    assert "同じ方ですか" in page


def test_whoever_has_the_typed_number_stands_first_among_seven_of_one_reading(desk, caseworker, areas):
    """Six hid the seventh, whose number it was."""
    for given in ("あい", "いと", "うめ", "えい", "おと", "かよ"):
        make_person(
            caseworker, areas.dai, family_name="相川", given_name=given, family_kana="あいかわ", given_kana=given,
            phone="0436-00-1111", mobile="", birth=PartialDate(1950, 1, 1),
        )  # fmt: skip
    make_person(
        caseworker, areas.dai, family_name="相川", given_name="ワカ", family_kana="あいかわ", given_kana="わか", phone="0436-00-7777",
    )  # fmt: skip
    part = desk.post(
        reverse("namesakes", args=[uuid.uuid4()]),
        {"name": "", "kana": "あいかわ", "phone": "0436-00-7777"},
        headers={"HX-Request": "true"},
    ).content.decode()
    assert part.index("<strong>相川 ワカ") == part.index("<strong>相川")
    assert "ほかにもいます" in part
    assert part.count("この人で受け付ける") == 6


def test_an_exact_one_is_found_among_thirty_namesakes(caseworker, areas):
    """More than one question to the database brings back."""
    for _again in range(30):
        make_person(caseworker, areas.dai, phone="", mobile="", birth=PartialDate(1950, 1, 1))
    exact = make_person(caseworker, areas.dai, phone="", mobile="", birth=PartialDate(1943, 5, 7))
    with context.on_behalf_of(caseworker):
        found = known_people(caseworker, Typed(name="高橋 ヨシ子", birth="S18.5.7"))
    assert found.people[0].person == exact
    assert found.more


@pytest.mark.parametrize("number", ["0436-00-5188", "090-0000-5188", "090-0000-5188（娘）"])
def test_any_number_of_the_person_is_the_same_number(caseworker, known, number):
    """A mobile that was typed said 電話 ちがう."""
    with context.on_behalf_of(caseworker):
        (found,) = known_people(caseworker, Typed(name="髙橋 ヨシ子", phones=(number,))).people
        assert found.phone.value == "same"


def test_nobody_out_of_reach_is_asked_about(desk, coordinator, areas):
    make_person(coordinator, areas.nishi)
    assert desk.post("/intake/", typed(place=make_place(areas.dai, "試験台1丁目"))).url.startswith("/cases/")


def test_pressed_again_with_the_reason_it_is_one_case(desk, known):
    sent = typed(draft=str(uuid.uuid4()), another="on", another_why="となりの家の方")
    assert desk.post("/intake/", sent).url == desk.post("/intake/", sent).url
    assert (Case.objects.count(), Person.objects.count()) == (1, 2)
    assert Case.objects.get().intake_date == date(2023, 9, 12)


class TestJoined:
    """Two records that are one person's are one row."""

    @pytest.fixture
    def other(self, coordinator, areas, known):
        heard = details(
            make_place(areas.dai), family_name="高橋", given_name="芳子", birth=None, phone="0436-00-9999", mobile=""
        )
        with context.on_behalf_of(coordinator):
            found = services.person_register(actor=coordinator, area=areas.dai, details=heard)
            one = Person.objects.visible_to(coordinator).select_related("dossier").get(pk=known.pk)
            services.person_join(one, actor=coordinator, other=found, main=known.pk, why="保険証")
        return found

    def known_as(self, caseworker, **words):
        with context.on_behalf_of(caseworker):
            return known_people(caseworker, Typed(**words)).people

    def test_a_person_with_two_records_counts_once_and_shows_both(self, desk, known, other):
        sent = typed(draft=str(uuid.uuid4()), name="高橋 ヨシ子", birth="S18.5.7", phone="0436-00-5188")
        page = back_on_the_page(desk, desk.post("/intake/", sent))
        assert "高橋 芳子" in page
        assert page.count('name="person" value=') == 2, "in the question, and beside the form"

    def test_what_is_the_same_on_one_record_is_the_same(self, caseworker, known, other):
        row = self.known_as(caseworker, name="髙橋 ヨシ子", birth="S18.5.7", phones=("0436-00-9999",))
        assert [(one.phone, one.birth) for one in row] == [(Verdict.SAME, Verdict.SAME)]

    def test_set_aside_it_is_set_aside_with_both(self, caseworker, known, other):
        for aside in (known, other):
            with context.on_behalf_of(caseworker):
                assert not known_people(caseworker, Typed(name="高橋", kana="たかはし よしこ")).without({str(aside.pk)}).people

    def test_cases_of_both_stand_in_the_row(self, caseworker, coordinator, areas, known, other):
        with context.on_behalf_of(coordinator):
            subject = Person.objects.visible_to(coordinator).select_related("dossier__area").get(pk=other.pk)
        case = make_case(coordinator, areas.dai, subject=subject)
        assert [one.cases for one in self.known_as(caseworker, name="髙橋 ヨシ子")] == [[case]]
