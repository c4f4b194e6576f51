"""Plan against result, in the shape that others read; a judgement only where a number is bound."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from programs import reports
from programs.counting import judging
from programs.demo import DOCUMENT, document
from programs.models import Plan, Quantity, Target
from programs.pages.rounded import as_seen
from programs.plan_document import parse
from tests.factories.casework import make_case

from .test_importing import take_in


def test_what_was_looked_at_before_it_is_rounded_is_rounded_too():
    """Whoever puts a page together in another order shows nothing exact by it."""
    known = SimpleNamespace(of_people=True, protected=lambda value: None)
    row = reports.ProgramResult(None, counted_elsewhere=[reports.IndicatorResult(known, 3, [3, *[None] * 11])])
    assert [one.value for one in row.indicators] == [3]
    [seen] = as_seen([row], exact=False)
    assert [(one.value, one.by_month) for one in seen.indicators] == [("＊", [None] * 12)]


@pytest.mark.parametrize(("today", "last"), [(date(2026, 4, 1), 2026), (date(2027, 4, 1), 2027), (date(2031, 3, 31), 2030)])
def test_the_demos_plan_goes_on_as_long_as_there_is_a_this_year(monkeypatch, today, last):
    monkeypatch.setattr("programs.demo.timezone", SimpleNamespace(localdate=lambda: today))
    plan = parse(document(2023)).plan
    assert (plan.from_year, plan.to_year) == (2023, last)


pytestmark = pytest.mark.django_db
DAY = date(2024, 3, 31)


@pytest.fixture
def plan(manager, areas):
    take_in(manager, areas.council, DOCUMENT)
    return Plan.objects.get()


def report(plan, year=2023, today=DAY):
    with translation.override("ja"):
        return reports.as_json(plan, year, today)


def of(found, name):
    return next(program for program in found["programs"] if program["name"].startswith(name))


def test_one_entry_for_each_programme_in_the_plans_order(plan):
    found = report(plan)
    assert (found["fiscal_year"], found["as_of"]) == (2023, "2024-03-31")
    assert [program["name"] for program in found["programs"]] == [program.name for program in parse(DOCUMENT).programs]
    assert len(found["programs"]) == 24
    assert all(program["indicators"] for program in found["programs"]), "each counts something"
    assert list(found["programs"][0]) == ["policy", "name", "indicators", "targets"]
    assert list(found["programs"][0]["targets"][0]) == ["scope", "text", "value", "wanted", "judgement"]


def test_a_consultation_counts_in_its_month_and_year_and_in_no_other(plan, caseworker, areas):
    make_case(caseworker, areas.dai, on=date(2023, 9, 12))
    before, within, after = (report(plan, year, date(2026, 3, 31)) for year in (2022, 2023, 2024))
    new = {row["name"]: row for row in of(within, "総合相談")["indicators"]}["新規件数"]
    assert (new["value"], new["by_month"]) == (1, [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0])
    for other in (before, after):
        assert all(row["value"] == 0 and sum(row["by_month"]) == 0 for row in of(other, "総合相談")["indicators"])


def test_the_indicators_have_the_names_of_the_field(plan):
    rows = of(report(plan), "総合相談")["indicators"]
    assert {row["name"] for row in rows} >= {"新規件数", "実人数", "延べ件数"}
    assert all(len(row["by_month"]) == 12 and row["unit"] for row in rows)


def test_every_target_has_a_judgement_and_only_what_is_counted_a_value(plan):
    for program in report(plan)["programs"]:
        for target in program["targets"]:
            assert target["judgement"] in {"達成", "順調", "遅れ", "未着手", "対象外"}
    words = next(row for row in of(report(plan), "広報誌")["targets"] if row["text"] == "SNSの準備")
    assert words["value"] is words["wanted"] is None


def test_a_bound_number_is_judged(plan, caseworker, areas):
    Quantity.objects.filter(target__text="広報誌を年4回").update(indicator="consultation.new")
    for month in (5, 6, 7):
        make_case(caseworker, areas.dai, on=date(2023, month, 1))
    target = next(row for row in of(report(plan), "広報誌")["targets"] if row["text"] == "広報誌を年4回")
    assert (target["value"], target["wanted"], target["judgement"]) == (3, 4.0, "遅れ")
    early = next(
        row for row in of(report(plan, today=date(2023, 9, 30)), "広報誌")["targets"] if row["text"] == "広報誌を年4回"
    )
    assert early["judgement"] == "順調"


@pytest.mark.parametrize(
    ("value", "share", "judgement"), [(4, 0.1, "達成"), (5, 1, "達成"), (2, 0.5, "順調"), (1, 0.9, "遅れ"), (0, 0.1, "未着手")]
)
def test_how_a_number_is_judged(value, share, judgement):
    assert reports.IN_JAPANESE[judging.judge(value, 4, share)] == judgement


@given(st.integers(0, 500), st.integers(1, 500), st.floats(0, 1))
def test_more_is_never_judged_worse(value, wanted, share):
    order = [judging.NOT_STARTED, judging.BEHIND, judging.ON_TRACK, judging.ACHIEVED]
    assert order.index(judging.judge(value + 1, wanted, share)) >= order.index(judging.judge(value, wanted, share))


def test_a_year_outside_the_plan_has_no_report(areas, plan):
    assert reports.plan_for(areas.council, 2027) is None
    assert reports.plan_for(areas.other, 2023) is None
    assert report(None)["programs"] == []


def test_the_number_of_queries_does_not_grow_with_the_cases(plan, caseworker, areas):
    make_case(caseworker, areas.dai)
    report(plan)
    with CaptureQueriesContext(connection) as few:
        report(plan)
    for _ in range(5):
        make_case(caseworker, areas.dai)
    with CaptureQueriesContext(connection) as many:
        assert sum(row["value"] for row in of(report(plan), "総合相談")["indicators"]) > 5
    assert len(many) == len(few) > 0


def test_the_demos_targets_are_those_of_its_document(plan):
    assert Target.objects.count() == sum(len(program.targets) for program in parse(DOCUMENT).programs)
