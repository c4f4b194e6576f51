"""旧姓, 通称 and former names are kept with their days, found, and shown as such."""

import uuid

import pytest
from django.core.management import call_command
from django.urls import reverse

from casework.models import OtherName, Person
from casework.pages.namesakes import Typed, known_people
from privacy import context
from tests.cast import login
from tests.factories.casework import make_person

pytestmark = pytest.mark.django_db
TYPED = {"kind": "birth", "family_name": "露﨑", "family_kana": "つゆさき", "from_date": "昭和18年5月7日"}


@pytest.fixture
def her(caseworker, areas):
    return make_person(caseworker, areas.dai)


@pytest.fixture
def desk(client, caseworker):
    return login(client, caseworker)


def called(desk, her, **changes):
    return desk.post(reverse("other_name_new", args=[her.pk]), TYPED | changes)


def found(desk, text):
    return desk.post("/search/", {"q": text}, headers={"HX-Request": "true"}).content.decode()


@pytest.mark.parametrize("asked", ["露崎", "露崎 ヨシ子", "つゆさき", "つゆさき よしこ"])
def test_she_is_found_by_the_name_before_her_marriage_and_it_is_called_so(desk, her, asked):
    assert "髙橋 ヨシ子" not in found(desk, asked)
    assert called(desk, her).url == her.get_absolute_url()
    page = found(desk, asked)
    assert "髙橋 ヨシ子" in page
    assert "旧姓" in page
    assert "露﨑 ヨシ子" in page
    assert "髙橋 ヨシ子" in found(desk, "高橋"), "and by that of today"


def test_her_page_says_since_when_and_takes_it_off(desk, her):
    called(desk, her)
    page = desk.get(her.get_absolute_url()).content.decode()
    assert "露﨑 ヨシ子" in page
    assert "昭和18年5月7日</time>から" in page
    desk.post(reverse("other_name_remove", args=[OtherName.objects.get().pk]))
    assert "露﨑" not in desk.get(her.get_absolute_url()).content.decode()
    assert "髙橋" not in found(desk, "露崎")


def test_a_former_name_with_its_days_is_found_as_long_as_it_stands_there(desk, her):
    called(desk, her, kind="former", from_date="昭和18年5月7日", until_date="平成10年3月31日")
    page = desk.get(her.get_absolute_url()).content.decode()
    assert "平成10年3月31日" in page
    assert page.index("昭和18年5月7日", page.index("露﨑")) < page.index("平成10年3月31日")
    assert "髙橋" in found(desk, "露﨑")


def test_a_name_does_not_end_before_it_began(desk, her):
    answer = called(desk, her, from_date="平成10年4月1日", until_date="平成10年3月31日")
    assert "始まりの日より前です" in desk.get(answer.url).content.decode()
    assert not OtherName.objects.exists()


def test_the_intake_asks_about_her_by_that_name(desk, caseworker, her):
    called(desk, her)
    with context.on_behalf_of(caseworker):
        (one,) = known_people(caseworker, Typed(name="露崎 ヨシ子")).people
        assert one.is_alike
    part = desk.post(reverse("namesakes", args=[uuid.uuid4()]), {"name": "露崎 ヨシ子"}, headers={"HX-Request": "true"})
    assert "旧姓" in part.content.decode()


def test_nobody_else_is_found_by_it_or_lost(desk, caseworker, areas, her):
    make_person(caseworker, areas.dai, family_name="鴨川", family_kana="かもがわ")
    called(desk, her)
    assert "鴨川" in found(desk, "かもがわ")


def test_it_is_still_found_after_a_correction_and_a_reindex(desk, caseworker, her):
    called(desk, her, kind="alias")
    url = reverse("person_edit", args=[her.pk])
    typed = {name: value for name, value in desk.get(url).context["form"].initial.items() if value not in (None, False)}
    desk.post(url, typed | {"family_name": "高梁", "reason": "聞きちがい"})
    assert "高梁 ヨシ子" in found(desk, "露崎")
    Person.objects.filter(pk=her.pk).update(tokens=[])
    call_command("reindex")
    assert "通称" in found(desk, "露崎")


def test_a_name_of_somebody_out_of_reach_is_nobodys(client, other_caseworker, desk, her):
    called(desk, her)
    name = OtherName.objects.get()
    login(client, other_caseworker)
    assert "露﨑" not in found(client, "露崎")
    assert client.post(reverse("other_name_remove", args=[name.pk])).status_code == 404
    assert client.get(reverse("other_name_new", args=[her.pk])).status_code == 404


class TestCorrected:
    """She married, and her sheet gets the new name."""

    @pytest.fixture
    def correct(self, desk, her):
        path = reverse("person_edit", args=[her.pk])
        sheet = {
            "family_name": "露﨑", "given_name": "ヨシ子", "family_kana": "つゆさき", "given_kana": "よしこ", "sex": "female",
            "birth_unknown": "on", "kept_kind": "former",
        }  # fmt: skip
        return lambda **changes: desk.post(path, sheet | {"once": str(uuid.uuid4())} | changes)

    def test_the_name_so_far_is_kept_where_that_is_ticked(self, desk, her, correct):
        assert 'name="keep_name" checked' not in desk.get(reverse("person_edit", args=[her.pk])).content.decode()
        assert correct(keep_name="on", kept_kind="birth").url == her.get_absolute_url()
        page = found(desk, "高橋")
        assert "露﨑 ヨシ子" in page
        assert "旧姓" in page
        assert OtherName.objects.count() == 1

    def test_a_slip_is_mended_and_found_by_no_more(self, desk, her, correct):
        correct()
        assert "露﨑 ヨシ子" not in found(desk, "高橋")
        assert not OtherName.objects.exists()

    def test_ticked_with_the_name_as_it_was_it_asks_and_loses_nothing(self, desk, her, correct):
        answer = correct(keep_name="on", kept_kind="birth", family_name="髙橋", living="長男と二人")
        page = desk.get(answer.url).content.decode()
        assert "名前が変わっていません" in page
        assert "長男と二人" in page
        assert 'value="birth" autocomplete="off" checked' in page
        assert not OtherName.objects.exists()

    def test_changed_back_and_forth_each_name_is_kept_once(self, desk, her, correct):
        for name in ("露﨑", "髙橋", "露﨑"):
            correct(keep_name="on", family_name=name)
        assert OtherName.objects.count() == 2
