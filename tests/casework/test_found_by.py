"""A person is found by every name and number that the record knows, within reach as ever."""

import uuid
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from casework import services
from casework.models import Consulter, Person, Relative
from casework.pages import search
from privacy import context
from privacy.models import Dossier, Grant
from tests.cast import login
from tests.factories.casework import make_case, make_person, make_place

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def found_by(user, text) -> list:
    with context.on_behalf_of(user):
        return [person.pk for person in [*search.find_people(user, text).people, *search.find_around(user, text).people]]


def panel(client, text) -> str:
    return client.post("/search/", {"q": text}, headers=HTMX).content.decode()


def make(user, area, family, given, family_kana="", given_kana=""):
    return make_person(
        user, area, family_name=family, given_name=given, family_kana=family_kana, given_kana=given_kana, phone="", mobile=""
    )


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        (("Nguyen", "Van An"), ["Nguyen Van An", "nguyen", "Van", "An", "van an", "Nguyễn Văn An", "NGUYEN VAN AN"]),
        (("サントス", "マリア"), ["マリア", "サントス", "まりあ", "サントス マリア", "サントス・マリア", "まり", "マリア サントス"]),
        (("サントス＝シルバ", "マリア・クララ"), ["シルバ", "クララ", "サントス", "マリア"]),
        (("桜井", "さくら"), ["さくら", "サクラ", "桜井", "桜井さくら", "櫻井 さくら"]),
        (("原", "孝子", "はらたかこ"), ["たかこ", "はら", "はら たかこ", "はらたか", "原 たかこ"]),
        (("髙橋", "ヨシ子", "たかはし", "よしこ"), ["髙橋ヨシ子", "高橋 よしこ", "よしこ たかはし", "タカハシ ヨシコ", "たかはしよしこ"]),
        (("⻑⾕川", "みすゞ", "はせがわ", "みすゞ"), ["長谷川", "長谷川みすず", "みすず", "ミスズ"]),
        (("井", "一", "い", "はじめ"), ["井", "はじめ", "い はじめ", "井 一"]),
        (("大野", "洋子", "おおの", "ようこ"), ["おうの", "オーノ", "おーの", "ヨーコ", "よおこ"]),
        (("三ケ島", "衞", "みかじま", "まもる"), ["三ヶ島", "三が島", "三ヶ島衛", "衛"]),
    ],
)  # fmt: skip
def test_every_word_of_a_name_finds_it(caseworker, areas, name, asked):
    person = make(caseworker, areas.dai, *name)
    assert {text: found_by(caseworker, text) for text in asked} == {text: [person.pk] for text in asked}


def test_another_name_is_not_found(caseworker, areas):
    make(caseworker, areas.dai, "大野", "洋子", "おおの", "ようこ")
    assert [found_by(caseworker, text) for text in ("おの", "よこ", "小野", "のよ")] == [[], [], [], []]


@pytest.fixture
def hers(caseworker, areas):
    """A person whose daughter and whose neighbour are known: 佐久間 恵, and 露﨑 光江 who came."""
    case = make_case(caseworker, areas.dai)
    with context.on_behalf_of(caseworker):
        services.relative_save(
            case.subject, actor=caseworker, relation="長女", name="佐久間 恵", phone="090-0000-3175（夜）", emergency_rank=1
        )
    return case


@pytest.mark.parametrize("asked", ["佐久間", "佐久間 恵", "佐久間恵", "090-0000-3175", "0000-3175"])
def test_the_daughter_leads_to_the_person_and_the_case(client, caseworker, hers, asked):
    page = panel(login(client, caseworker), asked)
    for shown in ("長女", "佐久間 恵", "髙橋 ヨシ子", hers.number, hers.subject.get_absolute_url()):
        assert shown in page


@pytest.mark.parametrize("asked", ["露崎", "露﨑光江", "0436-00-2210"])
def test_who_came_leads_to_the_case(client, caseworker, hers, asked):
    page = panel(login(client, caseworker), asked)
    for shown in ("民生委員", "露﨑 光江", hers.number, hers.get_absolute_url()):
        assert shown in page


@pytest.mark.parametrize("who", ["advocate", "other_caseworker"])
def test_who_may_not_read_the_record_finds_nobody_by_those_around(client, cast, hers, who):
    login(client, getattr(cast, who))
    for asked in ("佐久間 恵", "090-0000-3175", "露﨑", "0436-00-2210"):
        page = panel(client, asked)
        assert not [hidden for hidden in ("長女", "髙橋 ヨシ子", hers.number, "民生委員") if hidden in page]


def test_a_restricted_record_is_not_found_by_those_around(client, caseworker, hers):
    for dossier in (hers.dossier, hers.subject.dossier):
        Dossier.objects.filter(pk=dossier.pk).update(restricted=True)
        Grant.objects.filter(content_object=dossier).end(timezone.localdate())
    login(client, caseworker)
    for asked in ("佐久間 恵", "露﨑"):
        assert "髙橋" not in panel(client, asked)
        assert hers.number not in panel(client, asked)


def test_a_relative_who_was_removed_is_not_found(client, caseworker, hers):
    with context.on_behalf_of(caseworker):
        services.relative_remove(Relative.objects.visible_to(caseworker).get(), actor=caseworker)
    assert "髙橋" not in panel(login(client, caseworker), "佐久間")


def test_a_new_name_of_a_relative_is_found_and_the_old_one_is_not(client, caseworker, hers):
    login(client, caseworker)
    relative = Relative.objects.values_list("pk", flat=True).get()
    data = {"relation": "長女", "name": "鴨川 恵", "phone": "090-0000-3175", "emergency_rank": "1"}
    assert client.post(reverse("relative_edit", args=[relative]), data).status_code in (302, 303)
    assert "髙橋 ヨシ子" in panel(client, "鴨川")
    assert "髙橋 ヨシ子" not in panel(client, "佐久間")


def test_everything_is_found_again_after_a_reindexing_that_nobody_notices(caseworker, hers, areas):
    person = make(caseworker, areas.dai, "サントス", "マリア")
    versions = Person.history.count()
    for model in (Person, Relative, Consulter):
        model.objects.update(tokens=[])
    assert found_by(caseworker, "マリア") == found_by(caseworker, "佐久間") == []
    told = StringIO()
    call_command("reindex", stdout=told)
    assert found_by(caseworker, "マリア") == [person.pk]
    assert found_by(caseworker, "佐久間") == [hers.subject_id]
    assert Person.history.count() == versions
    assert "マリア" not in told.getvalue()
    call_command("reindex", stdout=(again := StringIO()))
    assert "person: 0 rows" in again.getvalue()


def test_a_reading_with_marks_or_of_one_letter_is_taken(client, caseworker, areas):
    place = make_place(areas.dai)
    for reading in ("り", "みすゞ", "マリア＝サントス", "ジャン・ポール"):
        person = make_person(caseworker, areas.dai)
        data = {"family_name": "李", "family_kana": reading, "sex": "female", "place": str(place.pk), "birth_unknown": "on"}
        data["once"] = str(uuid.uuid4())
        answer = login(client, caseworker).post(reverse("person_edit", args=[person.pk]), data)
        assert answer.url == person.get_absolute_url(), reading
