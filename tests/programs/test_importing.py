"""A document against the plan that stands: changes first, then the change; nothing vanishes unsaid."""

import pytest

from privacy import context
from privacy.errors import Denied
from programs.importing import NotAPlan, plan_import, stay_where_moved
from programs.models import ImportedPlan, Plan, Policy, Program, Quantity, Target
from programs.plan_document import parse
from programs.reports import results
from programs.services import program_move, quantity_bind, target_judge

pytestmark = pytest.mark.django_db


def take_in(actor, area, text, **options):
    with context.on_behalf_of(actor):
        return plan_import(parse(text), actor=actor, area=area, **options)


def said(changes):
    return {(change.kind, str(change.what), change.name) for change in changes if change.kind != "added"}


@pytest.fixture
def plan(manager, areas, text):
    take_in(manager, areas.council, text)
    return Plan.objects.get()


def test_the_first_import_makes_the_whole_plan(plan, areas):
    assert (plan.title, plan.from_year, plan.to_year, plan.area) == ("甲台地区福祉行動計画", 2024, 2027, areas.council)
    assert plan.philosophy == "となりの人と となりの町と"
    assert [program.name for program in Program.objects.all()][:2] == ["かわら版発行事業", "古着めぐり事業"]
    assert Program.objects.get(name="なんでも総合相談事業").code == "consultation"
    assert Program.objects.exclude(code="").count() == 1
    assert set(Target.objects.values_list("scope", "fiscal_year")) == {("term", None), ("year", 2024)}
    numbers = Quantity.objects.filter(target__program__name__startswith="みんな", place="北小区")
    assert [(row.measure, int(row.value), row.unit, row.period) for row in numbers] == [
        ("夕食の会", 30, "名", "session"), ("夕食の会", 1, "回", "month"),
    ]  # fmt: skip
    assert ImportedPlan.objects.get().by is not None


def test_a_dry_run_says_the_same_and_changes_nothing(manager, areas, text):
    shown = take_in(manager, areas.council, text, dry_run=True)
    assert Plan.objects.count() == Program.objects.count() == ImportedPlan.objects.count() == 0
    assert shown == take_in(manager, areas.council, text)
    assert {change.kind for change in shown} == {"added"}


def test_the_same_document_again_changes_nothing(plan, manager, areas, text):
    before = list(Target.objects.values_list("pk", "text").order_by("pk"))
    assert take_in(manager, areas.council, text) == []
    assert list(Target.objects.values_list("pk", "text").order_by("pk")) == before


def test_statuses_and_bound_numbers_survive_an_import(plan, manager, areas, text):
    target = Target.objects.get(text="かわら版の発行を年２回以上。")
    with context.on_behalf_of(manager):
        target_judge(target, actor=manager, status="under_way", comment="刷った")
        quantity_bind(target, actor=manager, quantity=target.quantities.get(), measure=None, indicator="consultation.new")
    take_in(manager, areas.council, text.replace("服をゆずる。", "服をゆずりあう。"))
    target.refresh_from_db()
    assert (target.status, target.comment, target.status_by) == ("under_way", "刷った", manager)
    assert target.quantities.get().indicator == "consultation.new"


def test_every_change_is_named(plan, manager, areas, text):
    changed = (
        text.replace("服をゆずる。", "服をゆずりあう。")
        .replace("動画の試み", "動画の配信")
        .replace("受けとめる\n\n", "受けとめあう\n\n")
    )
    shown = take_in(manager, areas.council, changed, dry_run=True)
    assert ("changed", "2-1", "受けとめる", "受けとめあう") in {(one.kind, one.place, one.before, one.after) for one in shown}
    assert ("changed", "1-1", "服をゆずる。", "服をゆずりあう。") in {
        (one.kind, one.place, one.before, one.after) for one in shown
    }
    assert {(one.kind, one.before, one.after) for one in shown if one.name == "かわら版発行事業"} == {
        ("added", "", "動画の配信"), ("withdrawn", "動画の試み", ""),
    }  # fmt: skip


def test_a_programme_left_out_is_named_and_leaves_the_plan_from_that_year_only(plan, manager, areas, text):
    later = text.replace("令和6年度", "令和7年度").replace(
        "訓練事業\t災害に備える。\t図上訓練の複数回実施\t図上訓練の複数回実施\n", ""
    )
    shown = take_in(manager, areas.council, later)
    assert [(one.kind, one.name) for one in shown if one.what == "事業"] == [("withdrawn", "訓練事業")]
    assert "訓練事業" in [found.program.name for found in results(plan, 2024)]
    assert "訓練事業" not in [found.program.name for found in results(plan, 2025)]
    assert Program.objects.filter(name="訓練事業").exists()


def test_another_years_document_keeps_the_targets_of_this_one(plan, manager, areas, text):
    take_in(manager, areas.council, text.replace("令和6年度", "令和7年度").replace("号外も出す", "号外はやめる"))
    years = Target.objects.filter(scope="year", program__name="かわら版発行事業").values_list("fiscal_year", "text")
    assert {year for year, _text in years} == {2024, 2025}
    assert Plan.objects.count() == 1


def test_the_same_words_twice_in_a_cell_are_one_target(manager, areas, text):
    take_in(manager, areas.council, text.replace("①学ぶ会の継続", "①検討 ②検討"))
    assert Target.objects.filter(text="検討").count() == 1


def test_two_programmes_of_one_name_live_in_two_policies(manager, areas, text):
    take_in(manager, areas.council, text.replace("訓練事業\t", "かわら版発行事業\t"))
    assert sorted(Program.objects.filter(name="かわら版発行事業").values_list("policy__number", flat=True)) == ["1-1", "2-1"]


@pytest.mark.parametrize("text", ["", "基本目標1 目標", "2024年度事業計画\n基本目標1 目標\n1-1 計画\n"])
def test_a_document_without_programmes_is_refused(manager, areas, text):
    with pytest.raises(NotAPlan):
        take_in(manager, areas.council, text)


def test_only_coordinators_and_managers_import(cast, areas, text):
    may = set()
    for name, user in vars(cast).items():
        try:
            take_in(user, areas.council, text, dry_run=True)
            may.add(name)
        except Denied:
            pass
    assert may == {"coordinator", "manager", "second_manager"}


def test_nobody_imports_for_another_council(manager, areas, text):
    with pytest.raises(Denied):
        take_in(manager, areas.other, text)
    assert Plan.objects.count() == 0


def test_what_somebody_moved_stays_there_until_a_document_says_something_new_of_its_place(plan, manager, areas, text):
    line = next(one for one in text.split("\n") if one.startswith("古着めぐり事業"))
    program, other = Program.objects.get(name="古着めぐり事業"), Policy.objects.get(number="1-2")
    with context.on_behalf_of(manager):
        program_move(program, actor=manager, policy=other)
    assert [one.name for one in stay_where_moved(parse(text), area=areas.council)] == ["古着めぐり事業"]
    assert take_in(manager, areas.council, text) == []
    program.refresh_from_db()
    assert (program.policy, program.withdrawn_date, Program.objects.filter(name=program.name).count()) == (other, None, 1)
    # The document itself moves it, to a third place.
    elsewhere = text.replace(f"\n{line}", "") + f"{line}\n"
    assert stay_where_moved(parse(elsewhere), area=areas.council) == []
    assert said(take_in(manager, areas.council, elsewhere)) == {("changed", "基本計画", "古着めぐり事業")}
    program.refresh_from_db()
    assert (program.policy.number, program.stated_in) == ("2-1", None)
    assert Program.objects.filter(name=program.name).count() == 1
    # And back by hand to where the document has it: nothing is remembered.
    with context.on_behalf_of(manager):
        program_move(program, actor=manager, policy=other)
        program_move(program, actor=manager, policy=Policy.objects.get(number="2-1"))
    assert Program.objects.get(pk=program.pk).stated_in is None


def test_two_of_one_name_are_two(plan, manager, areas, text):
    """The document has one of this name in each of two places: neither is taken for the other."""
    line = next(one for one in text.split("\n") if one.startswith("古着めぐり事業"))
    assert take_in(manager, areas.council, f"{text}{line}\n") != []
    assert set(Program.objects.filter(name="古着めぐり事業").values_list("policy__number", flat=True)) == {"1-1", "2-1"}
