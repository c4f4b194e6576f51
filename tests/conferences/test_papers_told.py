"""What stands on paper besides the sheets without names: the questions, the title, the place, the matters, as what somebody comes."""

import io
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from docx import Document as Docx

from casework.services import case_close
from casework.services.people import relative_save
from conferences import services
from conferences.codes import Basis, Shown
from conferences.documents import AGENDA, MINUTES
from conferences.documents.words import ELSEWHERE, agenda_words, record_words
from conferences.models import PaperPart, Sheet
from conferences.record import record_of
from conferences.services.papers import NamesSomebody
from conferences.services.sheets import Final
from documents.models import Document
from privacy import context
from privacy.reach import can
from tests.conferences.test_papers import (
    CONSULTER,
    FAMILY,
    NAME,
    OTHER,
    login_client,
    login_page,
    make,
    opened,
    papers,
    planned,
    write_sheet,
)
from tests.documents.conftest import work
from tests.documents.reading import everything, text
from tests.factories.casework import details, make_case, make_place
from tests.factories.conferences import add, invite, make_conference
from tests.factories.telling import say

pytestmark = pytest.mark.django_db
GIVEN, READING = "節江", ("うえこみ", "せつえ")


def case_of(cast, areas, name=NAME):
    person = details(
        make_place(areas.dai), family_name=name, given_name=GIVEN, family_kana=READING[0], given_kana=READING[1],
    )  # fmt: skip
    return make_case(cast.coordinator, areas.dai, new_subject=person)


@pytest.fixture
def meeting(cast, areas):
    """On consent, with one of the staff and one from outside."""
    meeting = make_conference(cast.coordinator, areas.council)
    invite(cast.coordinator, meeting, user=cast.manager)
    invite(cast.coordinator, meeting, name="林田 由紀")
    return meeting


@pytest.fixture
def masked(cast, areas, meeting):
    case = case_of(cast, areas)
    agreed(cast, case)
    item = add(cast.coordinator, meeting, case, question=f"{NAME}さんにだれが会うか", shown=Shown.MASKED)
    write_sheet(cast.coordinator, item)
    return item


@pytest.fixture
def named(cast, areas, meeting):
    case = case_of(cast, areas, OTHER)
    agreed(cast, case)
    item = add(cast.coordinator, meeting, case, question=f"{OTHER}さんをだれが送るか", shown=Shown.REAL)
    write_plain(cast.coordinator, item, f"{OTHER}さんの暮らし")
    return item


def agreed(cast, case):
    everything_told = ("existence", "identity", "living", "notes")
    say(cast.coordinator, case.subject, contents=everything_told, recipients=("conference",), purposes=["conference"])


def write_plain(actor, item, words):
    blocks = [{"key": "facts", "title": "基本情報", "text": words, "date": "", "on": True, "edited": True}]
    with context.on_behalf_of(actor):
        assert can(actor, "item.prepare", item)
        Sheet(item=item, dossier_id=item.dossier_id, blocks=blocks, written_by=actor).save()


def change(actor, record, **values):
    with context.on_behalf_of(actor):
        return services.conference_change(record, actor=actor, **values)


def test_one_item_without_a_name_takes_neither_name_nor_question_from_the_others(cast, meeting, masked, named):
    said = [part for _item, part in agenda_words(planned(cast.coordinator, meeting)).parts]
    assert [one["called"] for one in said] == ["Aさん", f"{OTHER} {GIVEN}さん（Bさん）"]
    assert [one["question"] for one in said] == ["だれが最初に会うか", f"{OTHER}さんをだれが送るか"]


def test_a_question_that_nobody_wrote_without_the_name_is_said_to_lie_elsewhere(cast, meeting, named):
    outside = next(one.attendee for one in planned(cast.coordinator, meeting).readers if one.n == 2)
    with context.on_behalf_of(cast.coordinator):
        services.attendee_leave_out(named, actor=cast.coordinator, attendee=outside)
    ((_item, said),) = agenda_words(planned(cast.coordinator, meeting)).parts
    assert (said["called"], said["question"]) == (f"{named.letter}さん", ELSEWHERE)


@pytest.mark.parametrize(
    ("where", "planted"),
    [("title", f"{NAME}さんの会"), ("title", f"{GIVEN}さんを囲む会"), ("title", "ウエコミさんの会"), ("place", f"{NAME}宅")],
)
def test_a_name_in_the_title_or_the_place_stops_every_paper(cast, meeting, masked, where, planted):
    assert planned(cast.coordinator, meeting).flaws == [], "the control: nothing stood there"
    changed = change(cast.coordinator, meeting, **{where: planted})
    assert planned(cast.coordinator, changed).flaws
    page = login_page(cast.coordinator, meeting)
    assert "資料はまだ作れません" in page
    assert "だれのことか分からないように書きかえる" in page
    with pytest.raises(NamesSomebody):
        make(cast.coordinator, changed)
    assert not Document.objects.exists()


def test_where_everybody_may_know_the_name_it_may_stand_in_the_title(cast, meeting, named):
    changed = change(cast.coordinator, meeting, title=f"{OTHER}さんの会")
    assert planned(cast.coordinator, changed).flaws == []


def test_a_relation_or_a_name_in_a_role_is_said_with_whose_role_it_is(cast, meeting, masked):
    with context.on_behalf_of(cast.coordinator):
        relative_save(masked.case.subject, actor=cast.coordinator, relation="長男", name=f"{FAMILY} 一郎")
    invite(cast.coordinator, meeting, name="岸 一郎", role="長男")
    invite(cast.coordinator, meeting, name="岸 二郎", organisation=f"{NAME}家")
    invite(cast.coordinator, meeting, name="岸 三郎", role="民生委員")
    assert [flaw.whom for flaw in planned(cast.coordinator, meeting).flaws] == ["岸 一郎", "岸 二郎"]


def test_a_matter_that_names_somebody_is_held_back_alone(cast, meeting, masked):
    plain = add(cast.coordinator, meeting, title="来月の予定")
    matter = add(cast.coordinator, meeting, title=f"{NAME}さんの件のお礼")
    plan = planned(cast.coordinator, meeting)
    assert list(plan.held) == [matter.pk]
    words = [line["words"] for line in agenda_words(plan).meeting["lines"]]
    assert plain.title in words
    assert not [one for one in words if NAME in one]


def test_a_sheet_with_the_name_tells_nobody_of_another_case_without_it(cast, meeting, masked, named):
    assert not planned(cast.coordinator, meeting).held
    with context.on_behalf_of(cast.coordinator):
        texts = {"facts": f"{OTHER}さんは{NAME} {GIVEN}さんの隣"}
        services.sheet_write(named, actor=cast.coordinator, texts=texts, on={"facts"})
    plan = planned(cast.coordinator, meeting)
    assert list(plan.held) == [named.pk]
    assert NAME in str(plan.held[named.pk][0].why)


def test_a_closed_case_gets_onto_no_paper(cast, meeting, masked):
    with context.on_behalf_of(cast.coordinator):
        case_close(masked.case, actor=cast.coordinator, on_date=timezone.localdate(), reason_code="solved")
    assert "終結" in str(planned(cast.coordinator, meeting).held[masked.pk][0].why)


def test_what_holds_no_paper_back_stands_under_a_heading_of_its_own(cast, meeting, masked):
    presents = invite(cast.coordinator, meeting, name="森田", organisation="民生委員")
    with context.on_behalf_of(cast.coordinator):
        services.item_change(masked, actor=cast.coordinator, presenter=presents)
        services.attendee_remove(presents, actor=cast.coordinator)
    agenda = login_client(cast.coordinator).get(reverse("conference", args=[meeting.pk])).content.decode()
    assert "報告する人が" in agenda
    assert "資料は作れます" in agenda
    assert "その議題の資料だけが作れません" not in agenda
    assert not planned(cast.coordinator, meeting).held


def test_a_missing_sheet_is_named_on_the_agenda(cast, areas, meeting):
    case = case_of(cast, areas)
    agreed(cast, case)
    add(cast.coordinator, meeting, case)
    agenda = login_client(cast.coordinator).get(reverse("conference", args=[meeting.pk])).content.decode()
    assert "その議題の資料だけが作れません" in agenda
    assert "事例シートがまだありません" in agenda


def test_present_is_who_came_and_nobody_else(cast, meeting, masked):
    meeting = change(cast.coordinator, meeting, date=timezone.localdate())
    with context.on_behalf_of(cast.coordinator):
        services.conference_begin(meeting, actor=cast.coordinator)
        came, _stayed_away = (one.attendee for one in planned(cast.coordinator, meeting).readers)
        services.attendee_came(came, actor=cast.coordinator, came=True)
    plan = planned(cast.coordinator, meeting)
    with context.on_behalf_of(cast.coordinator):
        said = record_words(plan, record_of(cast.coordinator, plan.items), "minutes").meeting
    assert [one["name"] for one in said["attendees"]] == [cast.manager.display_name]
    assert [one["name"] for one in said["absent"]] == ["林田 由紀"]
    with context.on_behalf_of(cast.coordinator):
        document = services.record_make(meeting, actor=cast.coordinator, kind=MINUTES.name)
    work()
    paper = text(opened(cast.coordinator, document)).replace(" ", "")
    assert "欠席" in paper
    assert paper.index("欠席") < paper.index("林田由紀")


def test_a_plan_asks_as_often_for_six_items_as_for_two(cast, areas, meeting):
    def fill(count):
        for number in range(count):
            case = case_of(cast, areas, f"植{'一二三四五六'[number]}")
            agreed(cast, case)
            write_sheet(cast.coordinator, add(cast.coordinator, meeting, case, shown=Shown.MASKED))

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert planned(cast.coordinator, meeting).texts
        return len(asked)

    fill(2)
    few = queries()
    fill(4)
    assert queries() == few


def test_a_sheet_that_is_on_paper_is_final_until_it_is_opened_again(cast, meeting, masked):
    make(cast.coordinator, meeting)
    change_it = {"texts": {"facts": "書きかえた"}, "on": {"facts"}}
    with context.on_behalf_of(cast.coordinator):
        with pytest.raises(Final):
            services.sheet_write(masked, actor=cast.coordinator, **change_it)
        with pytest.raises(Final):
            services.sheet_take(masked, actor=cast.coordinator)
    client, url = login_client(cast.coordinator), reverse("sheet", args=[masked.pk])
    assert "シートをもう一度開く" in client.get(url).content.decode()
    assert client.post(reverse("sheet_reopen", args=[masked.pk])).status_code in (302, 303)
    assert "シートをもう一度開く" not in client.get(url).content.decode()
    printed = papers(meeting)[2]
    with context.on_behalf_of(cast.coordinator):
        services.sheet_write(masked, actor=cast.coordinator, **change_it)
    assert "Aさん、80代" in text(opened(cast.coordinator, printed)), "what was printed stays"


def test_nothing_planted_is_left_in_the_word_file_of_the_agenda(cast, areas):
    meeting = make_conference(cast.coordinator, areas.council, basis=Basis.ANONYMISED)
    invite(cast.coordinator, meeting, user=cast.manager)
    invite(cast.coordinator, meeting, name="林田 由紀")
    planted = (NAME, GIVEN, *READING, "ウエコミ", FAMILY, CONSULTER)
    question = "、".join(planted)
    item = add(cast.coordinator, meeting, case_of(cast, areas), question=question)
    write_sheet(cast.coordinator, item)
    make(cast.coordinator, meeting)
    parts = {one.document.kind: one.document for one in PaperPart.objects.filter(conference=meeting, place=0).order_by("-n")}
    answer = login_client(cast.coordinator).get(reverse("document_word", args=[parts[AGENDA.name].pk]))
    word = io.BytesIO(answer.content)
    cells = "\n".join(cell.text for table in Docx(word).tables for row in table.rows for cell in row.cells)
    pdf, staff, outside = (
        opened(cast.coordinator, one) for one in (parts[AGENDA.name], papers(meeting)[1], papers(meeting)[2])
    )
    assert "だれが最初に会うか" in cells, "the control: the cells are read"
    for one in planted:
        assert one in text(staff).replace("\n", ""), "the control: what is searched for can be found"
        assert one not in cells
        assert one not in text(outside)
        assert one not in text(pdf)
        for packed in (one.encode(), one.encode("utf-16-be"), one.encode("utf-16-be").hex().upper().encode()):
            assert packed not in everything(outside)
            assert packed not in everything(pdf)
    with zipfile.ZipFile(word) as packed_word:
        raw = b"".join(packed_word.read(name) for name in packed_word.namelist())
    assert "だれが最初に会うか".encode() in raw, "the control: the whole file is read"
    assert not [one for one in planted if one.encode() in raw]
