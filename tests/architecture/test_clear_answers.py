"""What the program cannot take is answered in words, on the page that it came from. Each of these was an error 500 once."""

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.urls import reverse

from accounts.models import Membership
from casework.models import Case, ProgressNote
from privacy import asked, context
from privacy.areas import Area
from privacy.roles import Role
from tests.cast import login, make_member, make_user
from tests.factories.casework import make_case

pytestmark = pytest.mark.django_db


def said(answer) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def send(client, user, route, *args, **data):
    """From a page of ours."""
    return login(client, user).post(reverse(route, args=args), data, headers={"Referer": "http://testserver/staff/"})


def test_the_status_of_a_case_that_is_closed(client, caseworker, areas):
    case = make_case(caseworker, areas.dai, ended=True)
    answer = send(client, caseworker, "case_status", case.pk, status="active")
    assert (answer.status_code, answer.url) == (303, "http://testserver/staff/")
    assert said(answer) == ["このケースは終結しています。先に再開してください。"]
    assert Case.objects.get(pk=case.pk).status == "closed"


def test_oneself_in_the_actions_of_the_staff_page(client, administrator):
    own = Membership.objects.get(user=administrator)
    for number, (route, pk) in enumerate([("person_disable", administrator.pk), ("role_end", own.pk)], 1):
        answer = send(client, administrator, route, pk, why="left")
        assert (answer.status_code, len(said(answer))) == (303, number), route
    administrator.refresh_from_db()
    own.refresh_from_db()
    assert (administrator.is_active, own.ended_at) == (True, None)


def test_a_district_renamed_as_another_one(client, administrator, areas):
    answer = send(client, administrator, "area_edit", areas.dai.pk, name=areas.higashi.name, short_name="台")
    assert answer.status_code == 303
    assert len(said(answer)) == 1 or "errors" in str(client.session["rejected_forms"])
    assert Area.objects.filter(name=areas.higashi.name).count() == 1


def test_what_the_database_alone_finds_is_there_already(client, administrator, areas, monkeypatch):
    """Two people press at the same moment: neither form saw the other's."""
    monkeypatch.setattr("accounts.forms.DistrictForm.clean_name", lambda form: form.cleaned_data["name"])
    answer = send(client, administrator, "district_new", areas.council.pk, name=areas.dai.name, short_name="台")
    assert (answer.status_code, said(answer)) == (303, ["同じものがすでにあります。何も保存していません。"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM privacy_area WHERE name = %s", [areas.dai.name])
        assert cursor.fetchone() == (1,)


def test_a_script_hears_the_same_and_keeps_its_page(client, caseworker, areas):
    case = make_case(caseworker, areas.dai, ended=True)
    address = reverse("case_status", args=[case.pk])
    answer = login(client, caseworker).post(address, {"status": "active"}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content.decode()) == (422, "このケースは終結しています。先に再開してください。")


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_the_way_back_is_ours(client, administrator, where):
    address = reverse("person_disable", args=[administrator.pk])
    assert login(client, administrator).post(address, {"why": "left"}, headers={"Referer": where}).url == "/"


@pytest.mark.parametrize("sent", [{"login": "\0"}, {"login": "a\0b"}, {"\0": "a"}])
def test_nul_in_an_address_or_a_name_is_refused_in_one_place(client, sent):
    assert client.get("/account/login/", sent).status_code == 400
    assert client.get("/link/%00/").status_code == 400
    answer = client.post("/account/login/", {"\0": "a"})
    assert answer.status_code == 400
    assert "保存できない文字が入っています" in answer.content.decode()


@pytest.mark.parametrize("login_name", ["\0", "a\0b"])
def test_a_name_with_nul_signs_nobody_in(client, login_name):
    for address in ("/account/demo/", "/account/login/"):
        assert client.post(address, {"login": login_name, "password": "\0"}).status_code < 500
        assert "_auth_user_id" not in client.session


def test_pasted_text_is_taken_without_its_nul(client, caseworker, areas):
    case = make_case(caseworker, areas.dai)
    sent = {"means": "phone", "text": "通帳\0がない", "with_whom": "\0本人"}
    login(client, caseworker).post(reverse("note_new", args=[case.pk]), sent)
    with context.on_behalf_of(caseworker):
        note = ProgressNote.objects.visible_to(caseworker).filter(case=case).latest("created_at")
        assert (note.text, note.with_whom) == ("通帳がない", "本人")
    assert client.post("/search/", {"q": "た\0"}).status_code == 303


def test_who_stands_above_councils_begins_no_intake(client, areas):
    login(client, make_member(make_user("city"), Role.MANAGER, areas.city))
    for name in ("intake", "enquiry", "intake_start"):
        assert client.post(reverse(name), {"words": "植木"}).status_code == 403, name


def test_a_number_is_digits_of_a_keyboard_and_fits():
    assert [asked.number(text) for text in ("7", "007", "²", "٣", "①", "-1", "", "1e3", "9" * 30)] == [7, 7, *[None] * 7]


def test_a_moment_has_its_zone_and_lies_in_the_calendar():
    right = "2026-04-01T09:00:00+09:00"
    assert asked.moment(right).isoformat() == right
    for wrong in ("", "2026-04-01T09:00:00", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "²"):
        assert asked.moment(wrong) is None, wrong


def test_a_mark_is_a_moment_and_an_id():
    pk = "11111111-1111-4111-8111-111111111111"
    assert str(asked.mark(f"2026-04-01T09:00:00+09:00,{pk}")[1]) == pk
    for wrong in ("", pk, f"9999-12-31T23:59:59-23:59,{pk}", "2026-04-01T09:00:00+09:00,²", "2026-04-01T09:00:00+09:00"):
        assert asked.mark(wrong) is None, wrong
