"""Sessions out of the office's own Excel: found below merged titles, each bad row named, taken whole or not at all, once, and back whole."""

import io
import re
import uuid
import zipfile
from datetime import date, timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from japan import fiscal
from privacy import context
from programs import services
from programs.files import cells
from programs.files.lines import Reader
from programs.files.reading import Table, tables_of
from programs.models import Activity, ActivityValue, Measure, Plan, RecordFile
from tests.cast import login
from tests.workbooks import cell, made_of

from .test_activities import plan  # noqa: F401

pytestmark = pytest.mark.django_db
LAST = fiscal.fiscal_year(timezone.localdate()) - 1
HEADS = ["開催日", "会場", "参加者数", "学区", "ボランティア", "時間", "経費", "様子"]
ROW = [date(LAST, 4, 8), "台自治会館", 24, "台小区", 5, "2:30", "12,000円", "カレーを食べた。"]


@pytest.fixture
def eating(plan):  # noqa: F811
    return Measure.objects.get(name="地域食堂の参加者")


def book(*rows, title="実施記録", more=None, change=None) -> bytes:
    made = openpyxl.Workbook()
    page = made.active
    page.title = title
    for row in rows:
        page.append(row)
    for name, lines in (more or {}).items():
        for row in lines:
            (made[name] if name in made.sheetnames else made.create_sheet(name)).append(row)
    if change:
        change(page)
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


def send(client, eating, data, name="a.xlsx"):
    fields = {"program": str(eating.program_id), "document": SimpleUploadedFile(name, data)}
    return client.post(reverse("records_upload"), fields)


def look(client, eating, data) -> str:
    return client.get(send(client, eating, data).url, follow=True).content.decode()


def form_of(page) -> dict:
    """What a browser would send of the preview: each chosen option."""
    fields = {"once": str(uuid.uuid4())}
    for name, body in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        fields[name] = (re.findall(r'<option value="([^"]*)" selected', body) or [""])[0]
    fields["sheets"] = re.findall(r'name="sheets"[^>]*value="(\d)"[^>]*checked', page)
    return fields


def take(client, eating, data, **changed):
    page = look(client, eating, data)
    return page, client.post(reverse("records_preview"), form_of(page) | {"take": "on"} | changed)


def test_a_years_sheet_under_a_merged_title_is_taken_in_by_the_rules_of_a_record(client, coordinator, eating, areas):
    def merge(page):
        page.merge_cells("A1:H1")

    rows = [
        [f"{fiscal.label(LAST)} 地域食堂", *[""] * 7],
        [],
        HEADS,
        ROW,
        ["令和７年５月１３日（火）", "台自治会館", "２５名", "台", "", "10:00～12:30", "", ""],
    ]
    rows[-1][0] = f"{fiscal.label(LAST)[:2]}{LAST - 2018}年５月１３日"
    page, answer = take(login(client, coordinator), eating, book(*rows, ["合計", "", 49], change=merge))
    assert "6行め: 合計の行" in page
    assert answer.url == RecordFile.objects.get().get_absolute_url()
    found = list(Activity.objects.filter(program=eating.program).order_by("date"))
    district = areas.dai.pk
    assert [(one.date, one.place, one.districts, one.volunteers, float(one.hours), one.cost, one.text) for one in found] == [
        (date(LAST, 4, 8), "台自治会館", [district], 5, 2.5, 12000, "カレーを食べた。"),
        (date(LAST, 5, 13), "台自治会館", [district], None, 2.5, None, ""),
    ]  # fmt: skip
    assert [int(value.number) for value in ActivityValue.objects.order_by("number")] == [24, 25]
    assert all(one.recorded_by == coordinator and one.changes.get().what == "recorded" for one in found)


def test_each_bad_row_is_named_with_its_cell_and_nothing_is_taken(client, coordinator, eating):
    bad = {
        4: (0, (timezone.localdate() + timedelta(days=3)), "まだ来ていない日"),
        5: (0, "2001/4/8", "計画"),
        6: (0, "いつか", "日付として読めません"),
        7: (2, -3, "0より小さい数"),
        8: (2, "たくさん", "数を"),
        9: (3, "月小区", "そのような学区はありません: 月小区"),
        10: (0, "", "日がありません"),
        11: (2, "", "数を少なくとも一つ"),
        12: (4, "2.5", "数を"),
        13: (1, "長" * 81, "80"),
        14: (5, "12:00-10:00", "終わりが始まりより前"),
        15: (2, "#REF!", "エラー"),
        16: (0, 45000, "日付として読めません"),
    }
    rows = []
    for number in range(4, 17):
        column, value, _said = bad[number]
        rows.append([*ROW[:column], value, *ROW[column + 1 :]])
    client = login(client, coordinator)
    page, answer = take(client, eating, book([], HEADS, ROW, *rows))
    for number, (column, _value, said) in bad.items():
        named = re.search(rf"<li>実施記録 {number}行め, {HEADS[column]}: ([^<]*)</li>", page)
        assert named, (number, page.count("行め"))
        assert said in named[1], named[0]
    assert "<li>実施記録 3行め" not in page
    assert answer.url == reverse("records_preview")
    assert not Activity.objects.filter(program=eating.program).exists()
    page = look(client, eating, book(HEADS, [timezone.localdate() + timedelta(days=3), ROW[1], -3, "月", *ROW[4:]]))
    assert [f"<li>実施記録 2行め, {head}: " in page for head in HEADS[:4]] == [True, False, True, True]
    client.get(send(client, eating, book([], HEADS, ROW, *rows)).url)
    marked = openpyxl.load_workbook(io.BytesIO(client.get(reverse("records_marked")).content)).active
    assert marked.cell(7, 3).fill.fgColor.rgb == "FFFFE15A"
    assert marked.cell(3, 3).fill.fgColor.rgb != "FFFFE15A"
    assert "0より小さい数" in marked.cell(7, 9).value
    assert marked.cell(2, 9).value == "直すところ"


def test_a_formula_counts_by_its_value_and_without_one_is_a_bad_row(client, coordinator, eating):
    heads = "".join(map(cell, HEADS[:3]))
    day = f"<c t='inlineStr'><is><t>{LAST}/4/8</t></is></c>"
    good = f"<row r='2'>{day}{cell('台自治会館')}<c r='C2'><f>10+12</f><v>22</v></c></row>"
    bad = f"<row r='3'>{day}{cell('台自治会館')}<c r='C3'><f>10+13</f></c></row>"
    page = look(login(client, coordinator), eating, made_of(f"<row>{heads}</row>{good}{bad}"))
    assert re.search(r"<li>1 3行め, 参加者数: この数式は計算されていません", page)
    assert "2行め, " not in page


def test_hidden_rows_are_named_and_taken_only_when_said(client, coordinator, eating):
    def hide(page):
        page.row_dimensions[3].hidden = True

    client = login(client, coordinator)
    data = book(HEADS, ROW, [date(LAST, 6, 1), *ROW[1:]], change=hide)
    page, _answer = take(client, eating, data)
    assert "実施記録 3行め: Excelで隠された行" in page
    assert Activity.objects.filter(program=eating.program).count() == 1
    take(client, eating, data, hidden="on")
    assert set(Activity.objects.filter(program=eating.program).values_list("date", flat=True)) == {
        date(LAST, 4, 8),
        date(LAST, 6, 1),
    }


def test_several_sheets_with_ten_thousand_empty_rows_count_each_row_once(client, coordinator, eating):
    def stretch(page):
        for number in range(10_000):
            page.cell(number + 10, 1).number_format = "@"

    data = book(
        HEADS, ROW, title="4月", more={"5月": [["表"], HEADS, [date(LAST, 5, 8), *ROW[1:]]], "名簿": [["何か"]]}, change=stretch
    )
    client = login(client, coordinator)
    page, answer = take(client, eating, data)
    assert (page.count('name="sheets"'), answer.url != reverse("records_preview")) == (2, True)
    assert Activity.objects.filter(program=eating.program).count() == 2
    page, answer = take(client, eating, data)
    assert "4月 2行め: 取り込み済み" in page
    assert "5月 3行め: 取り込み済み" in page
    assert answer.url == reverse("records_preview")
    assert Activity.objects.filter(program=eating.program).count() == 2


def test_far_more_than_usual_is_asked_about_once_and_kept_if_meant(client, coordinator, eating):
    client = login(client, coordinator)
    page, answer = take(client, eating, book(HEADS, [*ROW[:2], 250, *ROW[3:]]))
    assert "2行め, 参加者数: 250 はいつもの数（25）とかけ離れています" in page
    assert answer.url == reverse("records_preview")
    assert not Activity.objects.filter(program=eating.program).exists()
    assert client.post(reverse("records_preview"), form_of(page) | {"take": "on", "meant": "on"}).url != reverse(
        "records_preview"
    )
    assert ActivityValue.objects.get().number == 250


def test_a_place_spelled_otherwise_is_proposed_and_not_forced(client, coordinator, eating):
    rows = [
        [date(LAST, month, 8), place, *ROW[2:]]
        for month, place in ((4, "台自治会館"), (5, "台自治会館"), (6, "台　自治会館"), (7, "台自治会"))
    ]
    client = login(client, coordinator)
    page, _answer = take(client, eating, book(HEADS, *rows), place_1="台自治会館")
    assert "書かれたまま: 台　自治会館" in page
    assert sorted(set(Activity.objects.filter(program=eating.program).values_list("place", flat=True))) == [
        "台　自治会館",
        "台自治会館",
    ]


def test_a_file_is_taken_back_whole_and_not_once_a_row_was_corrected(client, coordinator, eating):
    client = login(client, coordinator)
    data = book(HEADS, ROW, [date(LAST, 6, 1), *ROW[1:]])
    _page, answer = take(client, eating, data)
    client.post(answer.url, {"once": str(uuid.uuid4())})
    file = RecordFile.objects.get()
    assert file.taken_back_by == coordinator
    assert set(Activity.objects.filter(program=eating.program).values_list("state", flat=True)) == {"cancelled"}
    _page, answer = take(client, eating, data)
    one = Activity.objects.filter(state="held", program=eating.program).order_by("date").first()
    with context.on_behalf_of(coordinator):
        services.activity_correct(
            one, actor=coordinator, numbers={eating: 20}, districts=one.districts, date=one.date, place=one.place
        )
    said = client.get(client.post(answer.url, {"once": str(uuid.uuid4())}).url).content.decode()
    assert "記録のあとで直された行があるため取り消せません: 2" in said
    assert Activity.objects.filter(state="held", program=eating.program).count() == 2


def test_heads_over_two_rows_are_found_where_the_upper_one_was_merged(client, coordinator, eating):
    def merge(page):
        for ref in ("A1:F1", "A2:A3", "B2:B3", "C2:E2", "F2:F3"):
            page.merge_cells(ref)

    heads = [
        [f"{LAST}年度 実施記録"],
        ["開催日", "会場", "参加者", "", "", "経費"],
        ["", "", "合計", "うち子ども", "ボランティア", ""],
    ]
    client = login(client, coordinator)
    _page, answer = take(client, eating, book(*heads, [date(LAST, 4, 12), "台自治会館", 24, 9, 5, 1200], change=merge))
    one = Activity.objects.get(program=eating.program)
    assert (one.children, one.volunteers, one.cost, one.values.get().number) == (9, 5, 1200, 24)
    assert answer.url in client.get(one.get_absolute_url()).content.decode()


def test_many_rows_ask_the_database_as_often_as_few(eating):
    def asked(number):
        lines = [
            ["日付", "人数", "会場"],
            *([f"{LAST}/4/{1 + row % 28}", str(20 + row // 28), "台自治会館"] for row in range(number)),
        ]
        with CaptureQueriesContext(connection) as queries:
            reader = Reader(eating.program, [Table("1", lines)])
            assert len(reader.read().lines) == number
        return len(queries)

    asked(1)
    assert asked(3) == asked(200)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("macros", made_of("", **{"xl/vbaProject.bin": b"x"}), "マクロ"),
        ("locked", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "パスワード"),
        ("old", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".xls"),
        ("bomb", made_of("", **{"xl/media/a.bin": b"\0" * 11_000_000}), "大きすぎ"),
        ("none", b"\x00\x01\x02", "どちらでもありません"),
        ("broken", b"PK\x03\x04 nothing", "読めません"),
        ("heads", book(["名前", "数"], ["a", 1]), "列の名前"),
        ("empty", book([]), "何も書かれていません"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_field(client, coordinator, eating, name, data, said):
    page = client.get(send(login(client, coordinator), eating, data).url).content.decode()
    found = re.findall(r'class="field__error[^>]*>(.*?)</p>', page, re.DOTALL)
    assert len(found) == 1
    assert said in found[0]


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig"])
def test_text_with_commas_is_a_table_in_each_encoding(client, coordinator, eating, encoding):
    text = f'記録\r\n開催日,会場,参加者数\r\n{LAST}/4/8,台自治会館,"1,024名"\r\n'
    table = tables_of(text.encode(encoding))[0]
    reader = Reader(eating.program, [table])
    reader.how.year = LAST
    found = reader.read()
    assert [(line.number, line.said["number"]) for line in found.lines] == [(3, 1024)]


def test_days_without_a_year_lie_in_the_fiscal_year_that_the_title_names(client, coordinator, eating):
    client = login(client, coordinator)
    page, _answer = take(client, eating, book([f"{LAST}年度"], HEADS, ["4月8日(土)", *ROW[1:]], ["3/8", *ROW[1:]]))
    assert f'<option value="{LAST}" selected' in page
    assert set(Activity.objects.filter(program=eating.program).values_list("date", flat=True)) == {
        date(LAST, 4, 8),
        date(LAST + 1, 3, 8),
    }


def test_another_programme_and_another_council_are_out_of_reach(client, coordinator, manager, eating, plan, visitor):  # noqa: F811
    client = login(client, coordinator)
    _page, answer = take(client, eating, book(HEADS, ROW))
    for page in (answer.url, reverse("records_upload"), reverse("records_marked"), reverse("records_preview")):
        assert login(client, visitor).get(page).status_code == 403
    assert Plan.objects.filter(pk=plan.pk).exists()


def written(day: date, how: int) -> str:
    era = day.year - 2018
    return [
        f"令和{era}年{day.month}月{day.day}日", f"R{era}.{day.month}.{day.day}", f"{day.year}/{day.month}/{day.day}", f"{day.month}月{day.day}日",
        f"令和{era}年{day.month}月{day.day}日".translate(str.maketrans("0123456789", "０１２３４５６７８９")), f"{day.year}-{day.month:02d}-{day.day:02d}",
    ][how]  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(
            st.integers(0, 364),
            st.integers(0, 5),
            st.integers(0, 40),
            st.booleans(),
            st.integers(0, 2),
            st.sampled_from(["台小区", "東", "全域"]),
        ),
        min_size=1,
        max_size=12,
    ),
    above=st.integers(0, 6),
)
def test_ledgers_in_any_hand_come_to_what_plain_python_counts(eating, rows, above):
    """Wareki, widths, gaps and titles change nothing of the days and numbers."""
    first = fiscal.bounds(LAST)[0]
    lines, expected = [["題"]] * above + [["日付", "人数", "地区"]], []
    for days, how, number, wide, gap, where in rows:
        day = first + timedelta(days=days)
        text = f"{number}名".translate(str.maketrans("0123456789", "０１２３４５６７８９")) if wide else str(number)
        lines += [["", "", ""]] * gap + [[written(day, how), text, where]]
        expected.append((day, number, len(lines)))
    reader = Reader(eating.program, [Table("1", lines)])
    reader.how.year = LAST
    found = reader.read()
    assert [(line.said["date"], line.said["number"], line.number) for line in found.lines] == expected
    assert len({line.key for line in found.lines}) == len(rows)


def test_a_span_over_noon_is_as_many_hours():
    assert [float(cells.hours(text)) for text in ("9:30〜12:00", "1:45", "３時間")] == [2.5, pytest.approx(1.8, abs=0.06), 3]
    assert not zipfile.is_zipfile(io.BytesIO(b""))


def corrected(client, eating, *rows, **fields):
    data = book(HEADS, *rows)
    page = look(client, eating, data)
    return page, client.post(reverse("records_preview"), form_of(page) | {"take": "on", "meant": "on"} | fields)


def test_a_row_that_was_corrected_in_the_file_mends_its_record(client, coordinator, eating, areas):
    """24 became 26, and nobody says any more what it cost; what the file has no column for stays as it was."""
    client = login(client, coordinator)
    corrected(client, eating, ROW, [date(LAST, 6, 1), *ROW[1:]])
    one = Activity.objects.get(date=ROW[0])
    Activity.objects.filter(pk=one.pk).update(staff=3)
    changed = [*ROW[:2], 26, *ROW[3:6], "", ROW[7]]
    page, answer = corrected(client, eating, changed, [date(LAST, 6, 1), *ROW[1:]], corrects="on")
    assert "2行め, 開催日: 前に取り込んだ行の訂正です：地域食堂の参加者 24 → 26、経費 12000 → –" in page
    assert "訂正</span>" in page
    one.refresh_from_db()
    assert (one.values.get().number, one.cost, one.staff, Activity.objects.count()) == (26, None, 3, 2)
    assert one.changes.filter(what="corrected").count() == 1
    assert answer.url == RecordFile.objects.get().get_absolute_url()
    # The file as it is today brings nothing any more.
    assert "取り込む行がありません" in look(client, eating, book(HEADS, changed, [date(LAST, 6, 1), *ROW[1:]]))


def test_a_corrected_row_is_another_record_where_somebody_says_so(client, coordinator, eating):
    client = login(client, coordinator)
    corrected(client, eating, ROW)
    corrected(client, eating, [*ROW[:2], 26, *ROW[3:]])
    assert sorted(ActivityValue.objects.values_list("number", flat=True)) == [24, 26]
    assert RecordFile.objects.count() == 2


def test_two_rows_of_one_day_and_place_are_asked_about_and_mend_nothing(client, coordinator, eating):
    client = login(client, coordinator)
    corrected(client, eating, ROW, [*ROW[:2], 31, *ROW[3:]])
    page, _answer = corrected(client, eating, [*ROW[:2], 26, *ROW[3:]], corrects="on")
    assert "この日の行を前に取り込んでいますが、このファイルにはありません：2、3行め" in page
    assert Activity.objects.count() == 3


def test_a_row_of_another_day_or_programme_corrects_nothing(client, coordinator, eating):
    client = login(client, coordinator)
    corrected(client, eating, ROW)
    page, _answer = corrected(client, eating, [date(LAST, 4, 9), *ROW[1:]], [*ROW[:1], "東集会所", 12, *ROW[3:]], corrects="on")
    assert "訂正です" not in page
    assert Activity.objects.count() == 3


@pytest.mark.parametrize("text", ["99:99", "2:60", "25:00", "10:00～25:30", "10:70-12:00"])
def test_hours_that_no_clock_shows_are_refused_at_their_cell(client, coordinator, eating, text):
    client = login(client, coordinator)
    page = look(client, eating, book(HEADS, [*ROW[:5], text, *ROW[6:]]))
    assert "2行め, 時間: このような時刻・時間はありません" in page


def test_more_than_can_be_taken_in_at_once_is_said_before(client, coordinator, eating, monkeypatch):
    monkeypatch.setattr("programs.views.files.MOST", 2)
    client = login(client, coordinator)
    page, answer = corrected(
        client, eating, *([day, *ROW[1:]] for day in (date(LAST, 4, 8), date(LAST, 5, 8), date(LAST, 6, 8)))
    )
    assert "一度に取り込めるのは2行までです" in page
    assert 'name="take"' not in page
    assert not Activity.objects.exists()
    assert answer.url == reverse("records_preview")


def rows_of(eating, *rows) -> list:
    reader = Reader(eating.program, [Table("1", [HEADS, *([str(one) for one in row] for row in rows)])])
    reader.how.measure = str(eating.pk)
    found = reader.read()
    assert not found.wrong
    return found.lines


def test_a_row_becomes_what_it_would_be_when_somebody_typed_it(coordinator, eating):
    (line,) = rows_of(eating, ROW)
    with context.on_behalf_of(coordinator):
        file = services.records_take_in(eating.program, actor=coordinator, lines=[line])
        typed = services.activity_record(actor=coordinator, **line.said)
    made = Activity.objects.get(file_row__file=file)
    same = [one.name for one in Activity._meta.fields if one.name not in ("id", "recorded_at")]
    assert {name: getattr(made, name) for name in same} == {name: getattr(typed, name) for name in same}
    numbers = [set(one.values.values_list("measure", "number")) for one in (made, typed)]
    assert numbers[0] == numbers[1] != set()
    said = [one.changes.get() for one in (made, typed)]
    assert said[0].lines == said[1].lines
    assert (said[0].what, said[0].by) == ("recorded", coordinator)
    with context.on_behalf_of(coordinator):
        services.records_take_back(file, actor=coordinator)
        services.activity_cancel(typed, actor=coordinator, cancelled_reason="取り込み元のファイルが取り消された")
    made.refresh_from_db()
    assert (made.state, bool(made.cancelled_reason)) == ("cancelled", True)
    gone = [one.changes.get(what="cancelled") for one in (made, typed)]
    assert [[line[:2] for line in one.lines] for one in gone] == [[["state", "held"], ["cancelled_reason", ""]]] * 2
    assert gone[0].by == coordinator


def test_many_rows_cost_as_many_statements_as_few(coordinator, eating):
    spent = []
    for month, number in ((4, 1), (5, 2), (6, 25)):
        lines = rows_of(eating, *([date(LAST, month, 1 + day), *ROW[1:]] for day in range(number)))
        with context.on_behalf_of(coordinator), CaptureQueriesContext(connection) as queries:
            file = services.records_take_in(eating.program, actor=coordinator, lines=lines)
            services.records_take_back(file, actor=coordinator)
        assert file.rows.count() == number
        spent.append(len(queries))
    assert spent[1] == spent[2]


def test_of_several_rows_of_a_day_the_last_one_counts_as_the_latest(coordinator, eating):
    with context.on_behalf_of(coordinator):
        lines = rows_of(eating, *([*ROW[:2], number, *ROW[3:]] for number in range(20, 40)))
        services.records_take_in(eating.program, actor=coordinator, lines=lines)
    made = ActivityValue.objects.filter(measure=eating).order_by("activity__date", "activity__recorded_at")
    assert [int(number) for number in made.values_list("number", flat=True)] == list(range(20, 40))
