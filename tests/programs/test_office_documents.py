"""The plan as the office keeps it: a Word or an Excel file parses as its text does, and what may not be read is refused with a reason."""

import io
import os
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from programs.demo import DOCUMENT
from programs.plan_document import OfficeError, UnreadableDocument, decode, parse, read, read_file
from programs.plan_document.reading import rows
from tests.factories.office import as_excel, as_word, saved

REAL = os.environ.get("YORISOI_PLAN_FILE", "")
HEAD = ["事業名", "事業内容", "到達目標", "今年度の計画"]
TEXTS = [pytest.param(DOCUMENT, id="the demo's")]
if REAL:
    TEXTS.append(pytest.param(decode(Path(REAL).read_bytes()), id="the council's own"))


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("made", [as_word, as_excel])
def test_an_office_file_parses_as_its_text_does(text, made):
    found, expected = read(made(text)), parse(text)
    assert found.unplaced == []
    assert len(found.programs) == 24
    assert found.as_json() == expected.as_json()


def test_the_invented_text_with_quotes_and_remarks_too(text):
    words = text.replace("町の出来事を紙で", '"町の出来事"を紙で')
    for made in (as_word, as_excel):
        assert read(made(words)).as_json() == parse(words).as_json()
        assert read(made(words)).programs[0].summary == '"町の出来事"を紙で知らせる。'


def sheet_of(*rows, merged=()) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    return saved(book)


MADE = [as_word(DOCUMENT), as_excel(DOCUMENT)]
TITLE = ["令和６年度事業計画"], ["甲台地区福祉行動計画（2024年度～2027年度）"]


def test_a_programme_over_two_rows_is_one():
    data = sheet_of(
        *TITLE, ["基本目標１ 声をかけあうまち"], ["１－１ 集まる"], HEAD,
        ["食卓事業", "食べる", "①続ける", "①月1回"], [None, None, "②ひろげる", "②15名／回"], ["広場事業", "集まる", "続ける", "年２回"],
        merged=["A3:D3", "A4:D4", "A6:A7", "B6:B7"],
    )  # fmt: skip
    found = read(data)
    assert found.unplaced == []
    table, square = found.programs
    assert [(target.scope, target.text) for target in table.targets] == [
        ("term", "続ける"), ("term", "ひろげる"), ("year", "月1回"), ("year", "15名／回"),
    ]  # fmt: skip
    assert (table.summary, square.name, read_file(data).places[square.line - 1]) == ("食べる", "広場事業", ("Sheet", 8))
    assert found.plan.fiscal_year == 2024


def test_a_heading_beside_its_programmes_stands_before_them():
    """Goal and basic plan as columns of their own, merged downwards."""
    data = sheet_of(
        *TITLE, ["基本目標", "基本計画", *HEAD],
        ["基本目標1 声をかけあう", "1-1 集まる", "食卓事業", "食べる", "続ける", "月1回"], [None, None, "広場事業", "集まる", "続ける", "年2回"],
        [None, "1-2 知らせる", "かわら版", "知らせる", "続ける", "年3回"], ["基本目標2 支えあう", "2-1 受けとめる", "相談事業", "聞く", "続ける", "続ける"],
        merged=["A4:A6", "B4:B5"],
    )  # fmt: skip
    found = read(data)
    assert found.unplaced == []
    assert [(policy.number, policy.name, [one.name for one in policy.programs]) for policy in found.policies] == [
        ("1-1", "集まる", ["食卓事業", "広場事業"]), ("1-2", "知らせる", ["かわら版"]), ("2-1", "受けとめる", ["相談事業"]),
    ]  # fmt: skip


def test_a_quote_that_begins_a_cell_takes_no_lines_with_it():
    """In text columns a quote opens a cell of several lines; in a table it is a sign."""
    data = sheet_of(
        *TITLE, ["基本目標1 声"], ["1-1 集まる"], HEAD, ["食卓事業", "食べる", "続ける", '"みんなで"食べる'], ["広場事業", "集まる", "続ける", '"年2回'],
        ['茶の会"事業', "飲む", "続ける", "年3回"],
    )  # fmt: skip
    found = read(data)
    assert [program.targets[-1].text for program in found.programs] == ['"みんなで"食べる', '"年2回', "年3回"]


def test_columns_that_are_merged_are_one():
    data = sheet_of(
        *TITLE, ["基本目標1 声"], ["1-1 集まる"], ["事業名", None, "事業内容", "到達目標", None, "今年度の計画"],
        ["食卓事業", None, "食べる", "年4回", None, "年4回"], merged=["A5:B5", "A6:B6", "D5:E5", "D6:E6"],
    )  # fmt: skip
    (program,) = read(data).programs
    assert [target.text for target in program.targets] == ["年4回", "年4回"]


def test_hidden_rows_are_left_out_and_named():
    found = read_file(as_excel(DOCUMENT, hidden=["地域食堂事業"]))
    assert "地域食堂事業" not in {one.name for one in parse(found.text).programs}
    (number,) = [number for number, row in enumerate(rows(DOCUMENT), 1) if "地域食堂事業" in row.text]
    assert found.hidden == (("Sheet", number),)


def test_numbers_that_word_makes_itself_part_the_targets():
    document = Document()
    numbering = document.part.numbering_part.element
    numbering.append(
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90"><w:lvl w:ilvl="0"><w:numFmt w:val="decimalEnclosedCircle"/></w:lvl></w:abstractNum>'
        )
    )
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="91"><w:abstractNumId w:val="90"/></w:num>'))
    for line in (TITLE[0][0], TITLE[1][0], "基本目標1 声", "1-1 集まる"):
        document.add_paragraph(line)
    table = document.add_table(2, 4)
    for cell, words in zip(table.rows[0].cells, HEAD, strict=True):
        cell.text = words
    for cell, words in zip(table.rows[1].cells, ["食卓事業", "食べる", "続ける", "月1回"], strict=True):
        cell.text = words
    cell = table.rows[1].cells[3]
    cell.add_paragraph("年2回")
    for paragraph in cell.paragraphs:
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="91"/></w:numPr>')
        )
    (program,) = read(saved(document)).programs
    assert [target.text for target in program.targets if target.scope == "year"] == ["月1回", "年2回"]


def test_what_was_moved_or_deleted_in_word_is_not_read_and_what_was_inserted_is():
    document = Document()
    paragraph = document.add_paragraph("計画")
    for tag, words in (("ins", "加"), ("moveFrom", "移"), ("del", "消")):
        text = "delText" if tag == "del" else "t"
        paragraph._p.append(
            parse_xml(f'<w:{tag} {nsdecls("w")} w:id="1" w:author="x"><w:r><w:{text}>{words}</w:{text}></w:r></w:{tag}>')
        )
    assert read_file(saved(document)).text == "計画加"


def zipped(**parts) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/").replace("_", "."), content)
    return made.getvalue()


def with_part(data, name, content) -> bytes:
    made = io.BytesIO(data)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return made.getvalue()


def wide() -> bytes:
    """A cell that says that it is two thousand million columns wide."""
    document = Document()
    cell = document.add_table(1, 1).cell(0, 0)
    cell._tc.grid_span = 2_000_000_000
    return saved(document)


ENTITY = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><x>&a;</x>'
REFUSED = [
    ("macros", lambda: with_part(as_word(DOCUMENT), "word/vbaProject.bin", b"x")),
    ("macros", lambda: with_part(as_excel(DOCUMENT), "xl/vbaProject.bin", b"x")),
    ("large", lambda: with_part(as_word(DOCUMENT), "word/media/a.png", b"\0" * 10_000_001)),
    ("large", wide),
    ("unreadable", lambda: zipped(word__document_xml=ENTITY)),
    ("unreadable", lambda: zipped(word__document_xml="<x/>")),
    ("unreadable", lambda: zipped(a_txt="x")),
    ("unreadable", lambda: as_word(DOCUMENT)[:2000]),
    ("old", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    ("locked", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")),
]


@pytest.mark.parametrize(("why", "made"), REFUSED)
def test_what_may_not_be_read_is_refused_with_its_reason(why, made):
    with pytest.raises(OfficeError) as refused:
        read_file(made())
    assert refused.value.why == why


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_damaged_file_is_read_or_refused(data):
    """Whatever a disk or somebody with a grudge made of it, the parser gets text, or the reader a reason."""
    made = data.draw(st.sampled_from(MADE))
    at = data.draw(st.integers(0, len(made) - 1))
    damaged = made[:at] + data.draw(st.binary(min_size=1, max_size=8)) + made[at + data.draw(st.integers(0, 40)) :]
    try:
        found = read_file(damaged)
    except UnreadableDocument:
        return
    parse(found.text)
