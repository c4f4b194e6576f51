"""A ledger out of the office's own Excel: looked through first, each bad row named, taken over whole and once, by whoever may."""

import io
import re
import uuid
import zipfile
from datetime import date, timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from casework.models import Case, CaseStep, Consulter, Person, ProgressNote
from moving.models import Move
from privacy import context
from privacy.models import DossierKey, Grant
from tests.cast import login
from tests.factories.casework import make_place
from tests.moving.ledgers import FIRST, HEADS, back, book, bring, form_of, other, page_of, row, said_on
from tests.workbooks import made_of

pytestmark = pytest.mark.django_db


def test_a_sheet_becomes_cases_with_their_people_notes_and_steps(client, coordinator, areas, taken):
    place = make_place(areas.dai)
    client = login(client, coordinator)
    second = row(相談日="R1.6.3", 相談内容="また来られた", 対応="", 終結日="", 終結理由="", 相談者="", 続柄="", 方法="電話")
    move = taken(client, book(HEADS, FIRST, second))
    assert (move.status, move.cases, move.people, move.contacts) == ("taken", 1, 1, 2)
    with context.on_behalf_of(coordinator):
        case = Case.objects.visible_to(coordinator).get()
        assert (case.intake_date, case.closed_date, case.status, case.closure_reason) == (
            date(2019, 5, 13), date(2019, 8, 30), "closed", "solved",
        )  # fmt: skip
        assert (case.number, case.topics, case.main_topic, case.route, case.words) == (
            "2019-0001", ["dementia"], "dementia", "commissioner", "鍵をなくした",
        )  # fmt: skip
        person = Person.objects.visible_to(coordinator).get()
        assert (person.name, person.kana, person.birth_date, person.sex, person.phone) == (
            "植木 一郎", "うえき いちろう", date(1937, 3, 4), "male", "0436-00-0001",
        )  # fmt: skip
        assert (person.place_key, person.block, case.area, person.dossier.area) == (
            str(place.pk),
            "5-12 植木荘",
            areas.dai,
            areas.dai,
        )
        notes = ProgressNote.objects.visible_to(coordinator).order_by("met_at")
        assert [(timezone.localdate(note.met_at), note.means, note.is_first) for note in notes] == [
            (date(2019, 5, 13), "came", True), (date(2019, 6, 3), "phone", False),
        ]  # fmt: skip
        assert (
            notes[0].text
            == "鍵をなくした\n包括につないだ\n旧台帳の番号：１２ ／ 担当：試験 花子 ／ 分類：認知症 ／ 経路：民生委員 ／ 方法：来所 ／ 終結：解決"
        )
        assert [(step.kind, step.on_date) for step in CaseStep.objects.visible_to(coordinator).order_by("on_date")] == [
            ("opened", date(2019, 5, 13)), ("closed", date(2019, 8, 30)),
        ]  # fmt: skip
        consulter = Consulter.objects.visible_to(coordinator).get()
        assert (consulter.name, consulter.relation) == ("露木 花", "長女")
    assert "植木" in client.get(case.get_absolute_url()).content.decode()


def test_all_of_it_goes_back_and_can_be_brought_again(client, coordinator, areas, taken, django_capture_on_commit_callbacks):
    client = login(client, coordinator)
    data = book(HEADS, FIRST, row(台帳番号="13", 氏名="植木 二子", 終結日="", 終結理由=""))
    move = taken(client, data)
    dossiers = list(Case.objects.values_list("dossier", flat=True)) + list(Person.objects.values_list("dossier", flat=True))
    # The open one alone has its staff, named by whoever brought it.
    ways = Grant.objects.filter(content_object__in=dossiers).values_list("user", "given_by")
    assert list(ways) == [(coordinator.pk, coordinator.pk)]
    page = back(client, move, django_capture_on_commit_callbacks)
    assert move.status == "back", page
    assert [model.objects.count() for model in (Case, Person, ProgressNote, CaseStep, Consulter)] == [0] * 5
    assert not DossierKey.objects.filter(pk__in=dossiers).exists()
    assert not Grant.objects.filter(content_object__in=dossiers).valid(timezone.localdate()).exists()
    assert set(Case.history.values_list("history_type", flat=True)) == {"+", "-"}
    assert taken(client, data).cases == 2


def test_another_file_under_the_same_key_is_another_one(client, coordinator):
    client, key = login(client, coordinator), str(uuid.uuid4())
    one, other_ = book(HEADS, FIRST), book(HEADS, row(氏名="植木 三江"))
    first = bring(client, one, once=key)
    assert bring(client, one, once=key) == first
    assert "植木 三江" in page_of(client, bring(client, other_, once=key))
    assert Move.objects.count() == 2


def test_the_same_file_twice_makes_the_same_cases_once(client, coordinator, areas, taken):
    client = login(client, coordinator)
    taken(client, book(HEADS, FIRST, other(台帳番号="13", 氏名="植木 二子")))
    # Continued, in other widths, the years in the other count: what was there is known again.
    data = book(
        HEADS,
        row(台帳番号="12", 相談日=date(2019, 5, 13)),
        other(台帳番号="１３", 氏名="植木　二子"),
        other(台帳番号="14", 氏名="植木 三江"),
    )
    move = bring(client, data)
    page = page_of(client, move)
    assert "2行め: 引き継ぎ済み" in page
    assert "3行め: 引き継ぎ済み" in page
    move = taken(client, data)
    assert (move.cases, Case.objects.count(), Person.objects.count()) == (1, 3, 3)
    continued = bring(client, book(HEADS, FIRST, row(台帳番号="12", 相談日="R1.7.1")))
    assert any("相談は引き継ぎ済みです" in line for line in said_on(page_of(client, continued)))


BAD = {
    "相談日": [
        ("いつか", "日付として読めません"),
        ("", "日がありません"),
        ("5/13", ""),
        (date.today() + timedelta(days=9), "まだ来ていない日"),
    ],
    "氏名": [("", "氏名がありません"), ("植" * 61, "60文字より長い")],
    "ふりがな": [("上木", "ひらがなか")],
    "生年月日": [("S70.1.1", "この日はありません"), ("R5.1.1", "相談日よりあと")],
    "電話番号": [("0436-00-00", "10桁")],
    "終結日": [("R1.5.1", "受付日より前"), ("#N/A", "エラー")],
    "相談内容": [("長" * 20_001, "20000文字より長い")],
}


def test_each_bad_row_is_named_at_its_cell_and_marked_and_the_others_can_be_taken(client, coordinator, areas, taken):
    rows, said = [], {}
    for head, cells in BAD.items():
        for cell, words in cells:
            rows.append(row(**{head: cell, "台帳番号": str(len(rows))}))
            said[len(rows) + 1] = (head, words)
    client = login(client, coordinator)
    data = book(HEADS, *rows, FIRST)
    move = bring(client, data)
    page = page_of(client, move)
    wrong = {number for number, (_head, words) in said.items() if words}
    for number in wrong:
        named = re.search(rf"<li>令和元年度 {number}行め, {said[number][0]}: ([^<]*)</li>", page)
        assert named, (number, said[number])
        assert said[number][1] in named[1], named[0]
    assert set(map(int, re.findall(r"<li>令和元年度 (\d+)行め", page))) == wrong
    marked = openpyxl.load_workbook(io.BytesIO(client.get(reverse("move_marked", args=[move.pk])).content)).active
    for number in wrong:
        column = HEADS.index(said[number][0]) + 1
        assert marked.cell(number, column).fill.fgColor.rgb == "FFFFE15A"
        assert said[number][1] in marked.cell(number, len(HEADS) + 1).value
    assert marked.cell(len(rows) + 2, 2).fill.fgColor.rgb != "FFFFE15A"
    client.post(move.get_absolute_url(), form_of(page) | {"take": "on"})
    assert not Case.objects.exists()
    assert taken(client, data, leave="on").cases == len(rows) - len(wrong) + 1


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")', "|cmd"]


def test_what_begins_like_a_formula_is_text_in_the_marked_file(client, coordinator, areas):
    rows = [row(相談日="いつか", 相談内容=words, 台帳番号=words) for words in FORMULAS]
    csv = "\n".join(",".join(f'"{str(cell).replace(chr(34), chr(34) * 2)}"' for cell in line) for line in [HEADS, *rows])
    move = bring(login(client, coordinator), csv.encode("cp932"), "台帳.csv")
    marked = openpyxl.load_workbook(io.BytesIO(client.get(reverse("move_marked", args=[move.pk])).content)).active
    for number, words in enumerate(FORMULAS, 2):
        cell = marked.cell(number, HEADS.index("相談内容") + 1)
        assert (cell.value, cell.data_type) == (words.strip(), "s")


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig"])
def test_a_csv_of_any_encoding_is_read(client, coordinator, areas, taken, encoding):
    text = "\r\n".join(",".join(line) for line in (HEADS, FIRST))
    move = bring(login(client, coordinator), text.encode(encoding), "台帳.csv")
    assert "植木 一郎" in page_of(client, move)


def test_merged_heads_sheets_by_year_hidden_rows_and_totals(client, coordinator, areas, taken):
    def change(page):
        page.merge_cells("A1:D1")
        page.merge_cells("C2:D2")
        page.row_dimensions[5].hidden = True

    titled = [
        ["相談台帳", "", "", ""],
        ["", "", "対象者", ""],
        ["番号", "月日", "氏名", "ふりがな"],
        ["1", "５月１３日", "植木 一郎", ""],
    ]
    rows = [*titled, ["2", "6/3", "植木 隠", ""], ["合計", "", 2, ""]]
    more = {"R2": [["No", "日付", "氏名"], ["1", "3/31", "植木 四郎"]], "メモ": [["買い物"]]}
    client = login(client, coordinator)
    move = bring(client, book(*rows, title="平成31年度", more=more, change=change))
    page = page_of(client, move)
    assert "5行め: Excelで隠された行" in page
    assert "6行め: 合計の行" in page
    move = taken(client, book(*rows, title="平成31年度", more=more, change=change))
    with context.on_behalf_of(coordinator):
        found = {case.intake_date: case.fiscal_year for case in Case.objects.visible_to(coordinator)}
    assert found == {date(2019, 5, 13): 2019, date(2021, 3, 31): 2020}


def ole(words: bytes) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100 + words


def macros() -> bytes:
    made = io.BytesIO(book(HEADS, FIRST))
    with zipfile.ZipFile(made, "a") as package:
        package.writestr("xl/vbaProject.bin", b"x")
    return made.getvalue()


REFUSED = {
    "a password": (lambda: ole("EncryptedPackage".encode("utf-16-le")), "パスワード"),
    "an old Excel": (lambda: ole(b""), ".xls"),
    "macros": (macros, "マクロ"),
    "1,048,576 rows": (lambda: made_of("<row><c t='n'><v>1</v></c></row>" * 1_048_576), "台帳として大きすぎ"),
    "a picture as head": (lambda: book([None] * 3, ["", "", ""], ["12", "R1.5.13", "植木 一郎"]), "画像の見出し"),
    "nothing": (lambda: book([]), "何も書かれて"),
    "no workbook": (lambda: b"\x89PNG\r\n\x1a\n\0\0\0", "Excel"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_ledger_is_refused_in_words_and_nothing_is_kept(client, coordinator, areas, what):
    make, said = REFUSED[what]
    client = login(client, coordinator)
    answer = client.post(
        reverse("moves"),
        {"subject": "ledger", "document": SimpleUploadedFile("a.xlsx", make()), "once": str(uuid.uuid4())},
        follow=True,
    )
    page = answer.content.decode()
    assert said in page[page.find('role="alert"') :][:2000]
    assert not Move.objects.exists()


def test_the_example_can_be_taken_over_as_it_is(client, coordinator, areas, taken):
    client = login(client, coordinator)
    move = taken(client, client.get(reverse("move_sample")).content)
    assert (move.cases, move.people, move.contacts) == (3, 2, 4)
