"""The directory as an Excel file: as text, never as a formula; taken in whole or not at all, with each error at its row and column."""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from referrals.models import Agency
from tests.cast import login
from tests.factories.referrals import make_agency
from ui import workbook
from ui.workbook_numbers import format_of, shown

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


def test_a_file_that_another_program_made_is_taken_in_as_it_shows(client, coordinator, areas):
    """Made with openpyxl 3.1.5: a hidden sheet in front, what the list is called over five columns, an empty row, days and times in cells."""
    client = login(client, coordinator)
    page = look(client, (Path(__file__).parent / "made_by_openpyxl.xlsx").read_bytes())
    assert page.count("追加") == 2
    client.post(reverse("agency_preview"), {})
    centre, city = Agency.objects.get(name="東地域包括支援センター"), Agency.objects.get(name="市役所 高齢者支援課")
    assert (centre.hours, centre.notes, centre.phone) == ("8:30", "2026/4/1", "0436-00-1122")
    assert (city.hours, city.notes) == ("2026/4/1 8:30", "")
    assert sorted(str(one) for one in city.contacts.all()) == ["担当 植松", "窓口"]


def made_of(rows: str, styles: str = "") -> bytes:
    """A workbook of one sheet, as written by hand."""
    main = "xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'"
    heads = "".join(f"<c t='inlineStr'><is><t>{head}</t></is></c>" for head in HEADS)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr(
            "xl/worksheets/sheet1.xml", f"<worksheet {main}><sheetData><row r='1'>{heads}</row>{rows}</sheetData></worksheet>"
        )
        package.writestr("xl/styles.xml", f"<styleSheet {main}>{styles}</styleSheet>")
    return file.getvalue()


def cell(text: str) -> str:
    return f"<c t='inlineStr'><is><t>{text}</t></is></c>"


def test_of_a_formula_what_it_came_to_is_taken_and_an_error_is_said_at_its_row_and_column(client, coordinator, areas):
    came = "<c t='str'><f>A9&amp;B9</f><v>東地域包括支援センター</v></c>"
    broken = "<c t='e'><f>VLOOKUP(1,Z:Z,1,0)</f><v>#N/A</v></c>"
    whole = f"<row r='2'>{came}{cell('地域包括支援センター')}{cell('0436-00-1122')}{cell('窓口')}</row>"
    client = login(client, coordinator)
    page = look(client, made_of(f"{whole}<row r='3'>{cell('市役所')}{broken}{cell('0436-00-1123')}{cell('窓口')}</row>"))
    assert "3行め, 種類: このセルはExcelでエラーになっています：#N/A" in page
    assert "2行め," not in page
    client.post(reverse("agency_preview"), {})
    assert not Agency.objects.exists()
    look(client, made_of(whole))
    client.post(reverse("agency_preview"), {})
    assert Agency.objects.get().name == "東地域包括支援センター"


@pytest.mark.parametrize(
    ("value", "number", "code", "is_shown"),
    [
        ("46113", 14, "", "2026/4/1"), ("46113.354166666664", 22, "", "2026/4/1 8:30"), ("0.7291666666666666", 20, "", "17:30"),
        ("46113", 57, "", "2026/4/1"), ("46113", 180, 'yyyy"年"m"月"d"日";@', "2026/4/1"), ("46113", 180, "[$-411]ge.m.d;@", "2026/4/1"),
        ("0.354166666666667", 181, "[h]:mm", "8:30"), ("0.999999999", 20, "", "0:00"), ("436001122", 182, '"TEL "0000-00-0000', "436001122"),
        ("12.0", 0, "", "12"), ("1.5", 183, "0.0_ ;[Red]-0.0 ", "1.5"), ("12", 184, "General", "12"), ("1200", 185, "0.00E+00", "1200"),
    ],
)  # fmt: skip
def test_a_number_is_read_as_it_is_shown(value, number, code, is_shown):
    """By hand: 46113 is what Excel counts for 1 April 2026."""
    assert shown(value, format_of(number, code)) == is_shown


def test_days_are_counted_from_1904_where_the_file_says_so():
    assert shown("44651", format_of(14), since_1904=True) == "2026/4/1"
