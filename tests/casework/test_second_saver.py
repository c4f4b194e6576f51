"""Two people have one record open. The second who saves overwrites nothing unseen, and nothing that either typed is lost."""

import json
import re
import uuid
from datetime import date
from html import unescape
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from casework import services
from casework.models import Case, Consent, Person, ProgressNote, Relative
from privacy import context
from tests.cast import login
from tests.factories import visits as watch
from tests.factories.casework import make_case, make_note, make_place
from visits.models import Alert, Enrolment, Visit

pytestmark = pytest.mark.django_db


class Fields(HTMLParser):
    """What a browser would send of the form that holds the hidden field of what it showed, if nobody touched it."""

    def __init__(self, page):
        super().__init__()
        self.forms, self.area, self.select = [], None, None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.forms.append({"action": given.get("action", "")})
        if not self.forms:
            return
        found, name = self.forms[-1], given.get("name")
        if tag == "input" and name and given.get("type") not in ("submit", "button"):
            is_box = given.get("type") in ("radio", "checkbox")
            if not is_box or "checked" in given:
                found.setdefault(name, []).append(given.get("value", "on" if is_box else ""))
        elif tag == "textarea":
            self.area = found.setdefault(name, [""])
        elif tag == "select":
            self.select = name
        elif tag == "option" and "selected" in given:
            found[self.select] = [given["value"]]

    def handle_data(self, data):
        if self.area is not None:
            self.area[0] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.area[0] = self.area[0].removeprefix("\n")
            self.area = None


class Tab:
    """A page with a form, open in somebody's browser."""

    def __init__(self, user, path, action=""):
        self.client, self.path = login(Client(), user), path
        self.open(action)

    def open(self, action=""):
        self.page = self.client.get(self.path).content.decode()
        forms = [form for form in Fields(self.page).forms if "seen" in form and action in ("", form["action"])]
        self.fields = forms[0]

    def save(self, **changes):
        data = {name: values for name, values in self.fields.items() if name != "action"}
        data |= {name: value if isinstance(value, list) else [value] for name, value in changes.items()}
        self.answer = self.client.post(self.fields["action"] or self.path, data)
        return self.answer.url


def read(user, model, **values):
    with context.on_behalf_of(user):
        record = model.objects.visible_to(user, "person.find" if model is Person else None).get(**values)
        return {column.name: getattr(record, column.attname) for column in model._meta.concrete_fields}


@pytest.fixture
def case(caseworker, areas):
    return make_case(caseworker, areas.dai)


@pytest.fixture
def two(caseworker, coordinator):
    User.objects.filter(pk=caseworker.pk).update(display_name="三﨑 恵")
    return caseworker, coordinator


def test_a_telephone_by_one_and_the_living_situation_by_the_other_both_stay(two, case):
    path = reverse("person_edit", args=[case.subject_id])
    first, second = (Tab(user, path) for user in two)
    first.save(phone="0436-00-7777")
    assert second.save(living="長男と二人ぐらし") == reverse("person", args=[case.subject_id])
    found = read(two[0], Person, pk=case.subject_id)
    assert (found["phone"], found["living"]) == ("0436-00-7777", "長男と二人ぐらし")


def test_both_change_the_telephone_and_the_second_sees_both_and_chooses(two, case):
    path = reverse("person_edit", args=[case.subject_id])
    first, second = (Tab(user, path) for user in two)
    first.save(phone="0436-00-7777")
    assert second.save(phone="0436-00-8888", living="長男と二人ぐらし") == path
    assert read(two[0], Person, pk=case.subject_id)["phone"] == "0436-00-7777", "nothing was overwritten"
    second.open()
    clock = timezone.localtime().strftime("%H")
    said = re.search(r'id="id_phone_error">.*?</p>', second.page, re.DOTALL)[0]
    assert "三﨑 恵さん" in said
    assert "0436-00-7777" in said
    assert f"今日 {int(clock)}時" in said
    assert second.fields["phone"] == ["0436-00-8888"], "what they typed stands in the field"
    assert second.fields["living"] == ["長男と二人ぐらし"]
    assert second.save() == reverse("person", args=[case.subject_id])
    found = read(two[0], Person, pk=case.subject_id)
    assert (found["phone"], found["living"]) == ("0436-00-8888", "長男と二人ぐらし")


@pytest.mark.parametrize(
    ("field", "saved", "typed", "values"),
    [
        ("phone", "0436-00-7777", "0436-00-8888", ["0436-00-7777"]),
        ("phone", "", "0436-00-8888", [""]),
        ("sex", "male", "other", ["male"]),
        ("place", "outside", "", ["outside"]),
    ],
)
def test_a_button_takes_what_is_saved_into_a_field_of_any_kind(two, case, field, saved, typed, values):
    path = reverse("person_edit", args=[case.subject_id])
    first, second = (Tab(user, path) for user in two)
    first.save(**{field: saved})
    assert second.save(**{field: typed}) == path
    second.open()
    assert taken(second.page) == {field: values}


def test_a_button_takes_what_is_saved_into_boxes(two, case):
    tabs = [Tab(user, reverse("case_correct", args=[case.pk])) for user in two]
    tabs[0].save(topics=["dementia", "care"], main_topic="care", reason="聞き落とし")
    tabs[1].save(topics=["dementia", "home"], main_topic="home", reason="聞きちがい")
    tabs[1].open()
    assert taken(tabs[1].page) == {"topics": ["dementia", "care"], "main_topic": ["care"]}


def taken(page):
    """{field: what a press puts into it}"""
    return {name: json.loads(unescape(said)) for name, said in re.findall(r'data-take="(\w+)" data-values="([^"]*)"', page)}


def test_a_third_change_while_the_second_chooses_is_asked_about_again(two, case):
    path = reverse("person_edit", args=[case.subject_id])
    first, second = (Tab(user, path) for user in two)
    first.save(phone="0436-00-7777")
    second.save(phone="0436-00-8888")
    second.open()
    again = Tab(two[0], path)
    again.save(phone="0436-00-9999")
    assert second.save() == path
    assert read(two[0], Person, pk=case.subject_id)["phone"] == "0436-00-9999"


def test_what_was_emptied_by_one_stays_empty_and_the_same_change_by_two_is_none(two, case):
    path = reverse("person_edit", args=[case.subject_id])
    first, second = (Tab(user, path) for user in two)
    first.save(mobile="", sex="male", birth="昭和18年")
    assert second.save(sex="male", notes="耳が遠い。右から話す") == reverse("person", args=[case.subject_id])
    found = read(two[0], Person, pk=case.subject_id)
    assert (found["mobile"], found["sex"], found["birth_precision"]) == ("", "male", "year")


def test_a_relative(two, case):
    with context.on_behalf_of(two[0]):
        one = services.relative_save(case.subject, actor=two[0], relation="長女", name="青木 道子", phone="0436-00-1111")
    path = reverse("relative_edit", args=[one.pk])
    first, second = (Tab(user, path) for user in two)
    first.save(phone="0436-00-2222", key_person="on")
    second.save(notes="昼は仕事")
    found = read(two[0], Relative, pk=one.pk)
    assert (found["phone"], found["notes"], found["key_person"]) == ("0436-00-2222", "昼は仕事", True)


def test_a_case(two, case):
    path = reverse("case_correct", args=[case.pk])
    first, second = (Tab(user, path) for user in two)
    first.save(topics=["dementia", "care"], reason="聞き落とし")
    second.save(words="通帳が見つからないと四度も", reason="聞きちがい")
    found = read(two[0], Case, pk=case.pk)
    assert (found["topics"], found["words"]) == (["dementia", "care"], "通帳が見つからないと四度も")


def test_the_status_of_a_case(two, case):
    tabs = [Tab(user, reverse("case", args=[case.pk]), reverse("case_status", args=[case.pk])) for user in two]
    tabs[0].save(status="active")
    tabs[1].save(status="monitoring")
    assert read(two[0], Case, pk=case.pk)["status"] == "active"
    tabs[1].open(reverse("case_status", args=[case.pk]))
    assert "三﨑 恵さん" in tabs[1].page
    tabs[1].save(status="monitoring")
    assert read(two[0], Case, pk=case.pk)["status"] == "monitoring"


@pytest.mark.parametrize("soaip", [None, {"focus": "通帳", "subjective": "「ない」"}])
def test_a_note(two, case, soaip):
    note = make_note(two[0], case, text="" if soaip else "封筒が三通", soaip=soaip)
    tabs = [Tab(user, reverse("note_edit", args=[note.pk])) for user in two]
    tabs[0].save(with_whom="長女と長男")
    words = {"plan": "銀行へ同行"} if soaip else {"text": "封筒が四通"}
    tabs[1].save(**words, reason="数えちがい")
    found = read(two[0], ProgressNote, pk=note.pk)
    assert found["with_whom"] == "長女と長男"
    assert (found["soaip"] or found)["plan" if soaip else "text"] == (*words.values(),)[0]
    tabs[0].open()
    late = Tab(two[1], tabs[0].path)
    tabs[0].save(with_whom="次男")
    assert late.save(with_whom="孫", reason="聞きちがい") == late.path
    late.open()
    assert "次男" in late.page


@pytest.fixture
def door(two, areas, visitor):
    found = watch.enrol(two[1], areas.dai)
    watch.assign(two[1], found, visitor)
    with context.on_behalf_of(two[1]):
        services.relative_save(
            found.person, actor=two[1], relation="長男", name="髙橋 一郎", phone="0436-00-3333", emergency_rank=1
        )
    return found


def test_an_enrolment_and_whom_to_call(two, door):
    tabs = [Tab(user, reverse("enrolment_edit", args=[door.pk])) for user in two]
    tabs[0].save(caution_text="犬はいなくなった", contact1_phone="0436-00-4444")
    tabs[1].save(times="4", weekdays=["1"])
    found = read(two[1], Enrolment, pk=door.pk)
    assert (found["caution_text"], found["times"], found["weekdays"]) == ("犬はいなくなった", 4, [1])
    assert read(two[1], Relative, person=door.person_id)["phone"] == "0436-00-4444"
    late = Tab(two[1], reverse("enrolment_edit", args=[door.pk]))
    tabs[0].open()
    tabs[0].save(contact1_phone="0436-00-5555")
    assert late.save(contact1_phone="0436-00-6666") == late.path
    assert read(two[1], Relative, person=door.person_id)["phone"] == "0436-00-5555"


def test_a_correction_of_a_visit(two, door, visitor):
    made = watch.visit(two[1], door, "concern", visitor=visitor, at=timezone.now() - timezone.timedelta(hours=1))
    tabs = [Tab(user, reverse("visit_edit", args=[made.pk])) for user in (two[1], two[0])]
    tabs[0].save(note="郵便が三日分", reason="数えちがい")
    tabs[1].save(minutes="15", reason="書き落とし")
    found = read(two[1], Visit, pk=made.pk)
    assert (found["note"], found["minutes"]) == ("郵便が三日分", 15)


def test_every_deed_stands_on_the_page_of_an_alert(two, door, visitor):
    watch.visit(two[1], door, "concern", visitor=visitor)
    alert = Alert.objects.get(enrolment=door)
    client, path = login(Client(), two[1]), reverse("alert_act", args=[alert.pk])
    client.post(path, {"act-text": "長男に電話した", "once": str(uuid.uuid4())})
    client.post(path, {"act-text": "午後に訪ねた", "once": str(uuid.uuid4())})
    page = client.get(alert.get_absolute_url()).content.decode()
    assert page.index("長男に電話した") < page.index("午後に訪ねた")
    assert 'name="act-text"' in page
    assert "午後に訪ねた</textarea>" not in page, "the next deed begins with an empty field"


def test_an_area_and_a_block_of_the_councils_tables(client, administrator, second_administrator, areas):
    path = reverse("area_edit", args=[areas.dai.pk])
    first, second = (Tab(user, path) for user in (administrator, second_administrator))
    first.save(name="甲台中央小学校区")
    second.save(short_name="中央小区")
    areas.dai.refresh_from_db()
    assert (areas.dai.name, areas.dai.short_name) == ("甲台中央小学校区", "中央小区")


def test_one_press_on_two_pages_is_not_turned_back_by_the_second(administrator, second_administrator, areas):
    place = make_place(areas.dai)
    tabs = [login(Client(), user) for user in (administrator, second_administrator)]
    shown = [Fields(tab.get(reverse("places")).content.decode()).forms for tab in tabs]
    for tab, forms in zip(tabs, shown, strict=True):
        path = reverse("place_close", args=[place.pk])
        tab.post(path, next(form for form in forms if form["action"] == path))
    place.refresh_from_db()
    assert place.closed_date is not None
    assert "その間にほかの人がこの操作をしました" in tabs[1].get(reverse("places")).content.decode()


def test_a_consent_is_withdrawn_by_one(two, case):
    with context.on_behalf_of(two[0]):
        consent = services.consent_record(
            case.subject, actor=two[0], decision="granted", contents=["identity"], recipients=["comprehensive"],
            given_date=date(2023, 9, 12), manner="oral",
        )  # fmt: skip
    path = reverse("consent_withdraw", args=[consent.pk])
    for user, day in zip(two, ("令和5年10月1日", "令和5年11月1日"), strict=True):
        answer = login(Client(), user).post(path, {"withdrawn_date": day, "reason": "申し出", "once": str(uuid.uuid4())})
    assert answer.url == path
    assert str(Consent.objects.get().withdrawn_date) == "2023-10-01"


def test_ones_own_page_gone_back_to_and_changed_once_more_is_a_change(two, case):
    """The browser's way back shows the form as it was, with its key."""
    tab = Tab(two[0], reverse("person_edit", args=[case.subject_id]))
    tab.save(living="長男と二人ぐらし")
    assert tab.save(living="長男と二人ぐらし") == reverse("person", args=[case.subject_id])
    assert tab.save(living="長男と二人ぐらし", notes="右から話す") == reverse("person", args=[case.subject_id])
    found = read(two[0], Person, pk=case.subject_id)
    assert (found["living"], found["notes"]) == ("長男と二人ぐらし", "右から話す")


def test_a_mark_says_nothing_of_what_it_marks(two, case):
    seen = Tab(two[0], reverse("person_edit", args=[case.subject_id])).fields["seen"][0]
    assert "0436-00-5188" not in seen
    assert "0436005188" not in seen
    assert "髙橋" not in seen
