"""The directory as an Excel file: as text, never as a formula; taken in whole or not at all, with each error at its row and column."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from referrals.models import Agency
from tests.cast import login
from tests.factories.referrals import make_agency
from ui import workbook

pytestmark = pytest.mark.django_db
HEADS = ["名前", "種類", "電話", "窓口・担当"]
CENTRE = ["東地域包括支援センター", "地域包括支援センター", "0436-00-1122", "相談係 / 田中"]


def send(client, rows):
    data = rows if isinstance(rows, bytes) else workbook.write(rows)
    return client.post(reverse("agency_upload"), {"document": SimpleUploadedFile("a.xlsx", data)})


def look(client, rows) -> str:
    return client.get(send(client, rows).url, follow=True).content.decode()


def test_what_is_given_out_is_taken_in_again_as_it_was(client, coordinator, areas):
    made = make_agency(coordinator, areas.council, takes="=1+1\n@SUM(A1)", hours="-5", notes="+髙𠮷<&>")
    client = login(client, coordinator)
    answer = client.get(reverse("agency_export"))
    sheet = zipfile.ZipFile(io.BytesIO(answer.content)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert sheet.count("<c ") == sheet.count('t="inlineStr"')
    rows = workbook.read(answer.content)
    assert "=1+1\n@SUM(A1)" in rows[1]
    Agency.objects.update(takes="", hours="", notes="")
    assert "訂正" in look(client, rows)
    assert client.post(reverse("agency_preview"), {}).url == reverse("agencies")
    agency = Agency.objects.get()
    assert (agency.pk, agency.takes, agency.hours, agency.notes) == (made.pk, "=1+1\n@SUM(A1)", "-5", "+髙𠮷<&>")
    assert [str(row) for row in agency.contacts.filter(removed_at=None)] == ["相談係 田中"]


def test_one_error_stops_all_of_it_and_says_row_and_column(client, coordinator, areas):
    client = login(client, coordinator)
    rows = [HEADS, CENTRE, ["市役所", "役所", "12", ""], [], ["東地域包括支援センター", "地域包括支援センター", "", "窓口"]]
    page = look(client, rows)
    for said in ("3行め, 種類", "3行め, 電話", "3行め, 窓口・担当", "5行め, 名前: この名前がファイルに2回あります"):
        assert said in page
    assert "2行め," not in page
    client.post(reverse("agency_preview"), {})
    assert not Agency.objects.exists()


def test_a_file_without_its_columns_or_that_is_none_says_so(client, coordinator):
    client = login(client, coordinator)
    assert "列の名前が要ります" in look(client, [["名称"], ["東"]])
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b" " * 20_000_000)
    entities = io.BytesIO()
    with zipfile.ZipFile(entities, "w") as package:
        package.writestr("xl/worksheets/sheet1.xml", '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>')
    for bad in (b"", b"PK nothing", "名前,種類".encode("cp932"), bomb.getvalue(), entities.getvalue()):
        assert "読めません" in look(client, bad) or "選んでください" in look(client, bad) or "空" in look(client, bad)
    assert not Agency.objects.exists()


def test_what_excel_itself_saves_is_read_without_its_furigana(client, coordinator, areas):
    """Shared strings with phonetic runs, and a telephone that Excel took for a number."""
    strings = "".join(
        f"<si><t>{text}</t><rPh sb='0' eb='1'><t>カナ</t></rPh></si>" for text in [*HEADS, *CENTRE[:2], CENTRE[3]]
    )
    row = "".join(f"<c r='{column}1' t='s'><v>{at}</v></c>" for at, column in enumerate("ABCD"))
    second = (
        "<c r='A2' t='s'><v>4</v></c><c r='B2' t='s'><v>5</v></c><c r='C2'><v>436001122</v></c><c r='D2' t='s'><v>6</v></c>"
    )
    main = "xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("xl/sharedStrings.xml", f"<sst {main}>{strings}</sst>")
        package.writestr(
            "xl/worksheets/sheet1.xml",
            f"<worksheet {main}><sheetData><row r='1'>{row}</row><row r='2'>{second}</row></sheetData></worksheet>",
        )
    client = login(client, coordinator)
    assert "追加" in look(client, file.getvalue())
    client.post(reverse("agency_preview"), {})
    agency = Agency.objects.get()
    assert (agency.name, agency.phone, str(agency.contacts.get())) == (CENTRE[0], "436001122", "相談係 田中")
