"""Excel as Excel shows it; what a file must not be; text that stays text; numbers, days and heads of what is written."""

import io
import tempfile
import zipfile
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.workbooks import MAIN, cell, made_of
from ui import workbook
from ui.workbook_numbers import shown


def test_what_looks_like_a_formula_a_link_or_a_number_stays_text():
    row = ["=1+1", "@SUM(A1)", "-5", "+髙𠮷<&>", "0436211111", "https://example.jp", " 前後 ", "一\n二"]
    made = workbook.write([row])
    sheet = zipfile.ZipFile(io.BytesIO(made)).read("xl/worksheets/sheet1.xml").decode()
    assert ("<f>" in sheet, "hyperlink" in sheet) == (False, False)
    assert workbook.read(made) == [row]


@given(st.lists(st.lists(st.text(st.characters(blacklist_categories=["Cs", "Cc", "Cf"]), max_size=20), max_size=5), max_size=5))
def test_whatever_is_written_is_read_again(rows):
    rows = [[text.replace("_x", "").replace("x005F", "") for text in row] for row in rows]
    assert workbook.read(workbook.write(rows)) == workbook._trimmed([workbook._trimmed([*row]) for row in rows])


def test_nothing_of_it_touches_the_disk(monkeypatch, tmp_path):
    def refuse(*_args, **_kwargs):
        raise AssertionError("a file on the disk")

    for name in ("mkstemp", "mkdtemp", "TemporaryFile", "NamedTemporaryFile"):
        monkeypatch.setattr(tempfile, name, refuse)
    assert workbook.read(workbook.write([["通報者"]])) == [["通報者"]]


def test_numbers_and_days_are_such_and_the_heads_stay_in_place():
    made = workbook.write_sheets([
        workbook.Sheet("実績", [["事業", "日", "人"], ["茶話会", date(2026, 4, 1), 25], ["サロン", None, 2.5]]),
        workbook.Sheet("注", [["=1+1"]], heads=0),
    ])  # fmt: skip
    book = load_workbook(io.BytesIO(made))
    page = book["実績"]
    assert [(one.value, one.data_type) for one in page[2]] == [("茶話会", "s"), (datetime(2026, 4, 1), "d"), (25, "n")]
    assert (page.freeze_panes, page.print_title_rows, page.page_setup.paperSize) == ("A2", "$1:$1", 9)
    # Six letters of double width, and two; a day of ten.
    assert [round(page.column_dimensions[one].width) for one in "AB"] == [9, 13]
    assert (book["注"]["A1"].data_type, book["注"].freeze_panes) == ("s", None)
    assert [(one.name, one.rows[-1]) for one in workbook.sheets(made)] == [("実績", ["サロン", "", "2.5"]), ("注", ["=1+1"])]


def test_a_text_that_no_cell_holds_is_never_cut():
    with pytest.raises(ValueError):
        workbook.write([["あ" * 32_768]])


@pytest.mark.parametrize(
    ("value", "style", "is_shown"),
    [
        ("46113", '<xf numFmtId="14"/>', "2026/4/1"), ("46113.354166666664", '<xf numFmtId="22"/>', "2026/4/1 8:30"),
        ("0.7291666666666666", '<xf numFmtId="20"/>', "17:30"), ("46113", '<xf numFmtId="57"/>', "2026/4/1"),
        ("46113", '<xf numFmtId="31"/>', "2026/4/1"), ("436211111", "<xf/>", "436211111"), ("4.36211111E8", "<xf/>", "436211111"),
    ],
)  # fmt: skip
def test_a_number_of_a_file_is_read_as_it_is_shown(value, style, is_shown):
    """By hand: 46113 is what Excel counts for 1 April 2026. 27-36 and 50-58 are formats of Japanese Excel alone."""
    made = made_of(f'<row r="1"><c r="A1" s="1"><v>{value}</v></c></row>', styles=f"<xf/>{style}")
    assert workbook.read(made) == [[is_shown]]


@pytest.mark.parametrize(
    ("value", "code", "is_shown"),
    [
        (datetime(2026, 4, 1), 'yyyy"年"m"月"d"日";@', "2026/4/1"), (datetime(2026, 4, 1), "[$-411]ge.m.d;@", "2026/4/1"),
        (datetime(2026, 4, 1), 'm"月"', "2026/4/1"), (datetime(2026, 4, 1, 8, 30), "h:mm", "8:30"), (time(8, 30), "yyyy/m/d", "8:30"),
        (timedelta(hours=25), "[h]:mm", "25:00"), (True, "General", "TRUE"), (12.0, "0_ ", "12"), (1.5, "0.0_ ;[Red]-0.0 ", "1.5"),
        (1200, "0.00E+00", "1200"), (1200, "#,##0", "1200"), (-5, "000", "-5"),
        (436211111, "0000000000", "0436211111"), (436001122, '"TEL "0000-00-0000', "TEL 0436-00-1122"), (9012345678, "0##-####-####", "090-1234-5678"),
        (62211111, r"[<=99999999]####-####;\(00\)\ ####-####", "6221-1111"), (362211111, r"[<=99999999]####-####;\(00\)\ ####-####", "(03) 6221-1111"),
        (2900001, "[<=999]000;[<=9999]000-00;000-0000", "290-0001"), (600000, "[<=999]000;[<=9999]000-00;000-0000", "060-0000"),
        (12345678901234, "0000-0000", "1234567890-1234"),
    ],
)  # fmt: skip
def test_a_number_is_shown_in_its_format(value, code, is_shown):
    """The two with a condition are those that Japanese Excel offers for telephones in Tokyo and for postal codes."""
    assert shown(value, code) == is_shown


def test_days_are_counted_from_1904_where_the_file_says_so():
    made = made_of('<row><c s="1"><v>44651</v></c></row>', styles='<xf/><xf numFmtId="14"/>', book='<workbookPr date1904="1"/>')
    assert workbook.read(made) == [["2026/4/1"]]


def test_what_is_merged_stands_in_each_of_its_cells():
    rows = f"<row r='1'>{cell('活動')}<c/>{cell('人数')}</row><row r='2'>{cell('日')}{cell('場所')}</row><row r='3'>{cell('4/1')}</row>"
    made = made_of(
        rows, merged='<mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="C1:C2"/><mergeCell ref="D1:XFD1048576"/></mergeCells>'
    )
    assert workbook.read(made) == [["活動", "活動", "人数"], ["日", "場所", "人数"], ["4/1"]]


def test_a_sign_that_xml_has_not_and_the_breaks_of_windows_become_breaks():
    assert workbook.read(made_of(f"<row>{cell('一_x000D_&#10;二&#13;&#10;三')}</row>")) == [["一\n二\n三"]]


ENTITY = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>'
OVER = '<mergeCell ref="A1:AN1000"/>'
REFUSED = {
    "nothing": b"",
    "no package": b"PK nothing",
    "a text": "名前,種類".encode("cp932"),
    "too large when unpacked": made_of("", **{"xl/media/image1.png": b" " * 20_000_000}),
    "entities in the sheet": made_of("", **{"xl/worksheets/sheet1.xml": f"{ENTITY}<worksheet {MAIN}>&a;</worksheet>"}),
    "entities behind a long comment": made_of("", **{"xl/styles.xml": f'<?xml version="1.0"?><!--{" " * 99_999}-->{ENTITY[21:]}<styleSheet/>'}),
    "entities in another encoding": made_of("", **{"xl/styles.xml": f"{ENTITY}<styleSheet/>".encode("utf-16")}),
    "macros": made_of("", **{"xl/vbaProject.bin": b"x"}),
    "macros of Excel 4": made_of("", **{"xl/macrosheets/sheet1.xml": "<xml/>"}),
    "too many elements": made_of("<row>" + "<c/>" * 500_001 + "</row>"),
    "too far down": made_of(f"<row r='2001'>{cell('x')}</row>"),
    "too far right": made_of("<row><c r='AO1'><v>1</v></c></row>"),
    "one word too often": made_of(("<row>" + "<c t='s'><v>0</v></c>" * 40 + "</row>") * 300, strings=f"<si><t>{'あ' * 1000}</t></si>"),
    "merged over and over": made_of(f"<row>{cell('x')}</row>" * 2000, merged=f"<mergeCells>{OVER * 3}</mergeCells>"),
    "a string that is not there": made_of("<row><c t='s'><v>7</v></c></row>"),
}  # fmt: skip


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_table_of_words_is_refused(data):
    with pytest.raises(workbook.NotAWorkbook):
        workbook.read(data)


def test_the_bounds_themselves_are_read():
    """The control of the refusals: as much as may be, and formatted cells without words far away."""
    rows = "".join(f"<row r='{number}'><c r='AN{number}'><v>1</v></c><c r='XFD{number}'/></row>" for number in (1, 2000))
    assert [len(workbook.read(made_of(f"{rows}<row r='1048576'><c/></row>"))), len(workbook.read(made_of(rows))[0])] == [
        2000,
        40,
    ]
