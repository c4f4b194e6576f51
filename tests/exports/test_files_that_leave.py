"""A file leaves: told before how much, by a second person's yes above a number, under a password, for a day, in everybody's ledger."""

import uuid
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership
from casework.models import ProgressNote
from exports.models import Export, ExportContent, Status
from moving.ledger.lines import LedgerReader
from privacy.dossier_keys import DossierKey
from privacy.models import AccessEvent, Dossier
from programs.files.reading import tables_of
from tests.cast import login
from tests.exports import walks
from tests.factories.casework import details, make_case, make_place

pytestmark = pytest.mark.django_db
TOKYO = ZoneInfo("Asia/Tokyo")


def test_it_is_told_before_how_many_people_and_rows_leave(client, manager, cases, areas):
    login(client, manager)
    assert 'name="purpose"' not in client.get(reverse("export_new")).content.decode()
    page = walks.look(client, areas.dai, areas.unknown)
    assert walks.told(page) == {"people": "2", "rows": "3"}
    assert "2人分が出ます" in page
    assert "台帳番号、相談日、氏名" in page
    assert walks.told(walks.look(client, areas.unknown)) == {"people": "1", "rows": "1"}
    assert walks.told(walks.look(client, areas.dai, from_date="2024-01-01")) == {"people": "1", "rows": "1"}
    assert not AccessEvent.objects.filter(kind__in=["list", "open"], model__startswith="casework").exists()


def test_below_the_number_it_is_made_at_once_and_opens_by_its_password(client, manager, cases, areas):
    login(client, manager)
    export = walks.work(walks.ask(client, areas.dai, areas.unknown))
    assert (export.status, export.people, export.rows) == (Status.READY, 2, 3)
    (password,) = walks.passwords(client, export)
    assert walks.passwords(client, export) == []
    answer = walks.download(client, export)
    assert answer.headers["Content-Disposition"].endswith('.xlsx"')
    first, second, third = walks.rows_of(walks.unlocked(answer.content, password))
    assert first == [
        "2023-0001", "令和5年9月12日", "髙橋 ヨシ子", "たかはし よしこ", "女", "昭和18年5月7日", "試験台中央2丁目5-12", "台小区",
        "0436-00-5188、090-0000-5188", "露﨑 光江", "民生委員", "民生委員・児童委員", "電話", "認知症の心配、ゴミ・住環境", "通帳が見つからないと三度も言いに来た",
        "", "試験 花子",
    ]  # fmt: skip
    assert (second[0], second[1], second[15]) == ("2023-0001", "令和6年1月9日", "=SUM(A1)が並んだ紙")
    assert third[2:10] == ["匿名", "", "", "", "", "地区不明", "", "匿名"]
    assert b"SUM" not in answer.content


def test_what_left_is_taken_in_again_by_the_mapping_that_is_proposed(client, manager, cases, areas):
    login(client, manager)
    for form in ("xlsx", "csv", "csv-cp932"):
        export = walks.work(walks.ask(client, areas.dai, areas.unknown, form=form))
        (password,) = walks.passwords(client, export)
        data = walks.download(client, export).content
        data = walks.unlocked(data, password) if form == "xlsx" else walks.unzipped(data, password)[1]
        reader = LedgerReader(areas.council, tables_of(data))
        found = reader.read()
        assert (len(found.lines), found.wrong, found.left_out) == (3, [], [])
        first, second, third = (line.said for line in found.lines)
        assert (first["date"], str(first["name"]), first["birth"].first) == (date(2023, 9, 12), "髙橋 ヨシ子", date(1943, 5, 7))
        assert (first["topics"], first["route"], first["means"]) == (["dementia", "rubbish"], "commissioner", "phone")
        assert (first["sex"], first["place"].district, first["block"]) == ("female", areas.dai, "5-12")
        assert first["number"] == second["number"] == "2023-0001"
        assert (third["name"], third["district"]) == (None, areas.unknown)
        assert {kind: reader.unknown_words(kind) for kind in ("topic", "route", "means", "sex", "district")} == {
            "topic": [], "route": [], "means": [], "sex": [], "district": [],
        }  # fmt: skip


def test_each_download_stands_in_the_ledger_of_everybody_in_it(client, manager, cases, areas):
    login(client, manager)
    export = walks.work(walks.ask(client, areas.dai, areas.unknown))
    first, second = cases
    before = set(AccessEvent.objects.values_list("pk", flat=True))
    assert not AccessEvent.objects.filter(kind="export").exists()
    for _each in range(2):
        assert walks.download(client, export).status_code == 200
    events = AccessEvent.objects.exclude(pk__in=before).filter(kind="export")
    assert events.count() == 2
    for event in events:
        consulters = Dossier.objects.filter(parent__in=[first.dossier_id, second.dossier_id])
        assert set(event.dossiers) == {
            first.dossier_id,
            second.dossier_id,
            first.subject.dossier_id,
            export.drawer,
            *consulters.values_list("pk", flat=True),
        }
        notes = ProgressNote.objects.filter(case__in=cases).exclude(means="memo").values_list("pk", flat=True)
        assert {first.pk, second.pk, first.subject_id, *notes} <= set(event.records)
        assert event.actor == manager.pk
    assert "2" in walks.page_of(client, export)


def test_many_people_need_a_second_persons_yes_and_never_ones_own(
    client, manager, second_manager, coordinator, auditor, cases, areas, settings
):
    settings.EXPORT_SECOND_PERSON_FROM = 2
    login(client, manager)
    assert "別の人" in walks.look(client, areas.dai, areas.unknown)
    export = walks.ask(client, areas.dai, areas.unknown)
    assert export.status == Status.WAITING
    assert "はい、出してよい" not in walks.page_of(client, export)
    walks.press(client, export, "export_decide", approve="on")
    assert "自分では承認できません" in walks.page_of(client, export)
    assert walks.work(export).status == Status.WAITING
    assert "持ち出しの承認" not in client.get(reverse("home")).content.decode()
    login(client, coordinator)
    assert client.get(export.get_absolute_url()).status_code == 404
    login(client, second_manager)
    assert "持ち出しの承認" in client.get(reverse("home")).content.decode()
    page = walks.page_of(client, export)
    assert "監査の資料" in page
    assert "髙橋" not in page
    walks.press(client, export, "export_decide", refuse="on", why="")
    assert export.status == Status.WAITING
    walks.press(client, export, "export_decide", approve="on")
    assert (walks.work(export).status, export.decided_by) == (Status.READY, second_manager)
    assert walks.download(client, export).status_code == 404
    login(client, auditor)
    assert second_manager.display_name in walks.page_of(client, export)
    assert walks.download(client, export).status_code == 403
    login(client, manager)
    assert walks.download(client, export).status_code == 200


def test_a_refusal_says_why_and_nothing_is_made(client, manager, second_manager, cases, areas, settings):
    settings.EXPORT_SECOND_PERSON_FROM = 1
    export = walks.ask(login(client, manager), areas.dai)
    walks.press(login(client, second_manager), export, "export_decide", refuse="on", why="合計で足りる")
    assert walks.work(export).status == Status.REFUSED
    assert "合計で足りる" in walks.page_of(login(client, manager), export)
    assert not ExportContent.objects.exists()


def test_many_small_files_within_a_day_are_a_large_one(client, manager, cases, areas, settings):
    settings.EXPORT_SECOND_PERSON_FROM = 2
    login(client, manager)
    assert walks.work(walks.ask(client, areas.dai)).status == Status.READY
    assert walks.ask(client, areas.unknown).status == Status.WAITING


def test_each_gets_their_own_part_and_no_password_opens_anothers(client, manager, cases, areas):
    import io
    import zipfile

    login(client, manager)
    export = walks.work(walks.ask(client, areas.dai, areas.unknown, split="district"))
    one, two = walks.passwords(client, export)
    package = zipfile.ZipFile(io.BytesIO(walks.download(client, export).content))
    parts = [package.read(name) for name in sorted(package.namelist())]
    districts = [
        {row[7] for row in walks.rows_of(walks.unlocked(data, word))} for data, word in zip(parts, (one, two), strict=True)
    ]
    assert districts == [{"台小区"}, {"地区不明"}]
    with pytest.raises(Exception, match="Key verification"):
        walks.unlocked(parts[0], two)


def test_more_than_was_shown_is_never_made(client, manager, second_manager, coordinator, cases, areas, settings):
    settings.EXPORT_SECOND_PERSON_FROM = 1
    export = walks.ask(login(client, manager), areas.dai)
    make_case(coordinator, areas.dai, new_subject=details(make_place(areas.dai), given_name="三江"), on=date(2024, 5, 1))
    walks.press(login(client, second_manager), export, "export_decide", approve="on")
    assert walks.work(export).status == Status.FAILED
    assert not ExportContent.objects.exists()


def test_a_number_that_changed_meanwhile_is_told_and_what_was_typed_stays(client, manager, cases, areas):
    login(client, manager)
    address = walks.query(areas.dai)
    given = {"purpose": "監査の資料", "recipient": "市の福祉課", "once": str(uuid.uuid4()), "people": "1", "rows": "1"}
    page = client.post(address, given, follow=True).content.decode()
    assert "監査の資料" in page
    assert walks.told(page) == {"people": "1", "rows": "2"}
    assert not Export.objects.exists()


def test_an_old_sign_in_is_asked_for_once_more_and_nothing_typed_is_lost(client, manager, cases, areas):
    login(client, manager)
    page = walks.look(client, areas.dai)
    session = client.session
    session["account_authentication_methods"] = [
        {**one, "at": one["at"] - 400} for one in session["account_authentication_methods"]
    ]
    session.save()
    address = walks.query(areas.dai)
    given = {"purpose": "監査の資料", "recipient": "市の福祉課", "once": str(uuid.uuid4()), **walks.told(page)}
    assert client.post(address, given).url.startswith(reverse("account_reauthenticate"))
    assert client.get(address).url.startswith(reverse("account_reauthenticate"))
    assert not Export.objects.exists()
    login(client, manager)
    assert "監査の資料" in client.get(address).content.decode()


@pytest.mark.parametrize("how", ["disabled", "role", "pledge"])
def test_whoever_loses_their_right_loses_the_file_at_once(client, manager, administrator, second_manager, cases, areas, how):
    from accounts import services as accounts

    export = walks.work(walks.ask(login(client, manager), areas.dai))
    assert ExportContent.objects.exists()
    if how == "disabled":
        accounts.person_disable(manager, actor=administrator, why="退職")
    elif how == "role":
        accounts.role_end(Membership.objects.get(user=manager), actor=administrator, why="異動")
    else:
        accounts.pledge_revoke(manager.pledges.get(), actor=second_manager)
    export.refresh_from_db()
    assert export.status == Status.ENDED
    assert not ExportContent.objects.exists()
    assert not DossierKey.objects.filter(pk=export.drawer).exists()


def test_it_is_stopped_taken_back_and_gone_after_a_day(client, manager, cases, areas):
    from exports import services

    login(client, manager)
    stopped = walks.ask(client, areas.dai)
    walks.press(client, stopped, "export_drop")
    assert walks.work(stopped).status == Status.BACK
    back = walks.work(walks.ask(client, areas.dai))
    walks.press(client, back, "export_drop")
    assert (back.status, ExportContent.objects.exists()) == (Status.BACK, False)
    old = walks.work(walks.ask(client, areas.dai))
    Export.objects.filter(pk=old.pk).update(ends_at=timezone.now() - timedelta(seconds=1))
    assert walks.download(client, old).status_code == 302
    services.forget()
    old.refresh_from_db()
    assert (old.status, DossierKey.objects.filter(pk=old.drawer).exists(), ExportContent.objects.exists()) == (
        Status.ENDED,
        False,
        False,
    )
