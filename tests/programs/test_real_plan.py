"""The council's own document, which the repository does not carry: `YORISOI_PLAN_FILE` says where it is."""

import os
from collections import Counter
from pathlib import Path

import pytest

from programs.demo import DOCUMENT
from programs.plan_document import parse, read

FILE = os.environ.get("YORISOI_PLAN_FILE", "")
pytestmark = pytest.mark.skipif(not FILE, reason="YORISOI_PLAN_FILE names no plan document")


@pytest.fixture(scope="module")
def document():
    return read(Path(FILE).read_bytes())


def targets(document, beginning, scope):
    (program,) = [program for program in document.programs if program.name.startswith(beginning)]
    return [target for target in program.targets if target.scope == scope]


def numbers(target):
    return [(one.comparator, one.value, one.unit, one.period) for one in target.quantities]


def test_everything_finds_its_place(document):
    assert document.unplaced == []
    assert document.plan.as_json() == {"title": "国分寺台地区行動計画", "fiscal_year": 2023, "from": 2023, "to": 2026}
    assert (len(document.goals), len(document.policies), len(document.programs)) == (3, 9, 24)
    assert [len(policy.programs) for policy in document.policies] == [4, 3, 1, 4, 2, 3, 3, 2, 2]


def test_names_are_those_of_the_demo_in_its_order(document):
    demo = parse(DOCUMENT)
    assert [(policy.number, policy.name) for policy in document.policies] == [
        (policy.number, policy.name) for policy in demo.policies
    ]
    assert [program.name for program in document.programs] == [program.name for program in demo.programs]


def test_the_demo_copies_no_sentence(document):
    summaries = {program.summary for program in parse(DOCUMENT).programs}
    sentences = {part for program in document.programs for part in program.summary.split("。") if len(part) > 12}
    assert not any(sentence in summary for sentence in sentences for summary in summaries)


def test_no_space_breaks_a_name(document):
    assert not any(" " in program.name or "　" in program.name for program in document.programs)
    assert Counter(program.name for program in document.programs).most_common(1)[0][1] == 1


def test_its_numbers(document):
    assert [numbers(target) for target in targets(document, "広報誌", "term")] == [[("ge", 3, "回", "year")], []]
    assert numbers(targets(document, "広報誌", "year")[0]) == [("eq", 4, "回", "year")]
    assert [numbers(target) for target in targets(document, "生活困窮", "term")] == [
        [("ge", 12, "月", "year")],
        [("ge", 1, "回", "year")],
    ]
    salon = targets(document, "共生型サロン", "year")
    assert [numbers(target) for target in salon] == [
        [],
        [("eq", 25, "名", "session"), ("eq", 2, "回", "month"), ("eq", 2, "会場", None)],
        [("eq", 30, "名", "session"), ("eq", 2, "回", "year")],
        [("eq", 50, "名", "session"), ("eq", 3, "回", "year")],
    ]
    assert {one.measure for one in salon[1].quantities} == {"茶話会"}
    for name in ("子どもの居場所", "地域食堂", "見守り"):
        (target,) = targets(document, name, "term")
        assert numbers(target) == [("eq", 3, "小学校区", None)]
        assert target.quantities[0].place == "全小学校区"
    (meals,) = targets(document, "地域食堂", "year")
    assert {one.place for one in meals.quantities} == {"台小区"}
    assert numbers(targets(document, "災害時に備えた", "year")[0]) == [("ge", 2, "回", None)]
    assert numbers(targets(document, "ボランティアデビュー", "term")[0]) == [("ge", 1, "回", "year")]
