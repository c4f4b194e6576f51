"""Formulas stay words, whoever is in charge gets theirs alone, enrolments leave as consultations do."""

import csv
import io
import zipfile

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import services as accounts
from casework.services.mail_stops import mail_stop
from exports import consultations
from exports.models import Export, ExportContent, Status
from japan.wareki import format_wareki
from privacy import context, granting
from privacy.dossiers import WORK
from privacy.models import AccessEvent, Grant, Recusal
from privacy.roles import Role
from publishing import making
from tests.cast import login, make_member, make_user
from tests.exports import walks
from tests.factories import visits as watch
from tests.factories.casework import details, make_case, make_note, make_place
from tests.factories.exports import make_export

pytestmark = pytest.mark.django_db
BEGINS = ("=HYPERLINK(0)", "+1", "-1+2", "@SUM(A1)", "\t=1", "\n=1", "＝1+1", "＠A1", "　=1", "−1")


@pytest.mark.parametrize("form", ["xlsx", "csv", "csv-cp932"])
def test_no_cell_is_a_formula(client, manager, coordinator, areas, form):
    for number, words in enumerate(BEGINS):
        person = details(
            make_place(areas.dai),
            family_name=words.strip(),
            given_name="",
            phone="",
            mobile="",
            block=f"{words.strip()}{number}",
        )
        make_case(coordinator, areas.dai, new_subject=person, words=words, consulter={"name": words, "relation": words})
    login(client, manager)
    export = walks.work(walks.ask(client, areas.dai, areas.unknown, form=form, purpose="=1+1", recipient="@A1"))
    (password,) = walks.passwords(client, export)
    data = walks.download(client, export).content
    if form == "xlsx":
        cells = [cell for row in openpyxl.load_workbook(io.BytesIO(walks.unlocked(data, password))).active for cell in row]
        assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
        assert any(cell.value == "=HYPERLINK(0)" for cell in cells)
        return
    text = walks.unzipped(data, password)[1].decode("utf-8-sig" if form == "csv" else "cp932")
    found = [cell for row in csv.reader(io.StringIO(text)) for cell in row if cell]
    assert any(cell == "'=HYPERLINK(0)" for cell in found)
    assert [cell for cell in found if cell.strip()[:1] in set("=+-@＝＋－＠−")] == []


def parts(data, words) -> list[list[list[str]]]:
    package = zipfile.ZipFile(io.BytesIO(data))
    return [
        walks.rows_of(walks.unlocked(package.read(name), word))
        for name, word in zip(sorted(package.namelist()), words, strict=True)
    ]


def test_by_person_in_charge_each_gets_theirs_alone(client, manager, coordinator, areas):
    names = ("甲田 一", "乙川 二")
    staff = [make_member(make_user(f"staff-{name}", name=name), Role.CASEWORKER, areas.council) for name in names]
    numbers = []
    for who in ([0], [1], [0, 1], []):
        case = make_case(coordinator, areas.dai)
        Grant.objects.filter(content_object=case.dossier).end(timezone.localdate())
        with context.on_behalf_of(coordinator):
            for one in who:
                granting.grant(
                    staff[one],
                    case.dossier,
                    Grant.Kind.ASSIGNED,
                    level=WORK,
                    from_date=timezone.localdate(),
                    given_by=coordinator,
                )
        numbers.append(case.number)
    login(client, manager)
    export = walks.work(walks.ask(client, areas.dai, split="staff"))
    words = walks.passwords(client, export)
    page = walks.page_of(client, export)
    found = {tuple(sorted(row[0] for row in rows)) for rows in parts(walks.download(client, export).content, words)}
    assert found == {(numbers[0], numbers[2]), (numbers[1], numbers[2]), (numbers[3],)}
    assert all(whom in page for whom in (*names, "担当なし"))


def test_enrolments_leave_as_consultations_do(client, manager, coordinator, visitor, areas):
    door = watch.enrol(coordinator, areas.dai)
    watch.assign(coordinator, door, visitor)
    shut = watch.enrol(coordinator, areas.higashi)
    Recusal.objects.create(user=manager, dossier=shut.person.dossier, why="neighbour", created_by=coordinator)
    login(client, manager)
    assert walks.told(walks.look(client, areas.dai, areas.higashi, kind="enrolments", until_date="2024-03-31")) == {}
    assert walks.told(walks.look(client, areas.dai, areas.higashi, kind="enrolments")) == {"people": "1", "rows": "1"}
    export = walks.work(walks.ask(client, areas.dai, areas.higashi, kind="enrolments", split="staff"))
    (password,) = walks.passwords(client, export)
    (row,) = walks.rows_of(walks.unlocked(walks.download(client, export).content, password), head="氏名")
    assert (row[0], row[5], row[8], row[12]) == ("髙橋 ヨシ子", "台小区", format_wareki(door.start_date), visitor.display_name)
    (event,) = AccessEvent.objects.filter(kind="export")
    assert {door.dossier_id, door.person.dossier_id} <= set(event.dossiers)


def test_where_nothing_is_sent_is_marked(client, manager, coordinator, areas):
    case = make_case(coordinator, areas.dai)
    with context.on_behalf_of(coordinator):
        mail_stop(case, actor=coordinator, why="家族に知られたくない")
    login(client, manager)
    export = walks.work(walks.ask(client, areas.dai))
    (password,) = walks.passwords(client, export)
    assert [row[-1] for row in walks.rows_of(walks.unlocked(walks.download(client, export).content, password))] == ["○"]


def test_a_role_that_ends_while_it_is_made_ends_it(client, manager, administrator, coordinator, areas, monkeypatch):
    """Between two batches, which a second is enough for."""
    monkeypatch.setattr(consultations, "BATCH", 1)
    case = make_case(coordinator, areas.dai)
    make_note(coordinator, case)
    export = walks.ask(login(client, manager), areas.dai)

    def tell(_pk, done, _total):
        if done == 1:
            accounts.role_end(manager.memberships.get(), actor=administrator, why="異動")

    monkeypatch.setattr(making, "tell", tell)
    assert walks.work(export).status == Status.ENDED
    assert not ExportContent.objects.exists()


def test_the_register_asks_no_more_for_many_than_for_one(client, manager, coordinator, areas):
    login(client, manager)
    asked = []
    for many in (5, 15):
        for _each in range(many):
            make_export(coordinator, areas.council)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(reverse("exports")).content.decode().count('class="name"') == Export.objects.count()
        asked.append(len(queries))
    assert asked[0] == asked[1] > 0


def test_an_old_sign_in_opens_no_file_no_password_and_says_no_yes(client, manager, coordinator, areas):
    make_case(coordinator, areas.dai)
    login(client, manager)
    export, other = walks.work(walks.ask(client, areas.dai)), make_export(coordinator, areas.council, status=Status.WAITING)
    session = client.session
    session["account_authentication_methods"] = [
        {**one, "at": one["at"] - 400} for one in session["account_authentication_methods"]
    ]
    session.save()
    again = reverse("account_reauthenticate")
    assert walks.download(client, export).url.startswith(again)
    assert walks.press(client, export, "export_passwords").url.startswith(again)
    assert walks.press(client, other, "export_decide", approve="on").url.startswith(again)
    assert (other.status, ExportContent.objects.filter(passwords__isnull=False).count()) == (Status.WAITING, 1)
