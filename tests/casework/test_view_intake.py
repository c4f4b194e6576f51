"""相談受付: one page, nothing lost, one press one case, and nobody made twice."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from casework.models import Case, Consent, Consulter, Draft, Person, ProgressNote
from japan.wareki import format_wareki
from privacy import context
from privacy.fields import encrypted_fields
from privacy.models import AccessEvent
from tests.cast import login
from tests.factories.casework import make_case, make_place

pytestmark = pytest.mark.django_db

LABELS = (
    "受付日", "相談方法", "経路", "相談してきた人", "本人との関係（続柄）", "相談してきた人の電話", "名前を出さない（匿名）",
    "相談してきた人と同じ", "別の人", "氏名", "ふりがな", "生年月日", "不明", "住所（町丁目）", "番・号、建物", "本人の電話",
    "話された言葉のまま", "相談内容", "急ぎの度合い", "関係機関に話してよいか（本人の同意）", "次の連絡", "すること",
    "受け付ける",
    "情報提供・助言で終了", "問い合わせだけ（名前なし）で終える", "新しく作る前に",
)  # fmt: skip


def typed(place=None, **changes):
    """What the page sends; a value of None leaves the field out."""
    values = {
        "draft": str(uuid.uuid4()), "once": str(uuid.uuid4()), "intake_date": "令和5年9月12日", "means": "phone",
        "route": "commissioner", "consulter_name": "露﨑 光江", "relation": "地区の民生委員", "consulter_phone": "0436-00-2210",
        "same": "other", "name": "髙橋 ヨシ子", "kana": "たかはし よしこ", "birth": "S18.5.7",
        "place": str(getattr(place, "pk", place or "")),
        "block": "５－１２", "phone": "0436-00-5188", "words": "通帳が見つからない", "topics": ["dementia", "rubbish"],
        "main_topic": "dementia", "urgency": "soon", "consent": "oral", "next_contact_date": "9月15日",
        "next_contact_todo": "訪ねる日を決める",
    }  # fmt: skip
    return {name: value for name, value in {**values, **changes}.items() if value is not None}


@pytest.fixture
def desk(client, caseworker):
    return login(client, caseworker)


def take(client, **changes):
    return client.post(reverse("intake"), typed(**changes))


def back_on_the_page(client, answer):
    assert answer.status_code == 303
    assert answer.url.startswith("/intake/")
    return client.get(answer.url).content.decode()


def opened(user, model):
    """The only record of its kind within this person's reach, with its fields read."""
    with context.on_behalf_of(user):
        record = model.objects.visible_to(user).get()
        for field in encrypted_fields(model):
            getattr(record, field.attname)
    return record


def only_case(user):
    return opened(user, Case)


def person_of(user):
    return opened(user, Person)


def test_who_may_take_a_consultation(client, cast):
    seen = {name for name, user in vars(cast).items() if login(client, user).get("/intake/").status_code == 200}
    assert seen == {"caseworker", "coordinator", "advocate", "manager", "second_manager", "other_caseworker"}


def test_the_labels_are_those_of_the_picture(desk):
    page = desk.get("/intake/").content.decode()
    assert [label for label in LABELS if label not in page] == []
    assert format_wareki(timezone.localdate()) in page


def test_a_consultation_is_taken(desk, caseworker, areas):
    answer = take(desk, place=make_place(areas.dai))
    case = only_case(caseworker)
    assert (answer.status_code, answer.url) == (303, case.get_absolute_url())
    assert (case.number, case.area, case.main_topic, case.urgency) == ("2023-0001", areas.dai, "dementia", "soon")
    assert str(case.intake_date) == "2023-09-12"
    assert str(case.next_contact_date) == "2023-09-15"
    person = person_of(caseworker)
    assert (person.name, person.kana, str(person.birth_date)) == ("髙橋 ヨシ子", "たかはし よしこ", "1943-05-07")
    assert opened(caseworker, Consulter).name == "露﨑 光江"
    assert opened(caseworker, ProgressNote).text == "通帳が見つからない"
    consent = opened(caseworker, Consent)
    assert (consent.decision, consent.manner, "family" in consent.recipients) == ("granted", "oral", False)


def test_pressed_twice_it_is_taken_once(desk, caseworker):
    sent = typed()
    first, second = desk.post("/intake/", sent), desk.post("/intake/", sent)
    assert first.url == second.url
    assert Case.objects.count() == 1
    assert Person.objects.count() == 1


def test_the_key_of_the_form_is_enough(desk):
    sent = typed(draft=None)
    assert desk.post("/intake/", sent).url == desk.post("/intake/", sent).url


def test_a_name_without_a_space_is_asked_about(desk, caseworker):
    page = back_on_the_page(desk, take(desk, name="髙橋ヨシ子"))
    assert 'data-value="髙橋 ヨシ子"' in page
    assert 'data-value="髙橋ヨシ子 不明"' in page
    assert Case.objects.count() == 0
    assert take(desk, name="髙橋 不明").status_code == 303
    assert person_of(caseworker).name == "髙橋"


def test_the_reading_is_divided_like_the_name(desk, caseworker):
    take(desk, kana="タカハシヨシコ")
    person = person_of(caseworker)
    assert (person.family_kana, person.given_kana) == ("たかはし", "よしこ")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("birth", "昭和66年2月30日", 'data-fill="id_birth"'),
        ("birth", "1943/13/1", "月"),
        ("intake_date", "令和99年1月1日", "field__error"),
        ("intake_date", "去年の春", "field__error"),
        ("name", "あ" * 10_000, "10000字"),
        ("phone", "わからない", "電話番号"),
        ("kana", "高橋", "ひらがな"),
        ("means", None, "field__error"),
        ("topics", [], "1つ以上"),
        ("main_topic", None, "◎"),
        ("next_contact_todo", "", "その日にすること"),
        ("next_contact_date", "", "日にち"),
        ("next_contact_date", "令和5年9月1日", "受付日より前"),
        ("anonymous", "on", "どちらですか"),
        ("birth_unknown", "on", "どちらですか"),
        ("name", "", "わからないとき"),
        ("place", "11111111-1111-4111-8111-111111111111", "field__error"),
    ],
)
def test_an_error_stands_at_its_field_and_nothing_is_lost(desk, field, value, said):
    page = back_on_the_page(desk, take(desk, **{field: value}))
    assert said in page
    assert "error-summary" in page
    assert "通帳が見つからない" in page
    assert 'value="0436-00-2210"' in page
    assert Case.objects.count() == 0


def test_tomorrow_is_no_day_for_an_intake(desk):
    tomorrow = format_wareki(timezone.localdate() + timedelta(days=1))
    assert "まだ来ていない" in back_on_the_page(desk, take(desk, intake_date=tomorrow))


def test_one_topic_is_the_main_one_by_itself(desk, caseworker):
    take(desk, topics=["debt"], main_topic=None)
    assert only_case(caseworker).main_topic == "debt"


def test_who_came_for_themselves_writes_their_name_once(desk, caseworker):
    take(desk, same="same", consulter_name="髙橋 ヨシ子", name="", phone="", relation="")
    person = person_of(caseworker)
    assert (person.name, person.phone) == ("髙橋 ヨシ子", "0436-00-2210")
    assert take(desk, same=None, consulter_name="").status_code == 303


def test_an_anonymous_call_is_taken(desk, caseworker):
    take(desk, same=None, consulter_name="", relation="", name="", kana="", birth="", phone="", anonymous="on")
    case = only_case(caseworker)
    assert (case.subject, case.area.special, case.number) == (None, "unknown", "2023-0001")


def test_a_neighbour_without_a_name_about_a_named_person(desk, caseworker):
    take(desk, same=None, consulter_name="", anonymous="on")
    assert only_case(caseworker).subject is not None


def test_a_person_from_outside_stands_outside(desk, caseworker, areas):
    take(desk, place="outside")
    assert only_case(caseworker).area == areas.outside


def test_it_ends_at_once_with_advice(desk, caseworker):
    take(desk, end="advice", next_contact_date="", next_contact_todo="")
    case = only_case(caseworker)
    assert (case.status, case.closure_reason, str(case.closed_date)) == ("closed", "advice", "2023-09-12")


def test_tags_and_formulas_are_kept_as_typed_and_shown_as_text(desk, caseworker):
    page = back_on_the_page(desk, take(desk, name="<script>alert(1)</script>", words="=1+1"))
    assert "<script>alert(1)" not in page
    take(desk, name="<b>山</b> 花子", kana="", words="=1+1")
    assert person_of(caseworker).family_name == "<b>山</b>"


def test_a_known_person_is_taken_and_nobody_made_twice(desk, caseworker, areas):
    known = make_case(caseworker, areas.dai).subject
    draft = uuid.uuid4()
    answer = desk.post(reverse("intake_person", args=[draft]), typed(person=str(known.pk)))
    page = back_on_the_page(desk, answer)
    assert f'name="person" value="{known.pk}"' in page
    assert desk.post("/intake/", typed(draft=str(draft), person=str(known.pk), name=None, kana=None)).status_code == 303
    assert Person.objects.count() == 1
    assert Case.objects.filter(subject=known).count() == 2


def test_a_guessed_person_is_not_there(desk, other_caseworker, areas):
    stranger = make_case(other_caseworker, areas.other_north).subject
    for pk in (stranger.pk, uuid.uuid4(), "x"):
        assert desk.post(reverse("intake_person", args=[uuid.uuid4()]), typed(person=str(pk))).status_code == 404
        assert take(desk, person=str(pk)).status_code == 404


def test_another_councils_block_is_no_choice(desk, areas):
    page = back_on_the_page(desk, take(desk, place=make_place(areas.other_north, "別の台1丁目")))
    assert "error-summary" in page


class TestNamesakes:
    def panel(self, client, **changes):
        return client.post(reverse("namesakes", args=[uuid.uuid4()]), typed(**changes), headers={"HX-Request": "true"})

    def test_they_are_compared_in_words(self, desk, caseworker, areas):
        case = make_case(caseworker, areas.dai)
        page = self.panel(desk, name="高橋 ヨシ子", place=make_place(areas.dai), birth="昭和18年5月8日").content.decode()
        assert "髙橋 ヨシ子" in page
        assert "髙（はしごだか）" in page
        assert "同じ" in page
        assert "ちがう" in page
        assert case.number in page
        assert "昭和18年5月7日" in page

    @pytest.mark.parametrize("changes", [{"kana": "たかはし", "name": ""}, {"name": "", "kana": "", "phone": "0436005188"}])
    def test_reading_and_number_find_them(self, desk, caseworker, areas, changes):
        make_case(caseworker, areas.dai)
        assert "髙橋 ヨシ子" in self.panel(desk, **changes).content.decode()

    def test_another_council_finds_nobody(self, client, caseworker, other_caseworker, areas):
        make_case(caseworker, areas.dai)
        page = self.panel(login(client, other_caseworker)).content.decode()
        assert "同じ名前や電話の人はいません" in page

    def test_whoever_may_only_find_sees_age_and_district(self, client, caseworker, advocate, areas):
        case = make_case(caseworker, areas.dai)
        page = self.panel(login(client, advocate)).content.decode()
        assert "髙橋 ヨシ子" in page
        assert areas.dai.label in page
        assert "昭和18年" not in page
        assert case.number not in page

    def test_a_different_person_is_put_aside(self, desk, caseworker, areas):
        known = make_case(caseworker, areas.dai).subject
        page = self.panel(desk, also=str(known.pk)).content.decode()
        assert "髙橋 ヨシ子" not in page
        assert f'name="different" value="{known.pk}"' in page

    def test_looking_is_written_down(self, desk, caseworker, areas):
        known = make_case(caseworker, areas.dai)
        self.panel(desk)
        event = AccessEvent.objects.filter(kind="search").latest("seq")
        assert event.records == [known.subject_id, known.pk]

    def test_it_costs_the_same_for_one_and_for_five(self, desk, caseworker, areas):
        from django.test.utils import CaptureQueriesContext

        make_case(caseworker, areas.dai)
        self.panel(desk)
        with CaptureQueriesContext(connection) as one:
            self.panel(desk)
        for _again in range(4):
            make_case(caseworker, areas.dai)
        with CaptureQueriesContext(connection) as five:
            page = self.panel(desk).content.decode()
        assert page.count("この人で受け付ける") == 5
        assert len(five) == len(one) > 0

    def test_the_fragment_is_the_pages_own_part(self, desk, caseworker, areas):
        make_case(caseworker, areas.dai)
        draft = uuid.uuid4()
        desk.post(reverse("draft_save", args=["intake", draft]), typed())
        page = desk.get(reverse("intake_draft", args=[draft])).content.decode()
        part = desk.post(reverse("namesakes", args=[draft]), typed(), headers={"HX-Request": "true"}).content.decode()
        panel, link = part.split('<p class="narrow-only"')
        assert panel.strip() in page
        assert "見くらべる" in link


class TestDrafts:
    def test_what_is_typed_survives_a_closed_tab(self, desk, caseworker):
        draft = uuid.uuid4()
        answer = desk.post(reverse("draft_save", args=["intake", draft]), typed(name="髙橋 ヨシ"))
        assert answer.json()["saved_at"]
        page = desk.get(reverse("intake_draft", args=[draft])).content.decode()
        assert 'value="髙橋 ヨシ"' in page
        assert "error-summary" not in page
        assert reverse("intake_draft", args=[draft]) in desk.get("/intake/").content.decode()

    def test_it_lies_encrypted(self, desk):
        desk.post(reverse("draft_save", args=["intake", uuid.uuid4()]), typed(words="ひみつの言葉"))
        with connection.cursor() as cursor:
            cursor.execute("SELECT payload FROM casework_draft")
            stored = bytes(cursor.fetchone()[0])
        assert "ひみつ".encode() not in stored
        assert b"intake_date" not in stored

    def test_it_is_nobody_elses(self, client, caseworker, manager, desk):
        draft = uuid.uuid4()
        desk.post(reverse("draft_save", args=["intake", draft]), typed())
        login(client, manager)
        assert client.get(reverse("intake_draft", args=[draft])).status_code == 404
        assert client.post(reverse("draft_discard", args=[draft])).status_code == 404

    def test_it_is_gone_when_finished(self, desk, caseworker):
        draft = uuid.uuid4()
        desk.post(reverse("draft_save", args=["intake", draft]), typed())
        answer = take(desk, draft=str(draft))
        assert Draft.objects.count() == 0
        assert desk.get(reverse("intake_draft", args=[draft])).url == answer.url

    def test_it_is_discarded(self, desk):
        draft = uuid.uuid4()
        desk.post(reverse("draft_save", args=["intake", draft]), typed())
        assert desk.post(reverse("draft_discard", args=[draft])).status_code == 303
        assert Draft.objects.count() == 0

    def test_the_page_is_left_and_the_draft_kept(self, desk):
        assert desk.post(reverse("draft_keep", args=[uuid.uuid4()]), typed()).url == reverse("home")
        assert Draft.objects.count() == 1

    def test_no_other_form_is_kept(self, desk):
        assert desk.post(reverse("draft_save", args=["poem", uuid.uuid4()]), typed()).status_code == 404

    def test_whoever_has_no_desk_keeps_nothing(self, client, administrator):
        login(client, administrator)
        assert client.post(reverse("draft_save", args=["intake", uuid.uuid4()]), typed()).status_code == 404


class TestEnquiry:
    def sent(self, **changes):
        return {
            "draft": str(uuid.uuid4()), "intake_date": "令和5年9月12日", "means": "phone", "route": "self", "topic": "debt",
            "words": "食料の配布はいつか", **changes,
        }  # fmt: skip

    def test_one_line_is_enough(self, desk, caseworker):
        sent = self.sent()
        first, second = desk.post("/enquiries/new/", sent), desk.post("/enquiries/new/", sent)
        assert first.status_code == 303
        assert first.url == second.url
        case = only_case(caseworker)
        assert (case.number, case.subject, case.words, case.status) == ("", None, "食料の配布はいつか", "closed")

    def test_it_comes_out_of_an_intake_with_what_was_written(self, desk):
        draft = uuid.uuid4()
        desk.post(reverse("draft_save", args=["intake", draft]), typed())
        page = desk.get(reverse("enquiry_from", args=[draft])).content.decode()
        assert "通帳が見つからない" in page
        assert "髙橋" not in page
        desk.post("/enquiries/new/", self.sent(draft=str(draft)))
        assert Draft.objects.count() == 0

    def test_an_error_keeps_what_was_typed(self, desk):
        answer = desk.post("/enquiries/new/", self.sent(topic=""))
        assert answer.status_code == 303
        page = desk.get(answer.url).content.decode()
        assert "error-summary" in page
        assert "食料の配布はいつか" in page


def test_the_blank_sheet_holds_nothing(desk, caseworker, areas):
    make_case(caseworker, areas.dai)
    page = desk.get("/intake/sheet/").content.decode()
    assert "相談受付票" in page
    assert "髙橋" not in page
