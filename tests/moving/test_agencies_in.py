"""A list of agencies out of the office's own Excel, or the file that the directory gave out: compared with the directory as it stands."""

import io
import re
import uuid
import zipfile
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import services as accounts
from accounts.models import Membership
from casework.codes import Recipient
from moving import services as moving
from moving.models import Move, MoveContent, MovedAgency
from moving.services import making_agencies
from moving.services.looking import forget_files
from privacy import context
from privacy.errors import Denied
from privacy.roles import Role
from referrals import services
from referrals.models import Agency, AgencyChange
from tests.cast import login, make_member, make_user
from tests.factories.casework import make_case
from tests.factories.referrals import make_agency
from tests.factories.rights import agree, make_referral
from tests.moving.ledgers import FIRST, back, book, bring, form_of, page_of, said_on, take
from tests.moving.ledgers import HEADS as LEDGER
from tests.workbooks import made_of
from ui import workbook

pytestmark = pytest.mark.django_db
HEADS = ["機関名", "ふりがな", "種別", "電話番号", "FAX", "担当部署", "担当者"]
CENTRE = ["東地域包括支援センター", "ひがしほうかつ", "地域包括支援センター", "0436-00-1122", "0436-00-1123", "相談係", "田中"]
CLINIC = ["まるなか診療所", "", "医療機関", "0436-00-3344", "", "受付", ""]


@pytest.fixture
def entered(django_capture_on_commit_callbacks):
    """Brought and taken over."""

    def run(client, data, name="名簿.xlsx", **changed) -> Move:
        move = bring(client, data, name, subject="agencies")
        take(client, move, django_capture_on_commit_callbacks, **changed)
        assert not move.is_open, said_on(page_of(client, move))
        return move

    return run


@pytest.fixture
def gone_back(django_capture_on_commit_callbacks):
    return lambda client, move: back(client, move, django_capture_on_commit_callbacks)


def tell(client, move, **changed) -> str:
    client.post(move.get_absolute_url(), form_of(page_of(client, move)) | changed | {"look": "on"})
    return page_of(client, move)


def look(client, *rows, **changed) -> str:
    return tell(client, bring(client, book(HEADS, *rows), subject="agencies"), **changed)


def left_out(page) -> list[str]:
    rows = re.findall(r'<li class="s">(.*?)</li>', page, re.DOTALL)
    return [" ".join(row.split()) for row in rows]


def would(page) -> list[str]:
    """What each row would change, as the table says it."""
    rows = re.findall(r"<tr><td class=\"s\">.*?</tr>", page, re.DOTALL)
    return [re.sub("<[^>]+>", "", "<" + row.rpartition("<td ")[2]).strip() for row in rows]


def asked(page) -> list[str]:
    return sorted({part.split('"')[0] for part in page.split('name="who_')[1:]})


def counted(move) -> tuple:
    """(new ones, corrected ones, entries corrected)"""
    return move.cases, move.people, move.contacts


def test_a_list_becomes_the_directory_and_once(client, coordinator, areas, entered):
    client = login(client, coordinator)
    move = entered(client, book(HEADS, CENTRE, CLINIC))
    assert (move.status, *counted(move)) == ("taken", 2, 0, 0)
    centre = Agency.objects.get(name=CENTRE[0])
    assert (centre.council, centre.kana, centre.phone, [kind.recipient for kind in centre.kinds.all()]) == (
        areas.council, "ひがしほうかつ", "0436-00-1122", [Recipient.COMPREHENSIVE],
    )  # fmt: skip
    assert [str(one) for one in centre.contacts.all()] == ["相談係 田中"]
    assert set(AgencyChange.objects.values_list("what", "by")) == {("made", coordinator.pk)}
    page = look(client, [*CENTRE[:3], "０４３６－００－１１２２", *CENTRE[4:]], CLINIC)
    assert left_out(page) == ["令和元年度 2行め: 名簿のとおり", "令和元年度 3行め: 名簿のとおり"]
    assert 'name="take"' not in page


@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_the_directory_gives_out_comes_in_again_as_it_is(client, coordinator, areas, entered, language):
    made = make_agency(coordinator, areas.council, takes="=1+1\n@SUM(A1)", hours="-5", notes="+髙𠮷<&>")
    contacts = [
        {"role": "", "name": "植松", "phone": "0436-00-1124"}, {"role": "相談／生活 係", "name": "", "phone": ""}, {"role": "窓口", "name": "", "phone": ""},
    ]  # fmt: skip
    make_agency(coordinator, areas.council, name="見本病院", kana="", kind="医療機関", contacts=contacts)
    client = login(client, coordinator)
    client.cookies["django_language"] = language
    coordinator.language = language
    coordinator.save()
    given = client.get(reverse("agency_export"), headers={"accept-language": language}).content
    sheet = zipfile.ZipFile(io.BytesIO(given)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert ("Kinds" in workbook.read(given)[0]) == (language == "en")
    move = bring(client, given, subject="agencies")
    assert len(left_out(page_of(client, move))) == 2
    Agency.objects.filter(pk=made.pk).update(takes="", hours="", notes="")
    move = entered(client, given)
    assert counted(move) == (0, 1, 3)
    made.refresh_from_db()
    assert (made.takes, made.hours, made.notes, Agency.objects.count()) == ("=1+1\n@SUM(A1)", "-5", "+髙𠮷<&>", 2)
    assert [str(one) for one in made.contacts.filter(removed_at=None)] == ["相談係 田中"]


BAD = [
    (["", *CENTRE[1:]], "機関名"), (["植" * 81, *CENTRE[1:]], "機関名"), (["一", "上木", *CENTRE[2:]], "ふりがな"),
    (["二", "", "宇宙人", *CENTRE[3:]], "種別"), (["三", "", CENTRE[2], "12", *CENTRE[4:]], "電話番号"),
    (["四", *CENTRE[1:4], "#N/A", *CENTRE[5:]], "FAX"), (["五", *CENTRE[1:5], "", ""], "担当部署"), (["六", "", "", *CENTRE[3:]], "種別"),
]  # fmt: skip


def test_each_bad_row_is_named_at_its_cell_and_marked_and_the_others_can_be_taken(client, coordinator, areas, entered):
    client = login(client, coordinator)
    data = book(HEADS, CENTRE, *(row for row, _head in BAD))
    move = bring(client, data, subject="agencies")
    said = said_on(page_of(client, move))
    for number, (_row, head) in enumerate(BAD, 3):
        assert [line for line in said if f" {number}行め{', ' + head if head else ''}" in line], (number, said)
    page = openpyxl.load_workbook(io.BytesIO(client.get(reverse("move_marked", args=[move.pk])).content)).active
    marked = {cell.coordinate for row in page.iter_rows(max_col=len(HEADS)) for cell in row if cell.fill.fill_type == "solid"}
    assert {"A3", "A4", "B5", "C6", "D7", "E8", "C10"} <= marked
    assert not any(name.endswith("2") for name in marked)
    assert counted(entered(client, data, leave="on")) == (1, 0, 0)


def test_a_word_that_is_no_kind_is_asked_about_once_and_remembered(client, coordinator, areas, entered):
    client = login(client, coordinator)
    rows = [[*CLINIC[:2], "内科病院", *CLINIC[3:]], ["試験銀行", "", "金融", *CENTRE[3:]]]
    page = look(client, *rows)
    assert [line for line in said_on(page) if "名簿にない種類です：金融" in line]
    assert re.search(r'<option value="([^"]+)" selected>医療機関', page), "a hospital is proposed as what it is"
    selects = re.findall(r'<select[^>]*name="(kinds_\d)"[^>]*>(.*?)</select>', page, re.DOTALL)
    (number,) = [name for name, body in selects if 'value="" selected' in body]
    other = next(pk for pk, name in re.findall(r'<option value="([^"]+)"[^>]*>([^<]+)</option>', page) if name == "その他")
    move = Move.objects.get()
    assert said_on(tell(client, move, **{number: other})) == []
    assert said_on(look(client, *rows)) == []
    entered(client, book(HEADS, *rows))
    assert [kind.name for kind in Agency.objects.get(name="試験銀行").kinds.all()] == ["その他"]


def test_of_which_kind_and_at_which_desk_is_said_once_for_all_rows_that_do_not(
    client, coordinator, areas, django_capture_on_commit_callbacks
):
    client = login(client, coordinator)
    data = "機関名,電話\r\nまるなか診療所,0436-00-3344\r\n".encode("cp932")
    move = bring(client, data, "名簿.csv", subject="agencies")
    page = page_of(client, move)
    assert len(said_on(page)) == 2
    medical = next(pk for pk, name in re.findall(r'<option value="([^"]+)"[^>]*>([^<]+)</option>', page) if name == "医療機関")
    tell(client, move, kind=medical, desk="受付")
    assert said_on(page_of(client, move)) == []
    take(client, move, django_capture_on_commit_callbacks, desk="受付")
    assert (counted(move), str(Agency.objects.get().contacts.get())) == ((1, 0, 0), "受付")


def test_a_telephone_that_excel_keeps_as_a_number_gets_its_zero_back_and_says_so(client, coordinator, areas, entered):
    """And of one whose zero only its format knows, what Excel shows is taken."""
    formats = r'<numFmt numFmtId="165" formatCode="0000\-00\-0000"/>'
    words = [*HEADS[:1], "種別", "電話", "FAX", "窓口・担当", CENTRE[0], CENTRE[2], "相談係 / 田中"]
    strings = "".join(f"<si><t>{text}</t><rPh sb='0' eb='1'><t>カナ</t></rPh></si>" for text in words)
    heads = "".join(f"<c t='s'><v>{at}</v></c>" for at in range(5))
    row = "".join(
        [
            "<c t='s'><v>5</v></c><c t='s'><v>6</v></c><c><v>436211111</v></c>",
            "<c s='1'><v>436211112</v></c><c t='s'><v>7</v></c>",
        ]
    )
    data = made_of(f"<row>{heads}</row><row>{row}</row>", strings=strings, styles='<xf/><xf numFmtId="165"/>', formats=formats)
    client = login(client, coordinator)
    move = bring(client, data, subject="agencies")
    page = page_of(client, move)
    assert "電話: Excelが先頭の0を落としていました。0436211111 として取り込みます。" in page
    assert page.count("先頭の0") == 1
    entered(client, data)
    agency = Agency.objects.get()
    assert (agency.phone, agency.fax, str(agency.contacts.get())) == ("0436211111", "0436-21-1112", "相談係 田中")


def test_a_file_that_another_program_made_is_taken_in_as_it_shows(client, coordinator, areas, entered):
    """Made with openpyxl 3.1.5: a hidden sheet in front, what the list is called over five columns, an empty row, days and times in cells."""
    entered(login(client, coordinator), (Path(__file__).parent / "agencies_by_openpyxl.xlsx").read_bytes())
    centre, city = Agency.objects.get(name="東地域包括支援センター"), Agency.objects.get(name="市役所 高齢者支援課")
    assert (centre.hours, centre.notes, centre.phone) == ("8:30", "2026/4/1", "0436-00-1122")
    assert (city.hours, city.notes) == ("2026/4/1 8:30", "")
    assert sorted(str(one) for one in city.contacts.all()) == ["担当 植松", "窓口"]


def test_an_agency_is_known_by_its_name_however_it_is_written_and_corrected(client, coordinator, areas, entered):
    made = make_agency(coordinator, areas.council, address="国分寺台中央1-1", notes="夜間は警備室")
    stays = make_agency(coordinator, areas.council, name="のこる機関", kana="", phone="0436-00-7777")
    client = login(client, coordinator)
    row = ["東 地域包括支援ｾﾝﾀｰ", "", "", "0436-00-9900", "", "相談係", "鈴木"]
    (said,) = would(look(client, row))
    for words in (
        "名前: 東地域包括支援センター → 東 地域包括支援ｾﾝﾀｰ",
        "電話: 0436-00-1122 → 0436-00-9900",
        "窓口・担当: 相談係 田中 → 相談係 鈴木",
    ):
        assert words in said
    assert "ふりがな" not in said, "an empty cell says nothing"
    assert counted(entered(client, book(HEADS, row))) == (0, 1, 3)
    made.refresh_from_db()
    assert (made.name, made.phone, made.kana, made.notes) == (
        "東 地域包括支援ｾﾝﾀｰ",
        "0436-00-9900",
        "ひがしほうかつ",
        "夜間は警備室",
    )
    assert [str(one) for one in made.contacts.filter(removed_at=None)] == ["相談係 鈴木"]
    stays.refresh_from_db()
    assert stays.closed_date is None
    assert would(look(client, row, empties="on")) == ["ふりがな: ひがしほうかつ → （なし）\nＦＡＸ: 0436-00-1123 → （なし）"]


def test_a_single_contact_takes_the_place_of_its_desks_or_stands_beside_the_others(client, coordinator, areas, entered):
    contacts = [
        {"role": role, "name": name, "phone": "0436-00-5555"} for role, name in (("相談係", "田中"), ("権利擁護", "大野"))
    ]
    made = make_agency(coordinator, areas.council, contacts=contacts)
    client = login(client, coordinator)
    assert len(left_out(look(client, [*CENTRE[:5], "相談係", ""]))) == 1, "the desk alone says nothing new"
    entered(client, book(HEADS, [*CENTRE[:5], "相談係", "鈴木"]))
    entered(client, book(HEADS, [*CENTRE[:5], "", "平野"]))
    assert sorted(str(one) for one in made.contacts.filter(removed_at=None)) == ["平野", "権利擁護 大野", "相談係 鈴木"]


def test_of_the_same_telephone_under_another_name_somebody_decides(
    client, coordinator, areas, entered, django_capture_on_commit_callbacks
):
    made = make_agency(coordinator, areas.council)
    client = login(client, coordinator)
    row = ["東部地域包括センター", *CENTRE[1:]]
    move = bring(client, book(HEADS, row), subject="agencies")
    page = page_of(client, move)
    (key,) = asked(page)
    assert "東地域包括支援センター (地域包括支援センター、0436-00-1122)" in page
    assert would(page) == ["未決"]
    take(client, move, django_capture_on_commit_callbacks)
    assert move.is_open
    assert any("同じ機関かどうか" in line for line in said_on(page_of(client, move)))
    assert would(tell(client, move, **{f"who_{key}": "new"}))[0].startswith(
        "追加\nふりがな: ひがしほうかつ\n種類: 地域包括支援センター\n電話: 0436-00-1122"
    )
    take(client, move, django_capture_on_commit_callbacks, **{f"who_{key}": str(made.pk)})
    take(client, move, django_capture_on_commit_callbacks, **{f"who_{key}": str(made.pk)})
    made.refresh_from_db()
    assert (move.status, counted(move), made.name, Agency.objects.count()) == ("taken", (0, 1, 1), "東部地域包括センター", 1)
    # Nobody is asked about one that another row of the file names.
    assert asked(look(client, ["西地域包括", *CENTRE[1:]], row)) == []


def test_one_that_was_closed_is_offered_again_and_one_that_was_merged_is_left_out(client, coordinator, areas, entered):
    closed = make_agency(coordinator, areas.council)
    into = make_agency(coordinator, areas.council, name="中央病院", kana="", phone="")
    merged = make_agency(coordinator, areas.council, name="旧病院", kana="", phone="")
    with context.on_behalf_of(coordinator):
        services.agency_close(actor=coordinator, council=areas.council, agency=closed, closed_date=closed.changed_at.date())
        services.agency_merge(actor=coordinator, council=areas.council, agency=merged, into=into)
    client = login(client, coordinator)
    page = look(client, CENTRE, ["旧病院", *CENTRE[1:3], "", *CENTRE[4:]])
    assert would(page) == ["また選べるようにする"]
    assert left_out(page) == ["令和元年度 3行め: ほかの機関にまとめた名前（いまは 中央病院）"]
    entered(client, book(HEADS, CENTRE))
    closed.refresh_from_db()
    assert (closed.closed_date, Agency.objects.filter(name=CENTRE[0]).count()) == (None, 1)


def test_the_same_name_twice_and_two_rows_of_one_agency_are_wrong(client, coordinator, areas):
    make_agency(coordinator, areas.council)
    client = login(client, coordinator)
    said = said_on(
        look(
            client,
            CLINIC,
            [*CLINIC[:3], "0436-00-9999", *CLINIC[4:]],
            ["東地域包括支援ｾﾝﾀｰ", *CENTRE[1:]],
            ["東地域包括支援せんたー", *CENTRE[1:]],
        )
    )
    assert [line for line in said if "3行め, 機関名: 同じ名前が2行め" in line]
    assert [line for line in said if "5行め, 機関名: 4行め" in line]


def test_all_of_it_goes_back_as_it_was_and_can_be_brought_again(client, coordinator, areas, entered, gone_back):
    made = make_agency(coordinator, areas.council, notes="夜間は警備室")
    client = login(client, coordinator)
    data = book(HEADS, ["東地域包括支援センター", "", "医療機関", "0436-00-9900", "", "", "鈴木"], CLINIC)
    move = entered(client, data)
    assert counted(move) == (1, 1, 3)
    page = gone_back(client, move)
    assert move.status == "back", page
    made.refresh_from_db()
    assert (made.name, made.phone, made.notes, made.closed_date) == (CENTRE[0], "0436-00-1122", "夜間は警備室", None)
    assert [kind.name for kind in made.kinds.all()] == ["地域包括支援センター"]
    assert [str(one) for one in made.contacts.filter(removed_at=None)] == ["相談係 田中"]
    new = Agency.objects.get(name=CLINIC[0])
    assert new.closed_date
    assert CLINIC[0] not in client.get(reverse("agencies")).content.decode()
    assert counted(entered(client, data)) == (0, 2, 3)
    new.refresh_from_db()
    assert new.closed_date is None
    # What was closed before is closed again.
    gone_back(client, Move.objects.order_by("-brought_at").first())
    new.refresh_from_db()
    assert new.closed_date


def edited(agency, user, areas):
    services.agency_close(actor=user, council=areas.council, agency=agency, closed_date=None)


def referred_to(agency, user, areas):
    make_referral(user, make_case(user, areas.dai), agency)


def agreed_to(agency, user, areas):
    agree(user, make_case(user, areas.dai), recipients=[f"agency:{agency.pk}"])


@pytest.mark.parametrize("how", [edited, referred_to, agreed_to])
def test_what_somebody_changed_or_uses_since_is_not_taken_back(client, coordinator, areas, entered, gone_back, how):
    client = login(client, coordinator)
    move = entered(client, book(HEADS, CENTRE, CLINIC))
    with context.on_behalf_of(coordinator):
        how(Agency.objects.get(name=CENTRE[0]), coordinator, areas)
    assert "手が加わった記録が1件あります" in gone_back(client, move)
    assert (move.status, Agency.objects.open().count()) == ("taken", 2)


def test_one_that_stood_there_before_is_put_back_although_it_is_used(client, coordinator, areas, entered, gone_back):
    made = make_agency(coordinator, areas.council)
    client = login(client, coordinator)
    move = entered(client, book(HEADS, [*CENTRE[:3], "0436-00-9900", *CENTRE[4:]]))
    with context.on_behalf_of(coordinator):
        referred_to(made, coordinator, areas)
    gone_back(client, move)
    made.refresh_from_db()
    assert (move.status, made.phone) == ("back", "0436-00-1122")


@pytest.mark.parametrize(("days", "kept"), [(13, True), (15, False)])
def test_how_one_stood_before_is_kept_as_long_as_it_can_be_put_back(client, coordinator, areas, entered, days, kept):
    make_agency(coordinator, areas.council)
    entered(login(client, coordinator), book(HEADS, [*CENTRE[:3], "0436-00-9900", *CENTRE[4:]]))
    Move.objects.update(taken_at=timezone.now() - timedelta(days=days))
    forget_files()
    assert (MovedAgency.objects.get().before is not None) is kept


def test_what_was_corrected_meanwhile_is_looked_through_again(client, coordinator, areas, monkeypatch):
    made = make_agency(coordinator, areas.council)
    client = login(client, coordinator)
    move = bring(client, book(HEADS, [*CENTRE[:3], "0436-00-9900", *CENTRE[4:]]), subject="agencies")
    client.post(move.get_absolute_url(), form_of(page_of(client, move)) | {"take": "on"})
    hold = making_agencies._hold

    def slow(agencies):
        Agency.objects.filter(pk=made.pk).update(changed_at=made.changed_at.replace(year=2020))
        hold(agencies)

    monkeypatch.setattr(making_agencies, "_hold", slow)
    with context.on_behalf_of(coordinator):
        moving.move_take(move, actor=coordinator)
    move.refresh_from_db()
    made.refresh_from_db()
    assert (move.status, move.trouble, made.phone) == ("open", "changed", "0436-00-1122")


def offered(page) -> set[str]:
    return set(re.findall(r'name="subject"[^>]*value="(\w+)"', page))


def in_menu(user) -> bool:
    return f'href="{reverse("moves")}"' in login(Client(), user).get(reverse("own_settings")).content.decode()


def test_who_takes_over_what(client, cast, areas):
    """Agencies: whoever writes in the directory, also of one district alone. Ledger and watch-over: coordinators and managers of the council."""
    cast.one_district = make_member(make_user("onedistrict"), Role.COORDINATOR, areas.dai)
    found = {}
    for name, user in vars(cast).items():
        answer = login(Client(), user).get(reverse("moves"))
        found[name] = offered(answer.content.decode()) if answer.status_code == 200 else answer.status_code
        assert in_menu(user) == (found[name] != 403), name
    everything = {"ledger", "enrolments", "agencies"}
    assert {name: which for name, which in found.items() if which != 403} == {
        "coordinator": everything, "manager": everything, "second_manager": everything, "advocate": {"agencies"}, "one_district": {"agencies"},
    }  # fmt: skip


def test_a_coordinator_of_one_district_takes_over_agencies(client, areas, entered, gone_back):
    user = make_member(make_user("onedistrict"), Role.COORDINATOR, areas.dai)
    client = login(client, user)
    move = entered(client, book(HEADS, CENTRE))
    assert (move.status, Agency.objects.get().changed_by) == ("taken", user)
    gone_back(client, move)
    assert move.status == "back"


def test_whoever_loses_one_role_keeps_the_file_that_another_opens(client, coordinator, administrator, areas):
    make_member(coordinator, Role.ADVOCATE, areas.council)
    client = login(client, coordinator)
    agencies, ledger = bring(client, book(HEADS, CENTRE), subject="agencies"), bring(client, book(LEDGER, FIRST))
    accounts.role_end(Membership.objects.get(user=coordinator, role=Role.COORDINATOR), actor=administrator, why="異動")
    assert dict(Move.objects.values_list("pk", "status")) == {agencies.pk: "open", ledger.pk: "dropped"}
    accounts.role_end(Membership.objects.get(user=coordinator, role=Role.ADVOCATE), actor=administrator, why="異動")
    assert Move.objects.get(pk=agencies.pk).status == "dropped"


def test_who_may_take_over_agencies_alone_learns_of_no_ledger(client, coordinator, advocate, areas, entered):
    ledger = bring(login(Client(), coordinator), book(LEDGER, FIRST))
    client = login(client, advocate)
    page = client.get(reverse("moves"), {"of": "ledger"}).content.decode()
    assert "<h1>関係機関の名簿の引き継ぎ</h1>" in page
    assert str(ledger.pk) not in page
    assert client.get(ledger.get_absolute_url()).status_code == 404
    assert client.post(reverse("move_drop", args=[ledger.pk])).status_code == 404
    for write in (moving.move_drop, moving.move_back_ask):
        with context.on_behalf_of(advocate), pytest.raises(Denied):
            write(ledger, actor=advocate)
    with context.on_behalf_of(advocate), pytest.raises(Denied):
        moving.move_begin(areas.council, actor=advocate, tables=[], subject="ledger", id=uuid.uuid4())
    move = entered(client, book(HEADS, CENTRE))
    assert (move.status, Agency.objects.get().changed_by) == ("taken", advocate)
    assert f'href="{reverse("moves")}?of=agencies"' in client.get(reverse("agencies")).content.decode()


def test_each_kind_of_file_has_its_own_name(client, coordinator, areas):
    client = login(client, coordinator)
    assert "<h1>台帳・名簿の引き継ぎ</h1>" in client.get(reverse("moves")).content.decode()
    for subject, data, words in (
        ("agencies", book(HEADS, CENTRE), "関係機関の名簿の引き継ぎ"), ("ledger", book(LEDGER, FIRST), "相談台帳の引き継ぎ"),
    ):  # fmt: skip
        move = bring(client, data, subject=subject)
        assert f"<h1>{words}" in page_of(client, move)
        client.post(reverse("move_drop", args=[move.pk]), {"once": str(uuid.uuid4())})
        assert f"<h1>{words}" in page_of(client, move)


def test_a_list_lies_encrypted_on_the_desk_of_whoever_brought_it(client, coordinator, manager, areas):
    move = bring(login(client, coordinator), book(HEADS, CENTRE), subject="agencies")
    assert "田中".encode() not in bytes(MoveContent.objects.values_list("payload", flat=True).get())
    assert "田中" not in page_of(login(Client(), manager), move)


def test_the_page_asks_as_much_of_ten_rows_as_of_two(client, coordinator, areas):
    def queries(number) -> int:
        rows = [[f"機関{at}", "", CENTRE[2], f"0436-00-00{at:02d}", "", "窓口", ""] for at in range(number)]
        move = bring(client, book(HEADS, *rows), subject="agencies")
        page_of(client, move)
        with CaptureQueriesContext(connection) as found:
            page_of(client, move)
        return len(found)

    client = login(client, coordinator)
    for at in range(3):
        make_agency(coordinator, areas.council, name=f"機関{at}", kana="")
        make_agency(coordinator, areas.council, name=f"名前{at}", kana="", phone=f"0436-00-00{at + 5:02d}")
    assert queries(2) == queries(10)
