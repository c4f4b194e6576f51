"""What the pages of the case conferences show, and what the ledger says that they showed, are the same rows (as in `test_reads_are_events`)."""

import uuid
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.models import Case, ProgressNote
from conferences import services
from conferences.codes import Basis, DecisionKind
from conferences.models import Attendee, Item, PaperPart, Sheet
from privacy import context
from tests.cast import login, make_areas, make_one
from tests.documents.conftest import work
from tests.factories.casework import details, make_case, make_note, make_place
from tests.factories.conferences import add, hold, invite, make_conference, take_sheet
from tests.proofs.test_reads_are_events import all_rows, events_of_the_last_request, rows_in

pytestmark = pytest.mark.django_db
# Shown without words of their own: a number, a tick, whether papers are older than the agenda, a text that is shown in pieces.
NAMELESS = {
    "home": {Case, Item},
    "agenda, with candidates": {PaperPart},
    "papers": {Item, PaperPart, Sheet},
    "sheet": {Sheet},
    "sheet without names": {Sheet},
    "meeting": {Case},
    "record": {Attendee, Case},
    "board": {Case, Item},
    "done": {Case, Item},
}
# A sheet says for itself what it was taken from.
COPIED = {"sheet": {ProgressNote}, "sheet without names": {ProgressNote}}


def _case(user, areas, number):
    someone = details(
        make_place(areas.dai), family_name=f"栂野{number}番", given_name="方", family_kana=f"とがの{number}", given_kana="かた",
        living=f"暮らし{number}号", phone=f"0436-00-66{number:02d}",
    )  # fmt: skip
    case = make_case(user, areas.dai, new_subject=someone, words=f"はじめの言葉その{number}")
    make_note(user, case, text=f"記録その{number}の文")
    return case


@pytest.fixture(scope="module")
def stage(for_the_file):
    """One meeting ahead with its papers, one that is being held, one that was; and cases that ask for the next."""
    areas = make_areas()
    coordinator, manager = make_one("coordinator", areas), make_one("manager", areas)
    ahead = make_conference(coordinator, areas.council, basis=Basis.ANONYMISED, chair=manager, title="先の会議の名")
    invite(coordinator, ahead, name="外の人その一", organisation="外の団体その一", role="外の役その一")
    items = [
        add(coordinator, ahead, _case(coordinator, areas, number), question=f"何を決めるかその{number}") for number in range(3)
    ]
    for item in items:
        take_sheet(coordinator, item)
    add(coordinator, ahead, title="事例のない議題")
    with context.on_behalf_of(coordinator):
        services.attendee_leave_out(
            items[0], actor=coordinator, attendee=Attendee.objects.filter(conference=ahead, user=None).get()
        )
        services.papers_make(ahead, actor=coordinator)
        work()
        for number in (7, 8):
            services.candidate_ask(_case(coordinator, areas, number), actor=coordinator, why=f"相談したい訳{number}")
    running = make_conference(coordinator, areas.council, days=0, chair=manager, title="今の会議の名")
    spoken = [
        add(coordinator, running, _case(coordinator, areas, number), question=f"何を決めるかその{number}") for number in (4, 5)
    ]
    held = make_conference(coordinator, areas.council, days=0, chair=manager, title="前の会議の名")
    past = add(coordinator, held, _case(coordinator, areas, 6), question="何を決めるかその6")
    _come_of_it(coordinator, past, 6)
    hold(coordinator, held, one=(past, "話したことその6の文"))
    with context.on_behalf_of(coordinator):
        services.conference_begin(running, actor=coordinator)
    for number, item in enumerate(spoken, start=4):
        _come_of_it(coordinator, item, number)
    with context.on_behalf_of(coordinator):
        services.minutes_draft_save(spoken[0], actor=coordinator, text="打ちかけの議事の文", tab=uuid.uuid4())
    return SimpleNamespace(
        coordinator=coordinator, ahead=ahead, running=running, held=held, items=items, spoken=spoken, past=past,
        deed=past.actions.get(owner=coordinator), paper=PaperPart.objects.filter(conference=ahead, place=0, n=1).get().document,
    )  # fmt: skip


def _come_of_it(user, item, number):
    until = timezone.localdate() + timedelta(days=7)
    with context.on_behalf_of(user):
        services.decision_record(item, actor=user, kind=DecisionKind.CONNECT, text=f"決めたことその{number}")
        services.action_add(item, actor=user, what=f"することその{number}", until_date=until, owner=user)
        services.action_add(item, actor=user, what=f"外ですることその{number}", until_date=until, outsider=f"外の人{number}号")


@pytest.fixture
def scene(stage, db):
    stage.client = login(Client(), stage.coordinator)
    return stage


def at(name, record=None, query=""):
    """The page of this name, about what the stage calls so."""

    def look(scene):
        about = [record(scene).pk] if record else []
        return scene.client.get(reverse(name, args=about) + query)

    return look


# How to get each page, and how many rows it shows at the least.
BROWSING = {
    "home": (at("home"), 4),
    "meetings": (at("conferences"), 3),
    "agenda, with candidates": (at("conference", lambda one: one.ahead), 12),
    "agenda, changed": (at("conference_edit", lambda one: one.ahead), 1),
    "who comes": (at("conference_people", lambda one: one.ahead), 3),
    "series": (at("conference_series", lambda one: one.ahead), 1),
    "papers": (at("conference_papers", lambda one: one.ahead), 8),
    "a paper": (at("document", lambda one: one.paper), 2),
    "documents that left": (at("documents"), 3),
    "sheet": (at("sheet", lambda one: one.items[0]), 2),
    "sheet without names": (at("sheet_masked", lambda one: one.items[0]), 2),
    "meeting": (at("meeting_item", lambda one: one.spoken[0]), 8),
    "record": (at("meeting_record", lambda one: one.held), 4),
    "minutes, mended": (at("minutes_edit", lambda one: one.past), 2),
    "board": (at("action_board"), 6),
    "done": (at("action_done", lambda one: one.deed), 1),
}


def test_the_rows_that_leave_are_the_rows_in_the_ledger(scene):
    """Takes some seconds: three meetings are opened to know their texts."""
    models, texts = all_rows()
    # What a paper says are the forms' own words, and those of the records that it was made of.
    texts = {words: row for words, row in texts.items() if models[row] is not PaperPart}
    for page, (look, least) in BROWSING.items():
        answer = look(scene)
        shown = rows_in(answer, models, texts)
        events = events_of_the_last_request()
        recorded = {row for event in events for row in event.records}
        assert answer.status_code == 200, page
        assert len(shown) >= least, page
        assert {models[row] for row in shown - recorded} <= COPIED.get(page, set()), page
        assert {models[row] for row in recorded - shown} <= NAMELESS.get(page, set()), page
        assert {event.actor for event in events} == {scene.coordinator.pk}, page
