"""事業報告: asked for, looked through, issued for good, and the same figures on the page and in each file."""

import io
import re
import uuid
from datetime import date

import docx
import openpyxl
import pypdf
import pytest
from django.db import InternalError, connection, transaction
from django.db.utils import ProgrammingError
from django.urls import reverse

from annual.gathering import HIDDEN, programs_of
from annual.models import YearReport
from casework.services.cases import enquiry_record
from privacy import context, outbox
from privacy.models import OutboxMessage
from programs import services as programs
from programs.demo import DOCUMENT
from programs.models import Measure, Plan, Program, Quantity, Target
from publishing.models import PublishedTable
from tests.cast import login
from tests.factories.casework import make_case
from tests.programs.test_importing import take_in

pytestmark = pytest.mark.django_db
YEAR = 2025


def work():
    """What the worker would do now."""
    for message in OutboxMessage.objects.filter(handler="annual.make", done_at=None):
        outbox.deliver(message.pk)


@pytest.fixture
def plan(manager, coordinator, areas):
    """With twelve cases in May, three in June, and an evening for 25 in May."""
    take_in(manager, areas.council, DOCUMENT)
    for month, number in ((5, 12), (6, 3)):
        for _each in range(number):
            make_case(coordinator, areas.dai, on=date(YEAR, month, 10))
    plan = Plan.objects.get()
    with context.on_behalf_of(manager):
        programs.plan_begin_counting(plan, actor=manager)
        evening = Measure.objects.get(name="地域食堂の参加者")
        programs.activity_record(
            actor=manager, measure=evening, date=date(YEAR, 5, 14), number=25, districts=[areas.dai], place="台小区民館"
        )
    return plan


def asked_for(client, for_whom="out"):
    answer = client.post(reverse("year_report_new"), {"year": YEAR, "for_whom": for_whom})
    assert answer.status_code == 303, answer.content.decode()
    work()
    return YearReport.objects.get(pk=answer["Location"].rstrip("/").rsplit("/", 1)[1])


def record_enquiry(coordinator, areas):
    with context.on_behalf_of(coordinator):
        enquiry_record(
            actor=coordinator, council=areas.council, id=uuid.uuid4(), on_date=date(YEAR, 7, 1), route="self", means="phone", text="問い",
            topic="rubbish",
        )  # fmt: skip


def test_a_small_number_that_counts_a_target_alone_is_hidden_too(client, plan, manager, coordinator, areas):
    """The programme that it belongs to is not in the plan, so it stands in no list of figures."""
    record_enquiry(coordinator, areas)
    Program.objects.filter(code="consultation").update(code="")
    target = Target.objects.filter(program__name="地域食堂事業", fiscal_year=None).first()
    Quantity.objects.create(
        target=target, measure="問い合わせ", value=1, unit="件", indicator="consultation.enquiries", position=9
    )
    login(client, manager)
    report = asked_for(client)
    lines = [line for program in programs_of(report.said) for one in program["targets"] for line in one["lines"]]
    assert [(line["value"], line["times"]) for line in lines if line["code"] == "consultation.enquiries"] == [(HIDDEN, None)]
    assert report.points["consultation.enquiries"] == 1


def figure(report, code="consultation.new"):
    return next(one for program in programs_of(report.said) for one in program["figures"] if one["code"] == code)


def file_of(client, report, form):
    answer = client.get(reverse("year_report_file", args=[report.pk, form]))
    assert answer.status_code == 200
    return io.BytesIO(answer.content)


def test_page_pdf_excel_and_word_say_the_same(client, plan, manager):
    login(client, manager)
    report = asked_for(client)
    page = client.get(report.get_absolute_url()).content.decode()
    assert re.search(r"新規件数</span> <strong>15</strong> 件", page)
    pdf = "".join(one.extract_text() for one in pypdf.PdfReader(file_of(client, report, "pdf")).pages)
    assert re.search(r"新規件数\s*15\s*件", pdf)
    book = openpyxl.load_workbook(file_of(client, report, "xlsx"))
    figures = {row[1]: row[2] for row in book.worksheets[2].values}
    assert figures["新規件数"] == 15
    evening = next(row for row in book.worksheets[1].values if row[0].startswith("地域食堂"))
    assert (evening[3], evening[4]) == (0, 1)
    assert len(book.worksheets[1]._charts) == 1
    word = docx.Document(file_of(client, report, "docx"))
    assert "新規件数 15 件" in [paragraph.text for paragraph in word.paragraphs]
    assert len(word.inline_shapes) == 1


def test_it_stands_in_the_plans_order(client, plan, manager):
    login(client, manager)
    said = [one["name"] for one in programs_of(asked_for(client).said)]
    assert said == [row.name for goal in plan.goals.all() for policy in goal.policies.all() for row in policy.programs.all()]
    assert len(said) == 24


def test_no_month_of_the_offices_records_leaves(client, plan, manager):
    login(client, manager)
    assert figure(asked_for(client))["months"] is None
    assert figure(asked_for(client, "office"))["months"][1:3] == [12, 3]


def test_what_fewer_than_five_are_is_hidden_everywhere(client, plan, manager, coordinator, areas):
    """Enquiries are three: no file says so."""
    for _each in range(3):
        record_enquiry(coordinator, areas)
    login(client, manager)
    report = asked_for(client)
    assert figure(report, "consultation.enquiries")["value"] == HIDDEN
    book = openpyxl.load_workbook(file_of(client, report, "xlsx"))
    assert {row[1]: row[2] for row in book.worksheets[2].values}["問い合わせ"] == HIDDEN
    assert figure(asked_for(client, "office"), "consultation.enquiries")["value"] == 3


def test_an_issued_one_stays_and_its_sums_stand_beside_later_tables(client, plan, manager):
    login(client, manager)
    report = asked_for(client)
    client.post(reverse("year_report_issue", args=[report.pk]))
    report.refresh_from_db()
    assert (report.is_issued, report.issued_by) == (True, manager)
    table = PublishedTable.objects.published().get(code="consultation.new")
    assert (table.dimensions, table.cells) == ([], [{"keys": {}, "value": 15}])
    assert client.get(table.get_absolute_url()).status_code == 200
    report.for_office = True
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        report.save()
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM annual_yearreport")


def test_the_difference_of_two_reports_is_nobody(client, plan, manager, coordinator, areas):
    """A record that was corrected since would be the difference of the two."""
    login(client, manager)
    client.post(reverse("year_report_issue", args=[asked_for(client).pk]))
    make_case(coordinator, areas.dai, on=date(YEAR, 8, 1))
    assert figure(asked_for(client))["value"] == HIDDEN


def test_what_changed_between_looking_and_issuing_is_looked_at_again(client, plan, manager, coordinator, areas):
    login(client, manager)
    first, second = asked_for(client), asked_for(client)
    client.post(reverse("year_report_issue", args=[first.pk]))
    client.post(reverse("year_report_issue", args=[second.pk]))
    second.refresh_from_db()
    assert second.is_being_made
    work()
    client.post(reverse("year_report_issue", args=[second.pk]))
    second.refresh_from_db()
    assert second.is_issued


def test_who_may_see_what(client, plan, manager, auditor, caseworker):
    login(client, manager)
    report, inside = asked_for(client), asked_for(client, "office")
    login(client, auditor)
    for one in (report, inside):
        assert client.get(one.get_absolute_url()).status_code == 404
        assert client.get(reverse("year_report_file", args=[one.pk, "pdf"])).status_code == 404
        assert client.post(reverse("year_report_issue", args=[one.pk])).status_code == 403
    login(client, manager)
    client.post(reverse("year_report_issue", args=[report.pk]))
    client.post(reverse("year_report_issue", args=[inside.pk]))
    login(client, auditor)
    assert client.get(report.get_absolute_url()).status_code == 200
    assert client.get(inside.get_absolute_url()).status_code == 404


def test_a_year_without_a_plan_is_refused_at_its_field(client, manager, areas):
    login(client, manager)
    answer = client.post(reverse("year_report_new"), {"year": YEAR, "for_whom": "out"}, follow=True)
    assert "この年度の計画がありません" in answer.content.decode()
    assert not YearReport.objects.exists()


def test_a_judgement_tells_no_hidden_number(client, plan, manager, coordinator, areas):
    from annual.gathering import hide

    said = {"goals": [{"policies": [{"programs": [{"figures": [], "targets": [
        {"judgement": "達成", "by_hand": False, "reason": "3 of 3", "lines": [{"code": "x", "value": 3, "times": [3]}]},
    ]}]}]}]}  # fmt: skip
    hide(said, {"x"})
    (target,) = next(programs_of(said))["targets"]
    assert (target["judgement"], target["lines"][0]["value"], target["lines"][0]["times"]) == ("", HIDDEN, None)
