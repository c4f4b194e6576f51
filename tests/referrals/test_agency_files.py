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
from tests.workbooks import cell, made_of
from ui import workbook

pytestmark = pytest.mark.django_db
HEADS = ["名前", "種類", "電話", "窓口・担当"]
HEAD = f"<row r='1'>{''.join(map(cell, HEADS))}</row>"
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
    assert sheet.count("<c ") == sheet.count('t="s"')
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
    for bad in (b"", b"PK nothing", "名前,種類".encode("cp932")):
        assert "読めません" in look(client, bad) or "選んでください" in look(client, bad) or "空" in look(client, bad)
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    refused = {
        "パスワード": ole + "EncryptedPackage".encode("utf-16-le"), ".xls": ole, "マクロ": made_of("", **{"xl/vbaProject.bin": b"x"}),
        "大きすぎ": made_of("<row><c t='n'><v>1</v></c></row>" * 2_001),
    }  # fmt: skip
    for said, bad in refused.items():
        page = look(client, bad)
        assert said in page[page.find('role="alert"') :][:1000]
    assert not Agency.objects.exists()


def of_numbers(phone: str, fax: str = "<c/>", styles: str = "<xf/>", formats: str = "") -> bytes:
    """As Excel itself saves it: shared strings with phonetic runs, and telephones that it took for numbers."""
    words = [*HEADS, "FAX", *CENTRE[:2], CENTRE[3]]
    strings = "".join(f"<si><t>{text}</t><rPh sb='0' eb='1'><t>カナ</t></rPh></si>" for text in words)
    heads = "".join(f"<c t='s'><v>{at}</v></c>" for at in range(5))
    row = f"<c t='s'><v>5</v></c><c t='s'><v>6</v></c>{phone}<c t='s'><v>7</v></c>{fax}"
    return made_of(f"<row>{heads}</row><row>{row}</row>", strings=strings, styles=styles, formats=formats)


def test_a_telephone_that_excel_keeps_as_a_number_gets_its_zero_back_and_says_so(client, coordinator, areas):
    client = login(client, coordinator)
    page = look(client, of_numbers("<c><v>436211111</v></c>", "<c><v>9012345678</v></c>"))
    assert "電話: Excelが先頭の0を落としていました。0436211111 として取り込みます。" in page
    assert "ＦＡＸ: Excelが先頭の0を落としていました。09012345678 として取り込みます。" in page
    client.post(reverse("agency_preview"), {})
    agency = Agency.objects.get()
    assert (agency.name, agency.phone, agency.fax, str(agency.contacts.get())) == (
        CENTRE[0], "0436211111", "09012345678", "相談係 田中",
    )  # fmt: skip


def test_a_telephone_whose_zero_only_its_format_knows_is_taken_as_excel_shows_it(client, coordinator, areas):
    formats = r'<numFmt numFmtId="164" formatCode="0000000000"/><numFmt numFmtId="165" formatCode="0000\-00\-0000"/>'
    styles = '<xf/><xf numFmtId="164"/><xf numFmtId="165"/>'
    client = login(client, coordinator)
    page = look(client, of_numbers("<c s='1'><v>436211111</v></c>", "<c s='2'><v>436211112</v></c>", styles, formats))
    assert "先頭の0" not in page
    client.post(reverse("agency_preview"), {})
    assert (Agency.objects.get().phone, Agency.objects.get().fax) == ("0436211111", "0436-21-1112")


def test_a_number_that_is_no_telephone_even_with_a_zero_is_named_at_its_row_and_column(client, coordinator, areas):
    page = look(login(client, coordinator), of_numbers("<c><v>436211111</v></c>", "<c><v>12345678901</v></c>"))
    assert ("2行め, ＦＡＸ: " in page, "2行め, 電話: " in page) == (True, False)


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


def test_of_a_formula_what_it_came_to_is_taken_and_an_error_is_said_at_its_row_and_column(client, coordinator, areas):
    came = "<c t='str'><f>A9&amp;B9</f><v>東地域包括支援センター</v></c>"
    broken = "<c t='e'><f>VLOOKUP(1,Z:Z,1,0)</f><v>#N/A</v></c>"
    whole = f"<row r='2'>{came}{cell('地域包括支援センター')}{cell('0436-00-1122')}{cell('窓口')}</row>"
    client = login(client, coordinator)
    page = look(client, made_of(HEAD + f"{whole}<row r='3'>{cell('市役所')}{broken}{cell('0436-00-1123')}{cell('窓口')}</row>"))
    assert "3行め, 種類: このセルはExcelでエラーになっています：#N/A" in page
    assert "2行め," not in page
    client.post(reverse("agency_preview"), {})
    assert not Agency.objects.exists()
    look(client, made_of(HEAD + whole))
    client.post(reverse("agency_preview"), {})
    assert Agency.objects.get().name == "東地域包括支援センター"
