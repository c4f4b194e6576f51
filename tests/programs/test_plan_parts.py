"""The plan's own words on a page: added, edited, withdrawn, each with who, when, before and after."""

import pytest
from django.urls import reverse

from programs.demo import DOCUMENT
from programs.models import Goal, Plan, PlanChange, Policy, Program, Quantity, Target
from tests.cast import login

from .test_importing import take_in

pytestmark = pytest.mark.django_db
EDITORS = {"coordinator", "manager", "second_manager"}


@pytest.fixture
def plan(manager, areas):
    take_in(manager, areas.council, DOCUMENT)
    return Plan.objects.get()


def taken(client, answer) -> bool:
    """Whether it was saved: a form that was refused waits in the session."""
    session = client.session
    refused = session.pop("forms_again", None)
    session.save()
    return answer.status_code == 303 and not refused


def send(client, part, kind, what, year=2023, prefix=None, **fields):
    fields = {f"{prefix or what}-{name}": value for name, value in fields.items()}
    return taken(client, client.post(f"{reverse('plan_part', args=[part.pk, kind])}?year={year}", {"what": what, **fields}))


def history(part):
    return [(one.kind, one.what, one.before, one.after) for one in PlanChange.objects.filter(part=part.pk, how="page")]


def test_who_changes_the_plan(client, cast, plan):
    changed = set()
    for name, user in vars(cast).items():
        if send(login(client, user), plan, "plan", "edit", title=name, philosophy=""):
            changed.add(name)
            assert PlanChange.objects.filter(how="page").first().by == user
    assert changed == EDITORS


def test_from_a_goal_down_to_a_number(client, manager, plan):
    login(client, manager)
    assert send(client, plan, "plan", "add", number="４", name="つながる")
    goal = Goal.objects.get(number=4)
    assert send(client, goal, "goal", "add", number="４－１", name="知りあう")
    policy = Policy.objects.get(number="4-1")
    assert send(client, policy, "policy", "add", name="見守り茶の会事業", summary="集まる")
    program = Program.objects.get(name="見守り茶の会事業")
    assert program.code == "watch"
    assert program.measures.exists()
    assert send(client, program, "program", "add", scope="year", text="茶の会：25名/回, 年6回")
    target = Target.objects.get(program=program)
    assert (target.fiscal_year, target.scope) == (2023, "year")
    numbers = list(target.quantities.order_by("position"))
    assert [(int(one.value), one.unit, one.period, one.rule) for one in numbers] == [
        (25, "名", "session", "average"), (6, "回", "year", "times"),
    ]  # fmt: skip
    assert all(one.counted.program == program for one in numbers)
    assert history(program) == [("added", "目標", "", "茶の会：25名/回, 年6回"), ("added", "事業", "", "見守り茶の会事業")]
    assert "見守り茶の会事業" in client.get("/plan/?year=2023").content.decode()


@pytest.mark.parametrize("number", ["3-1", "4-", "x", "4-123"])
def test_a_basic_plan_is_numbered_below_its_goal(client, manager, plan, number):
    goal = plan.goals.get(number=2)
    assert not send(login(client, manager), goal, "goal", "add", number=number, name="別の")
    assert not Policy.objects.filter(name="別の").exists()


def test_changed_words_are_read_anew_and_keep_by_what_they_are_counted(client, manager, plan):
    target = Target.objects.get(text="広報誌を年4回")
    Quantity.objects.filter(target=target).update(rule="months", proposed=False)
    login(client, manager)
    assert send(client, target, "target", "edit", text="広報誌を年6回")
    number = Quantity.objects.get(target=target)
    assert (int(number.value), number.rule, number.proposed) == (6, "months", False)
    assert history(target.program) == [("changed", "目標", "広報誌を年4回", "広報誌を年6回")]


def test_a_number_made_on_the_page_outlives_other_words(client, manager, plan):
    target = Target.objects.get(text="広報誌を年4回")
    (number,) = target.quantities.all()
    login(client, manager)
    send(
        client,
        target,
        "target",
        str(number.pk),
        measure="広報誌",
        period="year",
        value="５",
        unit="回",
        comparator="ge",
        place="",
    )
    send(client, target, "target", "edit", text="広報誌をたくさん、年4回")
    number.refresh_from_db()
    assert (int(number.value), number.comparator) == (5, "ge")
    assert history(target.program)[1][:2] == ("changed", "目標の数")
    assert history(target.program)[1][3] == "広報誌 年5回以上"


def test_a_number_is_added_with_what_counts_it_proposed_and_taken_out(client, manager, plan):
    target = Target.objects.get(text="SNSの準備")
    login(client, manager)
    send(
        client,
        target,
        "target",
        "number",
        measure="SNSでの発信",
        period="month",
        value="2",
        unit="回",
        comparator="eq",
        place="",
    )
    number = Quantity.objects.get(target=target, by_hand=False)
    assert (number.counted.name, number.rule, number.proposed) == ("SNSでの発信", "months", True)
    send(client, target, "target", f"drop-{number.pk}")
    assert not Quantity.objects.filter(pk=number.pk).exists()
    assert [line[0] for line in history(target.program)] == ["withdrawn", "added"]


def test_what_still_holds_something_is_not_withdrawn(client, manager, plan):
    login(client, manager)
    policy = Policy.objects.get(number="1-3")
    assert not send(client, policy, "policy", "withdraw", why="まとめる")
    program = policy.programs.get()
    assert send(client, program, "program", "withdraw", year=2024, why="まとめる")
    assert send(client, policy, "policy", "withdraw", why="まとめる")
    policy.refresh_from_db()
    assert policy.withdrawn_at
    assert history(program) == [("withdrawn", "事業", program.name, "まとめる")]
    shown = {year: program.name in client.get(f"/plan/?year={year}").content.decode() for year in (2023, 2024)}
    assert shown == {2023: True, 2024: False}


def test_added_again_it_comes_back_with_its_past(client, manager, plan):
    login(client, manager)
    target = Target.objects.get(text="SNSの準備")
    send(client, target, "target", "withdraw", why="やめる")
    assert "SNSの準備" not in client.get("/plan/?year=2023").content.decode()
    send(client, target.program, "program", "add", scope="year", text="SNSの準備")
    target.refresh_from_db()
    assert target.withdrawn_at is None
    assert not send(client, target.program, "program", "add", scope="year", text="SNSの準備")
    assert Target.objects.filter(text="SNSの準備", fiscal_year=2023).count() == 1


def test_what_was_withdrawn_is_brought_back_below_what_stands(client, manager, plan):
    login(client, manager)
    policy = Policy.objects.get(number="1-3")
    program = policy.programs.get()
    target = program.targets.filter(scope="year").first()
    for part, kind in ((target, "target"), (program, "program"), (policy, "policy")):
        assert send(client, part, kind, "withdraw", why="まとめる")
    send(client, target, "target", "restore")
    target.refresh_from_db()
    assert target.withdrawn_at
    page = client.get(reverse("plan_part", args=[policy.goal.pk, "goal"]))
    assert ("policy", policy) in page.context["gone_below"]
    for part, kind in ((policy, "policy"), (program, "program"), (target, "target")):
        send(client, part, kind, "restore")
        part.refresh_from_db()
    assert (policy.withdrawn_at, program.withdrawn_date, target.withdrawn_at) == (None, None, None)
    assert [line[0] for line in history(program)] == ["added", "added", "withdrawn", "withdrawn"]
    assert program.name in client.get("/plan/?year=2023").content.decode()


def test_it_is_not_withdrawn_without_saying_why(client, manager, plan):
    target = Target.objects.get(text="SNSの準備")
    assert not send(login(client, manager), target, "target", "withdraw", why="")
    target.refresh_from_db()
    assert target.withdrawn_at is None


def test_a_document_leaves_its_changes_in_the_same_history(manager, areas, plan):
    take_in(manager, areas.council, DOCUMENT.replace("一緒に食べる場で、世代がふれ合う。", "一緒に食べる。"))
    program = Program.objects.get(name="地域食堂事業")
    change = PlanChange.objects.filter(part=program.pk, how="document").first()
    assert (change.kind, change.before, change.after, change.by) == (
        "changed", "一緒に食べる場で、世代がふれ合う。", "一緒に食べる。", manager,
    )  # fmt: skip


def test_two_who_change_the_same_words_see_each_other(client, manager, plan):
    login(client, manager)
    path = reverse("plan_part", args=[plan.pk, "plan"])
    seen = client.get(path).content.decode().split('name="seen" value="')[1].split('"')[0].replace("&quot;", '"')
    send(client, plan, "plan", "edit", title="先に直した", philosophy="")
    assert not taken(
        client, client.post(path, {"what": "edit", "edit-title": "後から直した", "edit-philosophy": "", "seen": seen})
    )
    plan.refresh_from_db()
    assert plan.title == "先に直した"


def names_of(policy):
    return [one.name for one in policy.programs.filter(withdrawn_date=None)]


def test_a_programme_changes_its_place_with_history(client, manager, plan):
    login(client, manager)
    policy = next(one for one in Policy.objects.all() if one.programs.count() > 1)
    first, second, *rest = names_of(policy)
    program = policy.programs.get(name=first)
    assert send(client, program, "program", "down")
    assert names_of(policy) == [second, first, *rest]
    assert history(program) == [("changed", "事業", "1番目", "2番目")]
    assert send(client, policy.programs.get(name=second), "program", "up")
    # The first goes no further up, and that is no change.
    assert names_of(policy) == [second, first, *rest]
    assert not history(policy.programs.get(name=second))


def test_a_programme_moves_to_another_basic_plan_with_what_was_recorded(client, manager, plan):
    login(client, manager)
    program = Program.objects.get(name="地域食堂事業")
    before, measures = program.policy, program.measures.count()
    to = Policy.objects.exclude(pk=before.pk).first()
    last = to.programs.count()
    assert send(client, program, "program", "move", policy=to.pk)
    program.refresh_from_db()
    assert (program.policy, program.position, program.measures.count()) == (to, last, measures)
    assert names_of(to)[-1] == "地域食堂事業"
    assert [one.position for one in before.programs.order_by("position")] == list(range(before.programs.count()))
    assert history(program) == [("changed", "事業", str(before), str(to))]
    assert client.get("/plan/?year=2023").content.decode().index(to.name) < client.get(
        "/plan/?year=2023"
    ).content.decode().index("地域食堂事業")


def test_a_programme_moves_neither_to_another_plan_nor_beside_its_namesake(client, manager, plan, other_manager, areas):
    login(client, manager)
    program = Program.objects.get(name="地域食堂事業", policy__goal__plan=plan)
    to = Policy.objects.filter(goal__plan=plan).exclude(pk=program.policy_id).first()
    Program.objects.create(policy=to, name=program.name, position=9)
    assert not send(client, program, "program", "move", policy=to.pk)
    take_in(other_manager, areas.other, DOCUMENT)
    strange = Policy.objects.exclude(goal__plan=plan).first()
    assert not send(client, program, "program", "move", policy=strange.pk)
    program.refresh_from_db()
    assert program.policy != to


def test_a_target_changes_its_place_among_those_of_its_year(client, manager, plan):
    login(client, manager)
    program = Program.objects.get(name="地域食堂事業")
    for text in ("一つめ", "二つめ"):
        assert send(client, program, "program", "add", scope="year", text=text)
    rows = program.targets.filter(scope="year", fiscal_year=2023)
    before = [one.text for one in rows]
    assert send(client, rows.get(text="二つめ"), "target", "up")
    assert [one.text for one in rows.all()] == [*before[:-2], "二つめ", "一つめ"]
