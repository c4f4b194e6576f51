"""PDCA: what was written of a quarter stays, with who and when; money and judgement of a year; the committee's sheet of all programmes."""

import io
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from accounts.attention import waiting_for
from privacy import context
from programs.counting.programmes import judge_program
from programs.demo import DOCUMENT
from programs.models import Comment, Evaluation, Money, Program, Quantity, Review, Target
from programs.services import activity_record, review_save
from tests.cast import login
from tests.factories.casework import make_case

from .test_importing import take_in
from .test_plan_parts import taken

pytestmark = pytest.mark.django_db
WRITERS = {"coordinator", "manager", "second_manager"}
SHEET = "/plan/quarter/?year=2023&quarter=2"


@pytest.fixture
def food(manager, areas):
    take_in(manager, areas.council, DOCUMENT)
    return Program.objects.get(name="地域食堂事業")


def address(program, quarter=2, year=2023, save=False):
    route = "program_review_save" if save else "program_review"
    return f"{reverse(route, args=[program.pk])}?year={year}&quarter={quarter}"


def send(client, program, what, quarter=2, year=2023, **fields):
    fields = {f"{what}-{name}": value for name, value in fields.items()}
    return taken(client, client.post(address(program, quarter, year, save=True), {"what": what, **fields}))


def text_of(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_each_saving_is_a_version_with_who_and_when(client, manager, coordinator, food):
    login(client, manager)
    assert send(client, food, "review", done="台区で6回", learned="席が足りない", next="会場をさがす")
    login(client, coordinator)
    for _ in range(2):
        assert send(client, food, "review", done="台区で7回", learned="席が足りない", next="会場をさがす")
    kept = [(one.done, one.by, one.quarter) for one in Review.objects.filter(program=food)]
    assert kept == [("台区で7回", coordinator, 2), ("台区で6回", manager, 2)]
    html = text_of(client, address(food))
    assert html.index("台区で7回") < html.index("台区で6回")
    assert "席が足りない" not in text_of(client, address(food, quarter=1))


def test_who_reads_and_who_writes(client, cast, food):
    wrote = set()
    for name, user in vars(cast).items():
        login(client, user)
        seen = client.get(address(food)).status_code
        assert seen == (404 if name == "other_caseworker" else 200), name
        for what, fields in (
            ("comment", {"text": name}),
            ("judge", {"judgement": "behind", "comment": name}),
            ("money", {"note": name}),
        ):
            if send(client, food, what, **fields):
                wrote.add((name, what))
    assert wrote == {(name, what) for name in WRITERS for what in ("comment", "judge", "money")}
    assert {one.text for one in Comment.objects.filter(program=food, quarter=2)} == WRITERS


def test_a_quarter_shows_what_it_came_to_by_its_end(client, manager, areas, food):
    measure = food.measures.get(name="地域食堂の参加者")
    with context.on_behalf_of(manager):
        for day, number in ((date(2023, 6, 10), 20), (date(2023, 9, 9), 30)):
            activity_record(actor=manager, measure=measure, number=number, date=day, districts=[areas.dai])
    login(client, manager)
    for quarter, average in ((1, 20), (2, 25)):
        page = client.get(address(food, quarter))
        (line,) = [
            line for target in page.context["result"].targets for line in target.lines if line.quantity.rule == "average"
        ]
        assert (line.value, page.context["as_of"]) == (average, date(2023, 3 * quarter + 3, 30))
    months = dict(client.get(address(food, 2)).context["by_month"])
    assert months["地域食堂の参加者 台小区 (人)"] == [None, None, 30]


def test_the_sheet_names_what_is_not_written_and_costs_the_same_however_much_is(client, manager, food):
    login(client, manager)
    asked = []
    for programs in ([food], list(Program.objects.exclude(pk=food.pk))):
        with context.on_behalf_of(manager):
            for program in programs:
                review_save(program, actor=manager, year=2023, quarter=2, done="行いました")
        with CaptureQueriesContext(connection) as queries:
            page = client.get(SHEET)
        asked.append((len(queries), len(page.context["unwritten"])))
    assert [unwritten for _queries, unwritten in asked] == [23, 0]
    assert asked[0][0] == asked[1][0]
    assert food not in client.get(SHEET).context["unwritten"]


def test_a_page_that_says_nothing_is_not_written(client, manager, food):
    login(client, manager)
    assert not send(client, food, "review", done=" ")
    assert not Review.objects.exists()


def test_money_is_read_as_people_write_it_and_what_stood_before_stays(client, manager, food):
    login(client, manager)
    send(client, food, "money", budget="１２０，０００円", spent="")
    send(client, food, "money", budget="120,000", spent="150000", note="食材が高い")
    row = Money.objects.filter(program=food).first()
    assert (row.budget, row.spent, row.rest, row.share) == (120_000, 150_000, -30_000, 1.25)
    assert Money.objects.count() == 2
    html = text_of(client, address(food))
    assert "-30,000円" in html
    assert "125%" in html
    assert not send(client, food, "money", budget="-5")
    assert Money.objects.count() == 2


def test_another_judgement_needs_its_reason_and_stands_on_the_plan(client, manager, food):
    login(client, manager)
    assert not send(client, food, "judge", judgement="achieved")
    assert not Evaluation.objects.exists()
    send(client, food, "judge", judgement="achieved", comment="三つの区がそろった")
    html = text_of(client, "/plan/?year=2023")
    assert "三つの区がそろった" in html
    result = next(row for row in client.get("/plan/?year=2023").context["groups"][0][2][1][1] if row.program == food)
    assert (result.standing.word, result.standing.is_overridden) == ("achieved", True)
    send(client, food, "judge", judgement="", comment="規則にもどす")
    assert not client.get(address(food)).context["result"].standing.is_overridden


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], None),
        ([None], None),
        (["out of scope"], "out of scope"),
        (["achieved", "out of scope"], "achieved"),
        (["achieved", "not started"], "on track"),
        (["not started", "not started"], "not started"),
        (["achieved", "behind"], "behind"),
        (["on track"], "on track"),
    ],
)
def test_a_programme_is_judged_by_its_targets(words, expected):
    judged = judge_program(words)
    assert (judged.word if judged else None) == expected


def test_the_plan_of_the_year_judges_the_year(client, manager, food):
    """A target of the term that is behind says nothing about the year."""
    Target.objects.filter(program=food, scope="term").update(judgement="behind", comment="遅い")
    Target.objects.filter(program=food, scope="year").update(judgement="achieved", comment="できた")
    login(client, manager)
    assert client.get(address(food)).context["proposed"].word == "achieved"


def test_a_year_outside_the_plan_is_refused(client, manager, food):
    login(client, manager)
    before = client.get(address(food, year=2022))
    assert not send(client, food, "review", year=2022, done="まえの計画")
    assert not Review.objects.exists()
    assert before.status_code == 200


def test_the_excel_file_holds_what_the_sheet_shows(client, manager, food):
    login(client, manager)
    send(client, food, "review", done="=SUM(A1)", learned="学び", next="次")
    send(client, food, "money", budget="100000", spent="40000")
    answer = client.get(reverse("plan_quarter_file") + "?year=2023&quarter=2")
    (page,) = load_workbook(io.BytesIO(answer.content)).worksheets
    rows = {row[1].value: row for row in page.iter_rows(min_row=2)}
    assert len(rows) == 24
    row = rows["地域食堂事業"]
    assert [row[5].value, row[5].data_type, row[9].value, row[10].value, row[11].value] == [
        "=SUM(A1)",
        "s",
        100_000,
        40_000,
        60_000,
    ]
    assert rows["広報誌発行事業"][5].value == "未記入"
    # The Word file says the same, and its heads stand on every page.
    made = Document(io.BytesIO(client.get(reverse("plan_quarter_word") + "?year=2023&quarter=2").content))
    (table,) = made.tables
    lines = {line.cells[0].text.splitlines()[0]: [cell.text for cell in line.cells] for line in table.rows}
    assert len(lines) == 25
    assert lines[f"{row[0].value} 地域食堂事業"][2:] == [
        "=SUM(A1)",
        "学び",
        "次",
        "予算（円） 100,000\n決算（円） 40,000\n残り（円） 60,000",
    ]
    assert lines[f"{row[0].value} 地域食堂事業"][1] == row[4].value
    assert "w:tblHeader" in table.rows[0]._tr.xml
    assert made.sections[0].page_width > made.sections[0].page_height


def test_a_draft_belongs_to_its_quarter(client, manager, food):
    """The key under which a draft lies differs by quarter and by form."""
    login(client, manager)
    abouts = [
        form.place.about
        for quarter in (1, 2)
        for form in client.get(address(food, quarter)).context["forms"].values()
        if form.place
    ]
    # The year's judgement and money are the same in both quarters.
    assert len(abouts) == 8
    assert len(set(abouts)) == 6


def test_what_no_target_is_counted_by_is_not_counted_for_the_sheet(client, manager, food):
    """The plan's page shows what the office's records say beside the targets, and asks for it; the sheet does not."""
    login(client, manager)
    with CaptureQueriesContext(connection) as of_the_sheet:
        client.get(SHEET)
    with CaptureQueriesContext(connection) as of_the_plan:
        client.get("/plan/?year=2023")
    assert len(of_the_sheet) + 20 < len(of_the_plan)


def test_a_target_that_another_programmes_measure_counts_is_counted_on_its_own_page_too(client, manager, food):
    other = Program.objects.get(name="広報誌発行事業").measures.get(name="広報誌の部数")
    target = Target.objects.get(program=food, scope="year")
    target.quantities.filter(rule="average").update(counted=other, rule="times", place=None)
    with context.on_behalf_of(manager):
        activity_record(actor=manager, measure=other, number=3000, date=date(2023, 5, 1))
    login(client, manager)
    (line,) = [
        line
        for target in client.get(address(food)).context["result"].targets
        for line in target.lines
        if line.quantity.counted == other
    ]
    assert line.value == 1


def test_whoever_sees_no_exact_figures_reads_them_rounded_on_every_page_and_in_the_file(client, cast, food, areas):
    """Three new cases in May are ＊; with nine in September twelve, which is told as ten."""
    consultation = Program.objects.get(name="総合相談支援事業")
    target = Target.objects.filter(program=consultation, scope=Target.Scope.YEAR).first()
    Quantity.objects.create(target=target, measure="新規", value=30, unit="件", indicator="consultation.new", position=9)
    for day, number in ((date(2023, 5, 10), 3), (date(2023, 9, 10), 9)):
        for _each in range(number):
            make_case(cast.coordinator, areas.dai, on=day)

    def told(user, quarter):
        login(client, user)
        pages = [
            text_of(client, address(consultation, quarter)),
            text_of(client, f"/plan/quarter/?year=2023&quarter={quarter}"),
        ]
        if quarter == 4:
            pages += [text_of(client, "/plan/?year=2023"), text_of(client, f"{consultation.get_absolute_url()}?year=2023")]
        for html in pages:
            assert "30件" in html
        found = {re.search(r"<strong>([^<]*)</strong> / 30件", html)[1] for html in pages}
        file = load_workbook(io.BytesIO(client.get(f"/plan/quarter/file/?year=2023&quarter={quarter}").content)).active
        rows = [str(cell.value) for row in file for cell in row if "30件" in str(cell.value)]
        return found | {re.search(r"(\S*) / 30件", words)[1] for words in rows}

    assert [told(cast.auditor, quarter) for quarter in (1, 4)] == [{"＊"}, {"10"}]
    html = text_of(client, f"{consultation.get_absolute_url()}?year=2023")
    assert re.search(r'data-indicator="consultation.new".*?data-total>([^<]*)<', html, re.DOTALL)[1] == "10"
    assert told(cast.caseworker, 1) == {"3"}


def at_home(user, day):
    with context.on_behalf_of(user):
        page = waiting_for(user, day)
    items = [*page.overdue, *page.today, *page.ahead, *page.later]
    return [(item.title, item.why, item.url) for item in items if item.url.startswith("/plan/quarter/")]


def test_home_tells_who_writes_of_an_ended_quarter_that_is_not_written(food, cast, other_manager):
    """Of the last quarter that is over, in one row, until all is written."""
    programs = Program.objects.filter(policy__goal__plan=food.policy.goal.plan)
    ((title, why, url),) = at_home(cast.manager, date(2023, 10, 1))
    assert (title, url) == ("ふりかえり：令和5年度 第2四半期", "/plan/quarter/?year=2023&quarter=2")
    assert why == f"未記入の事業が{programs.count()}件あります"
    assert at_home(cast.coordinator, date(2023, 10, 1))
    assert at_home(cast.caseworker, date(2023, 10, 1)) == at_home(cast.auditor, date(2023, 10, 1)) == []
    assert at_home(other_manager, date(2023, 10, 1)) == []
    # The first day of the next year looks back on its last quarter.
    assert at_home(cast.manager, date(2024, 4, 1))[0][2] == "/plan/quarter/?year=2023&quarter=4"
    # Before the term there was none.
    assert at_home(cast.manager, date(2023, 6, 30)) == []
    with context.on_behalf_of(cast.manager):
        review_save(food, actor=cast.manager, year=2023, quarter=2, done="月2回ひらいた", learned="", next="")
    assert at_home(cast.manager, date(2023, 12, 31))[0][1] == f"未記入の事業が{programs.count() - 1}件あります"
    programs.exclude(pk=food.pk).update(withdrawn_date=date(2023, 9, 30))
    assert at_home(cast.manager, date(2023, 12, 31)) == []
