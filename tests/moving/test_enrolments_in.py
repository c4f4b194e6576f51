"""A list of the watch-over out of the office's own Excel: by the rules of the enrolment page, whole, once, and taken back whole."""

import io
import re
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation
from casework import services as casework
from casework.models import Consent, Disclosure, Person, Relative
from japan.wareki import PartialDate
from moving.models import Move, MovedEnrolment
from privacy import context
from privacy.ledger import versions
from privacy.models import DossierKey, Recusal
from privacy.roles import Role
from publishing.models import ClosedMonth
from tests.cast import login, make_member, make_user
from tests.factories.casework import make_person, make_place
from tests.factories.visits import CONSENT, enrol, visit
from tests.moving.ledgers import back, book, bring, form_of, page_of, said_on, take
from tests.moving.watch_lists import FIRST, HEADS, SAID, other, row, watch_list
from visits.models import Assignment, Enrolment
from visits.services import scan

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def office(areas):
    """Who runs the watch-over where no network does."""
    Organisation.objects.create(kind=Organisation.Kind.COUNCIL, name="甲地区社会福祉協議会", area=areas.council)


@pytest.fixture
def enrolled(django_capture_on_commit_callbacks):
    """Brought, told what the page asks, and taken over."""

    def run(client, data, **changed) -> Move:
        move = bring(client, data, subject="enrolments")
        tell(client, move)
        take(client, move, django_capture_on_commit_callbacks, **SAID, **changed)
        assert not move.is_open, said_on(page_of(client, move))
        return move

    return run


def tell(client, move, **changed) -> str:
    client.post(move.get_absolute_url(), form_of(page_of(client, move)) | SAID | changed | {"look": "on"})
    return page_of(client, move)


@pytest.fixture
def going(visitor):
    """A visitor who may be sent to a door."""
    visitor.trained_on, visitor.display_name = date(2024, 1, 1), "露木 訪子"
    visitor.save()
    return visitor


@pytest.fixture
def known(coordinator, areas):
    return make_person(
        coordinator, areas.dai, family_name="植木", given_name="一郎", family_kana="うえき", given_kana="いちろう",
        birth=PartialDate(1937, 3, 4), phone="", mobile="",
    )  # fmt: skip


def asked(page) -> list[str]:
    return sorted({part.split('"')[0] for part in page.split('name="who_')[1:]})


def test_a_row_becomes_an_enrolment_with_its_person_consent_contact_and_visitor(client, coordinator, areas, going, enrolled):
    place, today = make_place(areas.dai), timezone.localdate()
    move = enrolled(login(client, coordinator), watch_list([*FIRST[:13], "露木\u3000訪子", *FIRST[14:]]))
    assert (move.status, move.cases, move.people, move.contacts) == ("taken", 1, 1, 1)
    with context.on_behalf_of(coordinator):
        one = Enrolment.objects.visible_to(coordinator).select_related("person").get()
        assert (one.start_date, one.applied_date, one.reconfirm_date) == (
            date(2024, 5, 13),
            date(2024, 5, 13),
            date(2026, 5, 12),
        )
        assert (one.need, one.manner, one.pattern, one.nth, one.weekdays) == ("alone", "call", "nth", [2, 4], [2])
        assert (one.preference, one.caution_text, one.absence_protocol, one.handed) == (
            "午前中", "耳が遠い", "長男に電話する", "薬の話を聞く",
        )  # fmt: skip
        assert one.need_text == (
            "去年ころんだ\n名簿の番号：３ ／ 理由：独居 ／ 方法：声かけ ／ 頻度：第２・第４ 水曜 ／ 訪問員：露木　訪子 ／ 備考：町会長の紹介"
        )
        assert (one.area, one.council) == (areas.dai, areas.council)
        # Nobody is reminded of the visits of before, and no month of the past counts them.
        assert one.overdue_on > today
        assert one.next_due_date >= today
        assert min(one.planned) == f"{today:%Y-%m}"
        person = Person.objects.visible_to(coordinator).get()
        assert (person.name, person.kana, person.birth_date, person.phone, person.place_key) == (
            "植木 一郎", "うえき いちろう", date(1937, 3, 4), "0436-00-0001", str(place.pk),
        )  # fmt: skip
        consent = Consent.objects.visible_to(coordinator).get()
        assert (consent.given_date, consent.contents, consent.recipients, consent.manner) == (
            date(2024, 5, 1), ["identity", "living"], ["network"], "written",
        )  # fmt: skip
        near = Relative.objects.visible_to(coordinator).get()
        assert (near.relation, near.name, near.phone, near.emergency_rank) == ("長男", "露木 太郎", "090-0000-0002", 1)
        assert Assignment.objects.visible_to(coordinator).get().user == going
        assert Disclosure.objects.visible_to(coordinator).get().contents == ["identity", "living"]
    page = login(Client(), going).get(reverse("round")).content.decode()
    assert "植木" in page


BAD = {
    "登録日": [("いつか", "日付として読めません"), ("", "日がありません"), ("5/13", "年がありません")],
    "氏名": [("", "氏名がありません"), ("植" * 61, "60文字より長い")],
    "ふりがな": [("上木", "ひらがなか")],
    "生年月日": [("S70.1.1", "この日はありません"), ("R7.1.1", "初日よりあと")],
    "電話番号": [("0436-00-00", "10桁")],
    "訪問頻度": [("ときどき", "頻度として読めません"), ("", "頻度として読めません"), ("月40回", "頻度として読めません")],
    "同意日": [("", "同意がなければ"), ("×", "同意がなければ"), ("未", "同意がなければ"), ("R9.9.9", "まだ来ていない日")],
    "更新日": [("R9.9.9", "まだ来ていない日")],
    "訪問員": [("証 なし", "有効な誓約がありません"), ("研 修無", "研修")],
    "緊急連絡先_続柄": [("", "続柄")],
    "緊急連絡先_電話": [("", "電話番号が要ります"), ("12", "10桁")],
    "状況": [("長" * 2_001, "2000文字より長い"), ("#N/A", "エラー")],
}


def test_each_bad_row_is_named_at_its_cell_and_marked_and_the_others_can_be_taken(client, coordinator, areas, going, enrolled):
    for name, pledge in (("証 なし", False), ("研 修無", True)):
        user = make_user(f"v{pledge:d}", name=name, pledge=pledge)
        make_member(user, Role.VISITOR, areas.dai)
    rows, said = [], {}
    for head, cells in BAD.items():
        for cell, words in cells:
            rows.append(
                other(str(len(rows)), f"植木 {len(rows)}子")
                if head not in ("生年月日", "電話番号", "ふりがな")
                else row(登録番号=str(len(rows)))
            )
            rows[-1][HEADS.index(head.replace("_", " "))] = cell
            said[len(rows) + 1] = (head.replace("_", " "), words)
    client = login(client, coordinator)
    data = watch_list(*rows, row(登録番号="900", 同意日="○"))
    move = bring(client, data, subject="enrolments")
    page = tell(client, move)
    for number, (head, words) in said.items():
        named = re.search(rf"<li>見守り {number}行め, {head.replace(' ', '')}: ([^<]*)</li>", page)
        assert named, (number, head, re.findall(rf"<li>見守り {number}行め[^<]*</li>", page))
        assert words in named[1], (number, named[0])
    assert set(map(int, re.findall(r"<li>見守り (\d+)行め", page))) == set(said)
    marked = openpyxl.load_workbook(io.BytesIO(client.get(reverse("move_marked", args=[move.pk])).content)).active
    for number, (head, words) in said.items():
        assert marked.cell(number, HEADS.index(head) + 1).fill.fgColor.rgb == "FFFFE15A"
        assert words in marked.cell(number, len(HEADS) + 1).value
    assert not Enrolment.objects.exists()
    assert enrolled(client, data, leave="on").cases == 1
    assert Consent.objects.get().given_date == date(2024, 5, 13)


@pytest.mark.parametrize("without", ["contents", "given", "unready"])
def test_nothing_is_taken_before_the_consent_and_what_is_open_is_said(
    client, coordinator, django_capture_on_commit_callbacks, without
):
    client = login(client, coordinator)
    move = bring(client, watch_list(row(不在時の対応="")), subject="enrolments")
    said = {**SAID, "unready": "on"} | {without: [] if without == "contents" else ""}
    tell(client, move, **said)
    take(client, move, django_capture_on_commit_callbacks, **said)
    assert move.is_open
    words = {"contents": "何に同意したか", "given": "同意の方法", "unready": "あとで決める"}
    assert any(words[without] in line for line in said_on(page_of(client, move)))
    assert not Enrolment.objects.exists()


def test_the_same_rows_are_taken_once_and_what_ended_is_left_out(client, coordinator, enrolled):
    client = login(client, coordinator)
    rows = [FIRST, list(FIRST), other("4", "植木 二子"), other("5", "植木 三江", 終了日="R7.3.31")]
    assert enrolled(client, watch_list(*rows)).cases == 2
    page = page_of(client, bring(client, watch_list(*rows), subject="enrolments"))
    assert page.count("引き継ぎ済み") == 2
    assert "2行めと同じ" in page or page.count("引き継ぎ済み") == 3
    assert "終了" in page
    assert (Enrolment.objects.count(), Person.objects.count()) == (2, 2)


def test_a_visitor_needs_the_pledge_on_the_day_on_which_they_begin(client, coordinator, going):
    client = login(client, coordinator)
    later = timezone.localdate() + timedelta(days=300)
    data = watch_list(row(訪問員="露木 訪子"), other("4", "植木 二子", 登録日=later, 同意日="○", 訪問員="露木 訪子", 更新日=""))
    said = said_on(tell(client, bring(client, data, subject="enrolments")))
    assert [line for line in said if "見守り" in line] == ["見守り 3行め, 訪問員: 露木 訪子さんには有効な誓約がありません。"]


def test_one_person_has_one_row(client, coordinator):
    client = login(client, coordinator)
    move = bring(client, watch_list(FIRST, row(登録番号="9", 登録日="R7.1.1")), subject="enrolments")
    assert any("3行め" in line and "2行め（見守り）と同じ方" in line for line in said_on(tell(client, move)))


def test_somebody_known_is_asked_about_and_their_record_goes_on(
    client, coordinator, known, enrolled, django_capture_on_commit_callbacks
):
    client = login(client, coordinator)
    move = bring(client, watch_list(FIRST), subject="enrolments")
    [key] = asked(tell(client, move))
    take(client, move, django_capture_on_commit_callbacks, **SAID)
    assert move.is_open, "nobody has said who it is"
    take(client, move, django_capture_on_commit_callbacks, **SAID, **{f"who_{key}": str(known.pk)})
    assert (move.status, move.cases, move.people) == ("taken", 1, 0)
    with context.on_behalf_of(coordinator):
        one = Enrolment.objects.visible_to(coordinator).get()
        assert one.person_id == known.pk
        assert "緊急連絡先：長男 露木 太郎 090-0000-0002" in one.need_text
        assert not Relative.objects.exists()
    # Taken back, the record of before stays, and what was agreed to with the list holds no longer.
    back(client, move, django_capture_on_commit_callbacks)
    assert (move.status, Enrolment.objects.count(), Person.objects.get().pk) == ("back", 0, known.pk)
    assert Consent.objects.get().withdrawn_date == timezone.localdate()


REFUSED = {
    "died": "亡くなって", "enrolled": "もう登録", "refused": "同意していない", "recused": "利害関係", "twice": "もう登録",
}  # fmt: skip


@pytest.mark.parametrize("why", REFUSED)
def test_what_the_page_refuses_of_somebody_known_is_wrong_with_their_row(
    client, coordinator, areas, known, going, django_capture_on_commit_callbacks, why
):
    rows = [[*FIRST[:13], "露木 訪子", *FIRST[14:]]]
    with context.on_behalf_of(coordinator):
        person = Person.objects.visible_to(coordinator).select_related("dossier__area").get()
        if why == "died":
            details = casework.PersonDetails(
                family_name="植木", given_name="一郎", birth=PartialDate(1937, 3, 4), death_date=date(2026, 1, 5)
            )
            casework.person_correct(person, actor=coordinator, details=details)
        elif why == "enrolled":
            enrol(coordinator, areas.dai, person=person)
        elif why == "refused":
            refusal = {**CONSENT, "decision": "refused", "given_date": date(2025, 1, 5)}
            casework.consent_record(person, actor=coordinator, **refusal)
        elif why == "recused":
            Recusal.objects.create(user=going, dossier=person.dossier, why="family", created_by=coordinator)
        else:
            rows.append(row(登録番号="8", 氏名="上木 一朗", 電話番号=""))
    client = login(client, coordinator)
    move = bring(client, watch_list(*rows), subject="enrolments")
    keys = asked(tell(client, move))
    assert len(keys) == len(rows)
    who = {f"who_{key}": str(known.pk) for key in keys}
    take(client, move, django_capture_on_commit_callbacks, **SAID, **who)
    page = page_of(client, move)
    assert any(REFUSED[why] in line for line in said_on(page)), said_on(page)
    assert move.is_open
    take(client, move, django_capture_on_commit_callbacks, **SAID, **who, leave="on")
    assert move.is_taken == (why == "twice")
    assert MovedEnrolment.objects.count() == (why == "twice")


def test_all_of_it_goes_back_and_can_be_brought_again(client, coordinator, going, enrolled, django_capture_on_commit_callbacks):
    client = login(client, coordinator)
    data = watch_list([*FIRST[:13], "visitor", *FIRST[14:]], other("4", "植木 二子"))
    move = enrolled(client, data)
    assert move.contacts == 1, "by their login"
    dossiers = [*Enrolment.objects.values_list("dossier", flat=True), *Person.objects.values_list("dossier", flat=True)]
    with connection.cursor() as cursor:
        before = versions.check(cursor)
        page = back(client, move, django_capture_on_commit_callbacks)
        assert move.status == "back", page
        assert versions.check(cursor) > before
    assert [model.objects.count() for model in (Enrolment, Person, Consent, Relative, Assignment, Disclosure)] == [0] * 6
    assert not DossierKey.objects.filter(pk__in=dossiers).exists()
    assert enrolled(client, data).cases == 2


def test_what_somebody_worked_on_is_not_taken_back(
    client, coordinator, manager, going, enrolled, django_capture_on_commit_callbacks
):
    client = login(client, coordinator)
    move = enrolled(client, watch_list(FIRST, other("4", "植木 二子")))
    with context.on_behalf_of(manager):
        visit(manager, Enrolment.objects.visible_to(manager).select_related("dossier").first())
    assert "1件" in back(client, move, django_capture_on_commit_callbacks)
    assert (move.status, Enrolment.objects.count()) == ("taken", 2)


def test_what_the_nightly_job_raised_is_nobodys_work(client, coordinator, enrolled, django_capture_on_commit_callbacks):
    client = login(client, coordinator)
    move = enrolled(client, watch_list(FIRST))
    with context.as_job("watch"):
        scan(actor=context.current(), now=timezone.now() + timedelta(days=90))
    back(client, move, django_capture_on_commit_callbacks)
    assert move.status == "back"


def test_a_closed_month_since_the_first_day_is_said_and_meant(
    client, coordinator, manager, areas, django_capture_on_commit_callbacks
):
    ClosedMonth.objects.create(council=areas.council, month=date(2025, 8, 1), closed_by=manager)
    client = login(client, coordinator)
    move = bring(client, watch_list(FIRST), subject="enrolments")
    tell(client, move)
    take(client, move, django_capture_on_commit_callbacks, **SAID)
    assert move.is_open
    take(client, move, django_capture_on_commit_callbacks, **SAID, corrects="on")
    assert move.is_taken


def test_it_is_its_bringers_alone(client, coordinator, manager, other_manager, caseworker, visitor):
    move = bring(login(client, coordinator), watch_list(FIRST), subject="enrolments")
    for user, status in ((manager, 200), (other_manager, 404), (caseworker, 403), (visitor, 403)):
        answer = login(Client(), user).get(move.get_absolute_url())
        assert answer.status_code == status, user
        assert "植木" not in answer.content.decode()


def test_the_page_asks_as_much_of_ten_rows_as_of_two(client, coordinator, areas):
    names = [f"植木 {letter}子" for letter in "一二三四五六七八九十"]
    for name in names[:6]:
        make_person(coordinator, areas.dai, family_name="植木", given_name=name[3:], birth=PartialDate(1937, 3, 4), phone="")

    def queries(number) -> int:
        rows = [
            row(登録番号=str(at), 氏名=name, ふりがな="", 電話番号=f"0436-00-01{at:02d}")
            for at, name in enumerate(names[:number])
        ]
        move = bring(client, watch_list(*rows), subject="enrolments")
        page = tell(client, move)
        tell(
            client, move, **{f"who_{key}": re.search(rf'name="who_{key}"[^>]*value="([^"]+)"', page)[1] for key in asked(page)}
        )
        with CaptureQueriesContext(connection) as found:
            page_of(client, move)
        return len(found)

    client = login(client, coordinator)
    assert queries(2) == queries(10)


def test_the_example_can_be_taken_over_as_it_is(client, coordinator, enrolled):
    client = login(client, coordinator)
    example = client.get(reverse("move_sample"), {"of": "enrolments"}).content
    assert enrolled(client, example, unready="on").cases == 2


def test_a_list_without_a_column_for_the_consent_is_not_read(client, coordinator, django_capture_on_commit_callbacks):
    client = login(client, coordinator)
    at = HEADS.index("同意日")
    data = book(HEADS[:at] + HEADS[at + 1 :], FIRST[:at] + FIRST[at + 1 :])
    move = bring(client, data, subject="enrolments")
    take(client, move, django_capture_on_commit_callbacks, **SAID)
    assert move.is_open
    assert any("「同意した日」の列" in line for line in said_on(page_of(client, move)))
