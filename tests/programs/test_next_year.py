"""次年度へ: a year's targets begin the next year's plan as a draft, with all by which they are counted; nothing is doubled or lost."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from privacy import context
from programs.demo import DOCUMENT
from programs.models import Milestone, Plan, PlanChange, Program, Quantity, Target, YearCopy
from programs.reports import plan_for
from programs.services import activity_record, part_add, year_adopt, year_copy, year_withdraw
from tests.cast import login

from .test_importing import take_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(manager, areas):
    take_in(manager, areas.council, DOCUMENT)
    return Plan.objects.get()


def act(manager, service, *args, **kwargs):
    with context.on_behalf_of(manager):
        return service(*args, actor=manager, **kwargs)


def of_year(year, **kwargs):
    return Target.objects.filter(fiscal_year=year, withdrawn_at=None, **kwargs)


def test_every_target_of_the_year_is_copied_with_what_counts_it(plan, manager):
    before = Target.objects.get(fiscal_year=2023, text="広報誌を年4回")
    Quantity.objects.filter(target=before).update(proposed=False, rule="months")
    act(manager, year_copy, plan, year=2023)
    assert sorted(of_year(2024).values_list("program", "text")) == sorted(of_year(2023).values_list("program", "text"))
    after = Target.objects.get(fiscal_year=2024, text="広報誌を年4回")
    kept = ("value", "unit", "period", "measure", "counted", "indicator", "rule", "proposed", "by_hand", "comparator", "place")
    assert list(after.quantities.values(*kept)) == list(before.quantities.values(*kept))
    assert (after.copied_from, after.judgement, after.comment) == (before, "", "")


def test_a_second_press_doubles_nothing(plan, manager):
    first = act(manager, year_copy, plan, year=2023)
    numbers = Target.objects.count(), Quantity.objects.count(), Milestone.objects.count(), PlanChange.objects.count()
    assert act(manager, year_copy, plan, year=2023) == first
    assert (Target.objects.count(), Quantity.objects.count(), Milestone.objects.count(), PlanChange.objects.count()) == numbers


def test_steps_that_are_not_done_go_along_a_year_later(plan, manager):
    step = Milestone.objects.filter(target__fiscal_year=2023).first()
    target = step.target
    Milestone.objects.create(target=target, name="済んだこと", position=8, done_date=date(2023, 6, 1))
    Milestone.objects.filter(pk=step.pk).update(due_date=date(2024, 2, 29))
    act(manager, year_copy, plan, year=2023)
    copied = Milestone.objects.filter(target__copied_from=target)
    assert copied.get(name=step.name).due_date == date(2025, 2, 28)
    assert not copied.filter(name="済んだこと").exists()


def test_a_draft_is_taken_back_and_copied_again(plan, manager):
    copy = act(manager, year_copy, plan, year=2023)
    number = of_year(2024).count()
    act(manager, year_withdraw, copy)
    assert of_year(2024).count() == 0
    act(manager, year_copy, plan, year=2023)
    assert of_year(2024).count() == number == Target.objects.filter(fiscal_year=2024).count()
    assert YearCopy.objects.count() == 2


def test_what_was_adopted_is_not_taken_back(plan, manager):
    copy = act(manager, year_copy, plan, year=2023)
    act(manager, year_adopt, copy)
    with pytest.raises(ValidationError):
        act(manager, year_withdraw, copy)
    assert of_year(2024).exists()


def test_a_programme_that_has_a_plan_for_the_year_keeps_it(plan, manager):
    food = Program.objects.get(name="地域食堂事業")
    act(manager, part_add, food, year=2024, scope="year", text="東小区でも年6回")
    copy = act(manager, year_copy, plan, year=2023)
    assert [one.text for one in of_year(2024, program=food)] == ["東小区でも年6回"]
    act(manager, year_withdraw, copy)
    assert [one.text for one in of_year(2024)] == ["東小区でも年6回"]


def test_after_the_last_year_a_plan_of_the_next_term_begins(plan, manager, areas):
    take_in(manager, areas.council, DOCUMENT.replace("2023年度事業計画", "2026年度事業計画"))
    copy = act(manager, year_copy, plan, year=2026)
    after = copy.plan
    assert (after.from_year, after.to_year, after.title) == (2027, 2030, plan.title)
    programs = Program.objects.filter(policy__goal__plan=after)
    assert list(programs.values_list("name", "code", "policy__number")) == list(
        Program.objects.filter(policy__goal__plan=plan).values_list("name", "code", "policy__number")
    )
    numbers = Quantity.objects.filter(target__program__in=programs).exclude(counted=None)
    assert numbers.exists()
    assert all(one.counted.program_id == one.target.program_id for one in numbers.select_related("counted", "target"))
    assert of_year(2027, program__in=programs).count() == of_year(2026).count()
    assert (
        Target.objects.filter(program__in=programs, scope="term").count()
        == Target.objects.filter(program__policy__goal__plan=plan, scope="term", withdrawn_at=None).count()
    )
    assert plan_for(areas.council, 2027) == after
    act(manager, year_withdraw, copy)
    assert plan_for(areas.council, 2027) is None
    assert act(manager, year_copy, plan, year=2026).plan == after
    assert Plan.objects.count() == 2


def test_a_document_for_the_year_settles_the_draft(plan, manager, areas):
    copy = act(manager, year_copy, plan, year=2023)
    assert copy.is_draft
    take_in(
        manager,
        areas.council,
        DOCUMENT.replace("2023年度事業計画", "2024年度事業計画").replace("広報誌を年4回", "広報誌を年5回"),
    )
    copy.refresh_from_db()
    assert copy.adopted_by == manager
    assert not of_year(2024, text="広報誌を年4回").exists()


def test_the_page_copies_adopts_and_shows_both_years(client, manager, plan):
    measure = Program.objects.get(name="広報誌発行事業").measures.get(name="広報誌の部数")
    act(manager, activity_record, measure=measure, number=3000, date=date(2023, 6, 1))
    login(client, manager)
    path = reverse("plan_next", args=[plan.pk]) + "?year=2023"
    for what in ("copy", "copy"):
        assert client.post(path, {"what": what}).status_code == 303
    page = client.get(path)
    (row,) = [row for row in page.context["rows"] if row.result.program.name == "広報誌発行事業"]
    pair = row.pairs[0]
    assert (pair.now.target.text, pair.now.value, pair.coming.text, pair.coming.fiscal_year) == (
        "広報誌を年4回",
        1,
        "広報誌を年4回",
        2024,
    )
    assert "notice--warn" in client.get(f"{reverse('plan')}?year=2024").content.decode()
    client.post(path, {"what": "adopt"})
    assert YearCopy.objects.get().adopted_by == manager
    assert "まだ決まっていません" not in client.get(f"{reverse('plan')}?year=2024").content.decode()


def test_the_years_of_the_term_stand_together(client, manager, areas, plan):
    take_in(
        manager,
        areas.council,
        DOCUMENT.replace("2023年度事業計画", "2024年度事業計画").replace("広報誌を年4回", "広報誌を年2回"),
    )
    program = Program.objects.get(name="広報誌発行事業")
    measure = program.measures.get(name="広報誌の部数")
    for day in (date(2023, 6, 1), date(2024, 6, 1), date(2024, 11, 1)):
        act(manager, activity_record, measure=measure, number=3000, date=day)
    of_year(2024, text="SNSの準備").update(judgement="achieved", comment="始めた")
    login(client, manager)
    term = client.get(f"{program.get_absolute_url()}?year=2024").context["term"]
    (chart,) = [one for one in term if one.title == "広報誌の部数"]
    assert [(one.value, one.wanted) for one in chart.years][:2] == [(1, 4), (2, 2)]
    years = client.get(f"{reverse('plan_years')}?year=2024").context["term"]
    row = dict(years.rows)[program]
    assert [years.years[0], years.years[1]] == [2023, 2024]
    assert [standing.word for standing in row[:2]] == ["behind", "achieved"]
    assert [sum(tally.values()) for tally in years.tallies][:2] == [24, 24]


def test_a_year_outside_the_term_has_no_page(client, manager, plan):
    login(client, manager)
    assert client.get(reverse("plan_next", args=[plan.pk]) + "?year=2022").status_code == 404
