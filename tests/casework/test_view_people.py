"""The person's page: read within reach, corrected with a reason, those around them added and taken away."""

import uuid

import pytest
from django.urls import reverse

from casework.models import Case, Person, Relative
from privacy import context
from privacy.models import AccessEvent
from tests.cast import login
from tests.factories.casework import make_case, make_place

pytestmark = pytest.mark.django_db
READERS = {"caseworker", "coordinator", "manager", "second_manager"}


@pytest.fixture
def her(caseworker, areas):
    return make_case(caseworker, areas.dai).subject


def typed(place, **changes):
    return {
        "family_name": "髙橋", "given_name": "ヨシ子", "family_kana": "たかはし", "given_kana": "よしこ",
        "birth": "昭和18年5月7日",
        "sex": "female", "place": str(getattr(place, "pk", place)), "block": "5-12",
        "phone": "0436-00-5188", "mobile": "090-0000-5188",
        "phone_note": "午前中", "living": "一人ぐらし", "notes": "耳が遠い", "death_date": "", "reason": "聞きまちがい",
        **changes,
    }  # fmt: skip


def relative(**changes):
    return {"relation": "長女", "name": "佐久間 恵", "phone": "090-0000-3175", "notes": "", "emergency_rank": "1", **changes}


def read(user, model, **where):
    with context.on_behalf_of(user):
        row = model.objects.visible_to(user).get(**where)
        _ = [getattr(row, field.attname) for field in model._meta.concrete_fields]
    return row


def after_an_error(client, answer):
    assert answer.status_code == 303
    return client.get(answer.url).content.decode()


def test_who_reads_the_page(client, cast, her):
    answers = {name: login(client, user).get(her.get_absolute_url()) for name, user in vars(cast).items()}
    assert {name for name, answer in answers.items() if answer.status_code == 200} == READERS
    assert all("髙橋 ヨシ子" in answers[name].content.decode() for name in READERS)
    assert {answer.status_code for name, answer in answers.items() if name not in READERS} == {404}


def test_what_is_absent_and_what_is_out_of_reach_look_alike(client, other_caseworker, her):
    login(client, other_caseworker)
    absent = client.get(reverse("person", args=[uuid.uuid4()]))
    beyond = client.get(her.get_absolute_url())
    assert (absent.status_code, beyond.status_code) == (404, 404)
    strip = lambda answer: answer.content.decode().replace(answer.wsgi_request.META.get("CSRF_COOKIE", "x"), "")
    assert len(strip(absent)) == len(strip(beyond))


def test_the_page_shows_who_lives_how(client, caseworker, her):
    page = login(client, caseworker).get(her.get_absolute_url()).content.decode()
    for shown in (
        "昭和18年5月7日（1943）",
        "試験台中央2丁目 5-12",
        "0436-00-5188",
        "午前中",
        "一人ぐらし",
        "耳が遠い",
        "2023-0001",
    ):
        assert shown in page
    assert "<title>本人 - " in page


def test_opening_is_written_down(client, caseworker, her):
    login(client, caseworker).get(her.get_absolute_url())
    event = AccessEvent.objects.filter(kind="open", action="person.read").latest("seq")
    assert event.records == [her.pk, Case.objects.get(subject=her).pk]


def test_a_correction_keeps_its_reason(client, caseworker, areas, her):
    login(client, caseworker)
    answer = client.post(reverse("person_edit", args=[her.pk]), typed(make_place(areas.dai), given_name="ヨシ江"))
    assert (answer.status_code, answer.url) == (303, her.get_absolute_url())
    with context.on_behalf_of(caseworker):
        row = Person.objects.visible_to(caseworker).get()
        assert row.given_name == "ヨシ江"
        assert row.history.latest().history_change_reason == "聞きまちがい"


def test_a_new_address_moves_her_to_its_district(client, caseworker, areas, her):
    there = make_place(areas.higashi, "試験東台1丁目")
    login(client, caseworker).post(reverse("person_edit", args=[her.pk]), typed(there))
    assert Person.objects.select_related("dossier").get().dossier.area_id == areas.higashi.pk


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("family_name", ""), ("birth", "昭和66年2月30日"), ("birth_unknown", "on"), ("death_date", "昭和10年1月1日"),
        ("death_date", "令和99年1月1日"), ("family_kana", "高橋"), ("phone", "1"), ("family_name", "あ" * 10_000), ("sex", "x"),
        ("place", "11111111-1111-4111-8111-111111111111"),
    ],
)  # fmt: skip
def test_a_correction_with_an_error_changes_nothing(client, caseworker, areas, her, field, value):
    login(client, caseworker)
    answer = client.post(
        reverse("person_edit", args=[her.pk]), typed(**{"place": make_place(areas.dai), "living": "べつの暮らし", field: value})
    )
    page = after_an_error(client, answer)
    assert "field__error" in page
    assert "べつの暮らし" in page
    assert read(caseworker, Person).living == "一人ぐらし"


def test_the_birth_date_may_be_a_year_or_unknown(client, caseworker, areas, her):
    login(client, caseworker)
    for text, unknown, precision in (("昭和18年", "", "year"), ("昭和18年5月", "", "month"), ("", "on", "unknown")):
        changes = {"birth": text, "birth_unknown": unknown}
        client.post(reverse("person_edit", args=[her.pk]), typed(make_place(areas.dai), **changes))
        assert read(caseworker, Person).birth_precision == precision
        assert client.get(reverse("person_edit", args=[her.pk])).status_code == 200


@pytest.mark.parametrize("name", ["person_edit", "relative_new"])
def test_who_may_write(client, cast, her, name):
    path = reverse(name, args=[her.pk])
    assert {who for who, user in vars(cast).items() if login(client, user).get(path).status_code == 200} == READERS
    assert login(client, cast.other_caseworker).post(path, relative()).status_code == 404


def test_somebody_around_her_is_added_corrected_removed_and_put_back(client, caseworker, her):
    login(client, caseworker)
    assert client.post(reverse("relative_new", args=[her.pk]), relative(key_person="on")).status_code == 303
    one = read(caseworker, Relative)
    assert (one.name, one.key_person, one.emergency_rank) == ("佐久間 恵", True, 1)
    client.post(reverse("relative_edit", args=[one.pk]), relative(relation="次女"))
    assert read(caseworker, Relative).relation == "次女"
    assert client.post(reverse("relative_remove", args=[one.pk])).status_code == 303
    page = client.get(her.get_absolute_url()).content.decode()
    assert "佐久間" not in page
    assert reverse("relative_restore", args=[one.pk]) in page
    client.post(reverse("relative_restore", args=[one.pk]))
    assert "佐久間" in client.get(her.get_absolute_url()).content.decode()


def test_an_emergency_contact_needs_a_number(client, caseworker, her):
    login(client, caseworker)
    page = after_an_error(client, client.post(reverse("relative_new", args=[her.pk]), relative(phone="")))
    assert "緊急連絡先には" in page


def test_a_relative_of_another_council_is_not_there(client, caseworker, other_caseworker, her):
    login(client, caseworker).post(reverse("relative_new", args=[her.pk]), relative())
    pk = Relative.objects.values_list("pk", flat=True).get()
    login(client, other_caseworker)
    for name in ("relative_edit", "relative_remove", "relative_restore"):
        assert client.post(reverse(name, args=[pk]), relative()).status_code == 404


def test_it_costs_the_same_for_one_and_for_five_around_her(client, caseworker, her):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    login(client, caseworker)
    client.post(reverse("relative_new", args=[her.pk]), relative())
    client.get(her.get_absolute_url())
    with CaptureQueriesContext(connection) as one:
        client.get(her.get_absolute_url())
    for _again in range(4):
        client.post(reverse("relative_new", args=[her.pk]), relative())
    client.get(her.get_absolute_url())
    with CaptureQueriesContext(connection) as five:
        page = client.get(her.get_absolute_url()).content.decode()
    assert page.count("佐久間") == 5
    assert len(five) == len(one) > 0
