"""A table that leaves the office: asked for, looked through, published once and for good."""

import csv
import io
import json
import re
from datetime import date

import openpyxl
import pytest
from django.db import InternalError, connection, transaction
from django.db.utils import ProgrammingError
from django.urls import reverse

from privacy import outbox
from privacy.models import OutboxMessage
from publishing.codes import Status
from publishing.models import PublishedTable
from tests.cast import login
from tests.factories.casework import details, make_case, make_place
from tests.factories.publishing import make_table

pytestmark = pytest.mark.django_db
ASKED = {
    "what": "consultation.new",
    "dimensions": ["district"],
    "period": "days",
    "from_date": "2025-04-01",
    "until_date": "2025-06-30",
}


def work():
    """What the worker would do now."""
    for message in OutboxMessage.objects.filter(handler="publishing.make", done_at=None):
        outbox.deliver(message.pk)


@pytest.fixture
def cases(coordinator, areas):
    """Six in one district, seven in another, two in the third."""
    for district, number in ((areas.dai, 6), (areas.higashi, 7), (areas.nishi, 2)):
        for _each in range(number):
            make_case(coordinator, district, on=date(2025, 5, 1), new_subject=details(make_place(district, district.name)))


def page(client, table, query=""):
    answer = client.get(table.get_absolute_url() + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_from_asking_to_publishing(client, cases, coordinator, auditor, areas):
    login(client, coordinator)
    answer = client.post(reverse("published_table_new"), ASKED)
    table = PublishedTable.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, table.get_absolute_url())
    assert "hx-get" in page(client, table)
    work()
    table.refresh_from_db()
    assert (table.status, table.published_at) == (Status.READY, None)
    shown = {cell["keys"]["district"]: cell["value"] for cell in table.cells}
    assert shown[str(areas.nishi.pk)] is None
    assert list(shown.values()).count(None) == 2
    assert "＊" in page(client, table)
    assert client.get(reverse("published_table_file", args=[table.pk, "csv"])).status_code == 404
    login(client, auditor)
    assert client.get(table.get_absolute_url()).status_code == 404
    login(client, coordinator)
    client.post(reverse("published_table_publish", args=[table.pk]))
    table.refresh_from_db()
    assert (table.is_published, table.published_by) == (True, coordinator)
    login(client, auditor)
    assert "＊" in page(client, table)


def test_exact_numbers_are_for_the_office_alone_and_in_no_file(client, coordinator, auditor, areas):
    table = make_table(coordinator, areas.council)
    login(client, coordinator)
    assert "内部用" in page(client, table, "?exact")
    assert ">9<" in page(client, table, "?exact")
    login(client, auditor)
    assert "内部用" not in page(client, table, "?exact")
    assert ">9<" not in page(client, table, "?exact")
    for form in ("csv", "csv-cp932", "json"):
        answer = client.get(reverse("published_table_file", args=[table.pk, form]) + "?exact")
        assert not re.search(rb"\b9\b", answer.content)


def test_its_files_say_what_the_page_says(client, auditor, coordinator, areas):
    table = make_table(coordinator, areas.council, words="=1+1")
    login(client, auditor)

    def file(form):
        answer = client.get(reverse("published_table_file", args=[table.pk, form]))
        assert answer.status_code == 200
        return answer.content

    wanted = [["=1+1", "7"], ["西小区", "＊"], ["計", "＊"]]
    for form, encoding in (("csv", "utf-8-sig"), ("csv-cp932", "cp932")):
        rows = list(csv.reader(io.StringIO(file(form).decode(encoding))))
        found = [row for row in rows if len(row) == 2][1:]
        assert found == [["'=1+1", "7"], *wanted[1:]]
    sheet = openpyxl.load_workbook(io.BytesIO(file("xlsx"))).active
    cells = [list(row[:2]) for row in sheet.iter_rows() if row[1].value is not None][1:]
    assert [[str(words.value), str(number.value)] for words, number in cells] == wanted
    assert cells[0][0].data_type == "s"
    assert cells[0][1].data_type == "n"
    said = json.loads(file("json"))
    assert [cell["value"] for cell in said["cells"]] == [7, None, None]


def test_a_published_table_stays_as_it_was(coordinator, areas):
    """By SQL as the app's own role too."""
    table = make_table(coordinator, areas.council)
    for sql in ("UPDATE publishing_publishedtable SET cells = '[]'", "DELETE FROM publishing_publishedtable"):
        with pytest.raises((InternalError, ProgrammingError)), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    table.refresh_from_db()
    assert len(table.cells) == 3


def test_what_another_one_left_behind_is_looked_at_first(client, cases, coordinator, areas):
    """Two are ready; when the first has left, the second is looked through anew."""
    login(client, coordinator)
    for dimensions in (["district"], ["topic"]):
        client.post(reverse("published_table_new"), {**ASKED, "dimensions": dimensions})
    work()
    first, second = PublishedTable.objects.order_by("asked_at")
    assert (first.status, second.status) == (Status.READY, Status.READY)
    for table in (first, second):
        client.post(reverse("published_table_publish", args=[table.pk]))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == (Status.PUBLISHED, Status.MAKING)
    work()
    second.refresh_from_db()
    assert second.status == Status.READY


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"dimensions": []}, "1つ以上選んでください"),
        ({"dimensions": ["district", "topic", "band", "sex"]}, "3つまで"),
        ({"dimensions": ["topic", "route", "band"]}, "多すぎて"),
        ({"until_date": "2025-03-31"}, "始まりの日より前"),
        ({"until_date": ""}, "日にちを書いてください"),
        ({"until_date": "2099-12-31"}, "まだ終わっていません"),
        ({"period": "never"}, "never"),
        ({"what": "consultation.people"}, "年度に1回だけ"),
        ({"what": "watch.visits", "dimensions": ["topic"]}, "この分け方では"),
    ],
)
def test_a_question_that_makes_no_table_is_answered_at_its_place(client, coordinator, changes, said):
    login(client, coordinator)
    answer = client.post(reverse("published_table_new"), {**ASKED, **changes}, follow=True)
    assert PublishedTable.objects.count() == 0
    assert "error-summary" in answer.content.decode()
    assert said in answer.content.decode()


def test_who_may_not_publish_neither_makes_nor_drops_one(client, caseworker, coordinator, areas):
    table = make_table(coordinator, areas.council, status=Status.READY)
    login(client, caseworker)
    assert client.post(reverse("published_table_new"), ASKED).status_code == 403
    for name in ("publish", "again", "drop"):
        assert client.post(reverse(f"published_table_{name}", args=[table.pk])).status_code == 403
    table.refresh_from_db()
    assert table.status == Status.READY


def buttons(html):
    """The words of each button that asks for another table."""
    panel = re.search(r"代わりの表</h2>(.*?)</section>", html, re.DOTALL)
    return re.findall(r'type="submit">([^<]+)</button>', panel[1]) if panel else None


def test_in_place_of_one_that_cannot_be_published_another_is_made_by_one_press(client, coordinator, areas):
    """June by district and topic: without either of them, or of the quarter, or the year."""
    june = {"from_date": date(2025, 6, 1), "until_date": date(2025, 6, 30), "status": Status.IMPOSSIBLE, "cells": []}
    table = make_table(coordinator, areas.council, dimensions=["district", "topic"], **june)
    login(client, coordinator)
    html = page(client, table)
    assert buttons(html) == [
        "「小学校区」を外す", "「主な相談内容」を外す", "期間を長くする：令和7年4月1日～令和7年6月30日", "期間を長くする：令和7年4月1日～令和8年3月31日",
    ]  # fmt: skip
    for number, form in enumerate(re.findall(r"<form.*?</form>", html.partition("代わりの表</h2>")[2], re.DOTALL)[:4]):
        sent = [found for found in re.findall(r'name="(\w+)" value="([^"]*)"', form) if found[0] != "csrfmiddlewaretoken"]
        answer = client.post(reverse("published_table_new"), {name: [v for n, v in sent if n == name] for name, _v in sent})
        made = PublishedTable.objects.order_by("asked_at").last()
        assert (answer["Location"], made.code, made.status) == (made.get_absolute_url(), table.code, Status.MAKING)
        assert (made.dimensions, made.from_date, made.until_date) == [
            (["topic"], date(2025, 6, 1), date(2025, 6, 30)), (["district"], date(2025, 6, 1), date(2025, 6, 30)),
            (["district", "topic"], date(2025, 4, 1), date(2025, 6, 30)), (["district", "topic"], date(2025, 4, 1), date(2026, 3, 31)),
        ][number]  # fmt: skip


def test_two_districts_are_told_as_one_by_one_press_and_looked_through_beside_the_others(client, cases, coordinator, areas):
    """Two in one district: with the six of another they are eight, and nothing is hidden."""
    login(client, coordinator)
    client.post(reverse("published_table_new"), ASKED)
    work()
    table = PublishedTable.objects.get()
    first, last = areas.dai.label, areas.nishi.label
    assert table.hidden == 2
    PublishedTable.objects.update(status=Status.IMPOSSIBLE)
    assert f"{first}と{last}を合わせる" in buttons(page(client, table))
    form = re.search(r"代わりの表</h2>.*?(<form.*?</form>)", page(client, table), re.DOTALL)[1]
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    assert sent["merged"] == f"district:{areas.dai.pk}+{areas.nishi.pk}"
    client.post(reverse("published_table_new"), sent)
    work()
    made = PublishedTable.objects.latest("asked_at")
    assert (made.status, made.hidden) == (Status.READY, 0)
    html = page(client, made)
    assert re.search(rf"{first}・{last}</th><td class=\"num\">8<", html)
    assert buttons(html) is None
    PublishedTable.objects.filter(pk=table.pk).update(status=Status.READY)
    # Beside the finer one that left before, the sum of the two would tell the two.
    client.post(reverse("published_table_publish", args=[table.pk]))
    client.post(reverse("published_table_again", args=[made.pk]))
    work()
    made.refresh_from_db()
    assert (made.status, made.hidden > 0) in {(Status.READY, True), (Status.IMPOSSIBLE, False)}


@pytest.mark.parametrize(
    "merged", ["district:1+nobody", "topic:debt+housing", "sex", "district:", "district:{dai}+{nishi} district:{dai}+{higashi}"]
)
def test_only_values_of_the_table_are_told_as_one(client, coordinator, areas, merged):
    login(client, coordinator)
    written = merged.format(dai=areas.dai.pk, nishi=areas.nishi.pk, higashi=areas.higashi.pk)
    client.post(reverse("published_table_new"), {**ASKED, "merged": written})
    assert PublishedTable.objects.count() == 0


def test_where_nothing_can_be_taken_together_any_more_it_says_so(client, coordinator, areas):
    year = {"from_date": date(2025, 4, 1), "until_date": date(2026, 3, 31)}
    table = make_table(coordinator, areas.council, status=Status.IMPOSSIBLE, **year)
    login(client, coordinator)
    assert "この数は公表しません" in page(client, table)
    # Of a table that hides little there is nothing to say, of one that hides two of three there is.
    cells = [{"keys": {"district": key}, "value": value} for key, value in (("1", 7), ("2", 8), ("*", 15))]
    assert buttons(page(client, make_table(coordinator, areas.council, status=Status.READY, cells=cells))) is None
    assert buttons(page(client, make_table(coordinator, areas.council, status=Status.READY)))


def test_of_months_in_which_nobody_came_the_table_is_noughts(client, coordinator):
    login(client, coordinator)
    client.post(reverse("published_table_new"), ASKED)
    work()
    table = PublishedTable.objects.get()
    assert table.status == Status.READY
    assert {cell["value"] for cell in table.cells} == {0}
