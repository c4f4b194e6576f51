"""For each of the 24 programmes one event that moves its row: a record, a step with its evidence, or a record of the office."""

import os
from datetime import date
from pathlib import Path

import pytest

from privacy import context
from programs import reports, services
from programs.demo import DOCUMENT
from programs.models import Measure, Plan, Program
from programs.plan_document import decode

from .test_importing import take_in

pytestmark = pytest.mark.django_db
DAY = date(2023, 6, 10)
# {(basic plan, word of the name): (what is recorded, how many)}, of the council's own plan and of the demo's alike.
EVENTS = {
    ("1-1", "広報誌発行"): ("広報誌の部数", 3000),
    ("1-1", "歳末助け合い"): ("募金の額", 52000),
    ("1-1", "地域福祉支援"): ("様子を聞いた世帯", 8),
    ("1-1", "生活困窮者支援"): ("制服リユースの提供", 12),
    ("1-2", "共生型サロン"): ("茶話会の参加者", 24),
    ("1-2", "子どもの居場所"): ("居場所の参加者", 15),
    ("1-2", "地域食堂"): ("地域食堂の参加者", 25),
    ("1-3", "小域福祉ネットワーク"): ("運営助成金の額", 50000),
    ("2-1", "総合相談"): ("研修会・ケース会議の参加者", 18),
    ("2-1", "参加支援"): ("検討", None),
    ("2-1", "権利擁護"): ("研修会の参加者", 20),
    ("2-1", "見守り"): ("準備", None),
    ("2-2", "高齢者地域支え合い"): ("協議体会議の出席者", 14),
    ("2-2", "日常生活支援"): ("アンケートの配布", 30),
    ("2-3", "行動計画推進"): ("推進委員会の出席者", 12),
    ("2-3", "社会福祉法人"): ("参画した法人", 1),
    ("2-3", "小域福祉ネットワーク"): ("連絡会の出席者", 9),
    ("3-1", "ボランティアデビュー"): ("養成講座の参加者", 11),
    ("3-1", "担い手養成"): ("検討", None),
    ("3-1", "地域福祉研修会"): ("研修会の参加者", 35),
    ("3-2", "災害ボランティア"): ("HUG訓練の参加者", 60),
    ("3-2", "災害時"): ("HUG・DIGの参加者", 45),
    ("3-3", "安全教室"): ("教室・講座の児童", 80),
    ("3-3", "防犯活動"): ("防犯活動の参加者", 16),
}


def documents():
    yield pytest.param(DOCUMENT, id="demo")
    if path := os.environ.get("YORISOI_PLAN_FILE"):
        yield pytest.param(decode(Path(path).read_bytes()), id="the council's own")


@pytest.fixture(params=list(documents()))
def plan(request, manager, areas):
    take_in(manager, areas.council, request.param)
    return Plan.objects.get()


def rows(plan, only=None):
    """{(basic plan, name): how each of its targets stands}"""
    return {
        (result.program.policy.number, result.program.name): [
            (
                target.target.pk,
                [(line.value, line.found.total) for line in target.lines],
                [step.done_date for step in target.steps],
            )
            for target in result.targets
        ]
        for result in reports.results(plan, 2023, date(2024, 3, 31), only=only)
    }


def test_each_of_the_24_programmes_has_an_event_that_moves_its_row(plan, manager, areas):
    before = rows(plan)
    assert len(before) == len(EVENTS) == 24
    moved = {}
    for (number, word), (what, how_many) in EVENTS.items():
        program = Program.objects.get(policy__number=number, name__contains=word)
        with context.on_behalf_of(manager):
            happens(program, what, how_many, manager, areas)
        moved |= rows(plan, only=program)
        assert moved[number, program.name] != before[number, program.name], f"{number} {word} did not move"
    assert rows(plan) == moved, "an event moved another programme's row"


def happens(program, what, how_many, manager, areas):
    if how_many is None:
        step = next(
            step
            for target in program.targets.filter(withdrawn_at=None)
            for step in target.milestones.all()
            if what in step.name
        )
        services.milestone_save(step.target, actor=manager, milestone=step, name=step.name, done_date=DAY, evidence="議事録")
        return
    services.activity_record(
        actor=manager, measure=Measure.objects.get(program=program, name=what), number=how_many, date=DAY, districts=[areas.dai],
        place="台会館", partners="甲会",
    )  # fmt: skip


def test_every_target_of_every_programme_is_counted_or_has_its_steps(plan):
    for result in reports.results(plan, 2023, date(2024, 3, 31)):
        for target in result.targets:
            assert target.lines or target.steps, f"{result.program.name}: {target.target.text}"
            assert target.judgement, target.target.text


def test_the_report_counts_something_for_all_24(plan):
    with_numbers = [program for program in reports.as_json(plan, 2023)["programs"] if program["indicators"]]
    assert len(with_numbers) == 24
