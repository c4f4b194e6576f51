"""A report: one count, shown on the page and in each file alike; who may not see exact figures sees none anywhere."""

import csv
import io
import json
import re
from datetime import date

import openpyxl
import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework.codes import Topic
from casework.models import Case
from privacy.ledger.models import AccessEvent
from publishing.sheets import as_cp932, as_csv
from tests.cast import login
from tests.factories.casework import details, make_case, make_note, make_place

pytestmark = pytest.mark.django_db
MAY = {"report": "monthly", "period": "2025-05"}


@pytest.fixture
def cases(coordinator, areas):
    """In May 17 in one district and 3 in another, in June one."""
    for district, number, on in ((areas.dai, 17, 1), (areas.higashi, 3, 2)):
        for _each in range(number):
            new = details(make_place(district, district.name))
            make_case(
                coordinator, district, on=date(2025, 5, on), new_subject=new, topics=[Topic.DEMENTIA], main_topic=Topic.DEMENTIA
            )
    make_case(coordinator, areas.dai, on=date(2025, 6, 3), new_subject=details(make_place(areas.dai, "台")))


def page(client, **asked):
    answer = client.get(reverse("reports"), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def file(client, form, **asked):
    answer = client.get(reverse("report_file", args=[form]), asked)
    assert answer.status_code == 200, form
    assert answer["Content-Disposition"].startswith("attachment")
    return answer.content


def of_page(html, title) -> dict[str, list[str]]:
    """{row: its numbers} of one table, those too that are folded up since all are noughts."""
    part = re.search(rf'<section class="panel" aria-label="{re.escape(title)}">(.*?)</section>', html, re.DOTALL)[1]
    rows = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', part, re.DOTALL)
    found = {words: re.findall(r'<td class="num">([^<]*)', cells) for words, cells in rows}
    if folded := re.search(r"0の行.*?<p>(.*?)</p>", part, re.DOTALL):
        found |= dict.fromkeys(folded[1].split("、"), ["0"] * len(next(iter(found.values()))))
    return found


def of_json(content, title) -> dict[str, list]:
    tables = {table["title"]: table for table in json.loads(content)["tables"]}
    return {row["label"]: [cell["value"] for cell in row["values"]] for row in tables[title]["rows"]}


def test_a_month_by_district_topic_and_age(client, manager, cases, areas):
    login(client, manager)
    html = page(client, **MAY)
    districts = of_page(html, "小学校区別の相談")
    assert districts[areas.dai.label][:3] == ["17", "17", "17"]
    assert districts[areas.higashi.label][:3] == ["3", "3", "3"]
    assert districts["全体"][:3] == ["20", "20", "20"]
    assert of_page(html, "ケースの動き")["全体"] == ["0", "20", "0", "0", "20"]
    assert "内部用" in html


def test_every_file_says_what_the_page_says(client, manager, cases, areas):
    login(client, manager)
    html, title = page(client, **MAY), "小学校区別の相談"
    wanted = {words: [int(number) for number in numbers] for words, numbers in of_page(html, title).items()}
    assert of_json(file(client, "json", **MAY), title) == wanted
    for form, encoding in (("csv", "utf-8-sig"), ("csv-cp932", "cp932")):
        rows = list(csv.reader(io.StringIO(file(client, form, **MAY).decode(encoding))))
        at = rows.index([title])
        assert {row[0]: [int(number) for number in row[1:]] for row in rows[at + 2 : at + 2 + len(wanted)]} == wanted
        assert any("内部用" in cell for row in rows for cell in row)
    book = openpyxl.load_workbook(io.BytesIO(file(client, "xlsx", **MAY)))
    sheets = [[[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book]
    rows = next(sheet for sheet in sheets if any(row[0] == title for row in sheet))
    at = next(number for number, row in enumerate(rows) if row[0] == title)
    assert {row[0]: row[1:5] for row in rows[at + 2 : at + 2 + len(wanted)]} == wanted
    paper = "".join(part.extract_text() for part in pypdf.PdfReader(io.BytesIO(file(client, "pdf", **MAY))).pages)
    said = re.sub(r"\s", "", paper)
    assert f"{areas.dai.label}17171" in said
    assert "内部用" in said
    assert "期間中の新規と再開を足し" in said
    svg = file(client, "svg", **MAY).decode()
    assert svg.startswith("<svg")
    assert ">17</text>" in svg


def test_who_may_not_see_exact_figures_sees_none_in_any_form(client, auditor, manager, cases, areas):
    login(client, auditor)
    html = page(client, **MAY, figures="exact")
    rows = of_page(html, "小学校区別の相談")
    assert (rows[areas.dai.label][0], rows[areas.higashi.label][0], rows[areas.nishi.label][0]) == ("20", "＊", "0")
    assert "内部用" not in html
    assert "伏せています" in html
    for form, encoding in (("csv", "utf-8-sig"), ("csv-cp932", "cp932")):
        rows_ = csv.reader(io.StringIO(file(client, form, **MAY, figures="exact").decode(encoding)))
        assert {cell for row in rows_ for cell in row[1:] if cell.isdigit()} == {"0", "20"}
    assert set(re.findall(r">([\d＊]+)</text>", file(client, "svg", **MAY).decode())) == {"0", "20", "＊", "8050"}, (
        "a topic is called 8050"
    )
    book = openpyxl.load_workbook(io.BytesIO(file(client, "xlsx", **MAY)))
    assert {cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "n"} == {None, 0, 20}
    said = of_json(file(client, "json", **MAY), "小学校区別の相談")
    assert {number for numbers in said.values() for number in numbers} == {0, 20, None}
    paper = "".join(part.extract_text() for part in pypdf.PdfReader(io.BytesIO(file(client, "pdf", **MAY))).pages)
    assert "＊" in paper
    login(client, manager)
    assert of_page(page(client, **MAY, figures="protected"), "小学校区別の相談") == rows


@pytest.mark.parametrize(
    "asked", [{"period": "2025-05-01_2025-05-09"}, {"period": "days", "from_date": "2025-05-01", "until_date": "2025-05-09"}]
)
def test_rounded_figures_are_of_no_days_that_overlap(client, auditor, manager, cases, asked):
    """Else the difference of two would be a day's."""
    for reader in (auditor, manager):
        login(client, reader)
        assert "error-summary" in page(client, **asked, figures="protected")
        assert client.get(reverse("report_file", args=["json"]), {**asked, "figures": "protected"}).status_code == 404


def test_people_of_a_quarter_are_counted_anew_and_never_added(client, manager, coordinator, cases, areas):
    """Somebody who came in May and in June is one of the quarter."""
    case = Case.objects.filter(intake_date__month=5).first()
    make_note(coordinator, case, met_at=case.created_at.replace(year=2025, month=6, day=9))
    login(client, manager)
    rows = of_page(page(client, report="monthly", period="2025-q1"), "相談")
    people = next(numbers for words, numbers in rows.items() if words.startswith("実人数"))
    assert people == ["0", "20", "2", "21"]
    assert next(numbers for words, numbers in rows.items() if words.startswith("延べ")) == ["0", "20", "2", "22"]


def test_a_table_of_ones_own_is_counted_by_both(client, manager, cases, areas):
    login(client, manager)
    html = page(client, report="own", period="2025", count="consultation.new", rows="topic", columns="area")
    rows = next(
        rows for title in re.findall(r'<section class="panel" aria-label="([^"]*)"', html) if (rows := of_page(html, title))
    )
    heads = re.findall(r'<th scope="col" class="num">([^<]*)', html)
    found = dict(zip(heads, rows[str(Topic.DEMENTIA.label)], strict=True))
    assert (found[areas.dai.label], found[areas.higashi.label], found["全体"]) == ("18", "3", "21")
    assert "この組み合わせでは数えていません" in page(
        client, report="own", period="2025", count="watch.visits", rows="topic", columns=""
    )


def test_of_one_district_everything_is_counted_there(client, manager, cases, areas):
    login(client, manager)
    html = page(client, **MAY, district=str(areas.higashi.pk))
    assert of_page(html, "性別の相談")["全体"][:3] == ["3", "3", "3"]
    assert of_page(html, "小学校区別の相談")[areas.higashi.label][0] == "3"
    assert areas.dai.label not in of_page(html, "小学校区別の相談")


def test_what_shift_jis_lacks_is_named_by_its_row():
    written = as_cp932([["台"], ["𠮷野", 3], ["=1+1"]]).decode("cp932")
    assert written.splitlines() == ["台", "〓野,3", "'=1+1", "", "〓:", "2行目: U+20BB7 はShift_JISで書けません"]


def test_that_a_report_was_taken_stands_in_the_ledger(client, manager, cases):
    login(client, manager)
    before = AccessEvent.objects.filter(kind="export").count()
    file(client, "csv", **MAY)
    event = AccessEvent.objects.filter(kind="export").latest("at")
    assert AccessEvent.objects.filter(kind="export").count() == before + 1
    assert (event.action, event.actor, event.model) == ("report.exact", manager.pk, "publishing.Report")


def test_a_report_asks_as_often_for_many_as_for_few(client, manager, coordinator, cases, areas):
    login(client, manager)
    page(client, **MAY)
    with CaptureQueriesContext(connection) as few:
        page(client, **MAY)
    for number in range(5):
        new = details(make_place(areas.nishi, "西"), given_name=f"ヨシ{number}")
        make_case(
            coordinator, areas.nishi, on=date(2025, 5, 20), new_subject=new, topics=[Topic.RUBBISH], main_topic=Topic.RUBBISH
        )
    with CaptureQueriesContext(connection) as many:
        page(client, **MAY)
    assert len(few) == len(many)


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "﹣", "\u2212", " ＝", "\t=", "\r"])
def test_no_word_of_a_csv_begins_a_formula_in_either_width(sign):
    (row,) = csv.reader(io.StringIO(as_csv([[f"{sign}1+1", "1－2", -3]]).decode("utf-8-sig"), newline=""))
    assert row == [f"'{sign}1+1", "1－2", "-3"]
