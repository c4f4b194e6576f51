"""実施記録 over HTTP: a volunteer's evening, slips that are asked about once, corrections, what is called off, and who may."""

import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.leaving import _leave
from privacy import context
from programs import reports, services
from programs.demo import DOCUMENT
from programs.models import Activity, ActivityValue, Helper, Measure, Plan, Quantity, Target
from tests.cast import login

from .test_importing import take_in

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def plan(manager, areas):
    """This year's, whatever year it is."""
    year = TODAY().year - (TODAY().month < 4)
    document = DOCUMENT.replace("2023年度事業計画", f"{year}年度事業計画").replace(
        "2023年度～2026年度", f"{year - 1}年度～{year + 2}年度"
    )
    take_in(manager, areas.council, document)
    return Plan.objects.get(area=areas.council)


@pytest.fixture
def eating(plan):
    return Measure.objects.get(name="地域食堂の参加者")


@pytest.fixture
def helper(visitor, eating, manager):
    with context.on_behalf_of(manager):
        return services.helper_name(eating.program, actor=manager, user=visitor)


def sent(measure, **fields):
    shown = {
        "measure": str(measure.pk),
        "number": "25",
        "date": TODAY().isoformat(),
        "district": "all",
        "once": str(uuid.uuid4()),
    }
    return shown | fields


def record(actor, measure, number, *, on=None, **fields):
    with context.on_behalf_of(actor):
        return services.activity_record(actor=actor, measure=measure, number=number, date=on or TODAY(), **fields)


def target_of(plan, text):
    year = TODAY().year - (TODAY().month < 4)
    return next(target for result in reports.results(plan, year) for target in result.targets if text in target.target.text)


def went_on(answer) -> bool:
    """A form that was rejected leads back to its own page."""
    assert answer.status_code == 303
    return answer.url.split("?")[0] != answer.request["PATH_INFO"]


def errors(client, answer):
    return re.findall(r'class="field__error[^>]*>(.*?)</p>', client.get(answer.url).content.decode(), re.DOTALL)


def test_a_volunteer_records_tonights_evening_and_the_row_moves(client, helper, eating, plan, areas, visitor):
    before = target_of(plan, "台小区：地域食堂")
    login(client, visitor)
    page = client.get(reverse("activity_new")).content.decode()
    assert f'value="{eating.pk}" selected' in page, "what they record stands there already"
    answer = client.post(reverse("activity_new"), sent(eating, number="２５人", district=str(areas.dai.pk)))
    assert went_on(answer)
    activity = Activity.objects.get()
    assert (activity.date, activity.districts, activity.recorded_by) == (TODAY(), [areas.dai.pk], visitor)
    after = target_of(plan, "台小区：地域食堂")
    assert [line.found.total for line in before.lines] == [0, 0]
    assert [line.found.total for line in after.lines] == [1, 1]
    assert after.lines[0].value == 25


def test_sent_twice_it_is_one_evening(client, helper, eating, areas, visitor):
    same = sent(eating, district=str(areas.dai.pk))
    login(client, visitor)
    first, second = (client.post(reverse("activity_new"), same) for _ in range(2))
    assert first.url == second.url
    assert Activity.objects.count() == 1


def test_a_visitor_records_only_in_the_programme_they_are_named_to(client, helper, eating, plan, visitor, areas):
    other = Measure.objects.get(name="茶話会の参加者")
    login(client, visitor)
    assert str(other.pk) not in client.get(reverse("activity_new")).content.decode()
    client.post(reverse("activity_new"), sent(other, district=str(areas.dai.pk)))
    assert Activity.objects.count() == 0
    of_another = record_as(plan, other)
    assert client.get(reverse("activity_edit", args=[of_another.pk])).status_code == 403
    assert client.get(of_another.get_absolute_url()).status_code == 200, "read by everybody of the council"


def record_as(plan, measure):
    from accounts.models import User

    return record(User.objects.get(username="manager"), measure, 20)


def test_a_helper_whose_time_is_over_records_no_more(client, helper, eating, visitor, areas):
    Helper.objects.update(until_date=TODAY() - timedelta(days=1))
    login(client, visitor)
    assert str(eating.pk) not in client.get(reverse("activity_new")).content.decode()
    client.post(reverse("activity_new"), sent(eating, district=str(areas.dai.pk)))
    assert Activity.objects.count() == 0


def test_somebody_without_a_role_for_it_cannot_be_named(client, eating, auditor, manager):
    login(client, manager)
    address = reverse("program_counting", args=[eating.program_id])
    answer = client.post(address, {"what": "helper", "helper-user": str(auditor.pk)})
    assert errors(client, answer)
    assert not Helper.objects.exists()


def test_a_caseworker_records_in_their_own_districts_alone(client, eating, caseworker, areas, plan):
    login(client, caseworker)
    client.post(reverse("activity_new"), sent(eating, district=str(areas.dai.pk)))
    assert Activity.objects.count() == 1
    assert client.post(reverse("activity_new"), sent(eating, district=str(areas.nishi.pk))).status_code == 403
    assert Activity.objects.count() == 1


def test_far_too_many_is_asked_about_once_and_kept_if_it_is_meant(client, helper, eating, areas, visitor):
    login(client, visitor)
    typed = sent(eating, number="250", district=str(areas.dai.pk))
    answer = client.post(reverse("activity_new"), typed)
    page = client.get(answer.url).content.decode()
    assert "いつもの数（25）" in page
    assert 'value="250"' in page
    assert Activity.objects.count() == 0
    meant = re.search(r'name="meant" value="([^"]*)"', page)[1]
    assert went_on(client.post(reverse("activity_new"), typed | {"meant": meant}))
    assert ActivityValue.objects.get().number == 250
    other = typed | {"once": str(uuid.uuid4()), "number": "260", "meant": meant}
    assert not went_on(client.post(reverse("activity_new"), other)), "another number is another question"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("date", "tomorrow", "まだ来ていない日です"),
        ("date", "2001-05-01", "この計画は"),
        ("number", "-5", "0より小さい数は書けません"),
        ("number", "たくさん", "25のように"),
        ("number", "", "数を書いてください"),
    ],
)
def test_a_slip_is_answered_at_its_place_and_nothing_typed_is_lost(client, manager, eating, field, value, said):
    value = (TODAY() + timedelta(days=1)).isoformat() if value == "tomorrow" else value
    login(client, manager)
    answer = client.post(reverse("activity_new"), sent(eating, place="台会館", **{field: value}))
    page = client.get(answer.url).content.decode()
    assert said in page
    assert 'value="台会館"' in page
    assert Activity.objects.count() == 0


def test_two_who_were_there_do_not_count_one_evening_twice_unasked(client, helper, visitor, manager, eating, areas):
    record(manager, eating, 25, districts=[areas.dai])
    login(client, visitor)
    typed = sent(eating, number="26", district=str(areas.dai.pk))
    page = client.get(client.post(reverse("activity_new"), typed).url).content.decode()
    assert "もう記録されています（25人）" in page
    assert went_on(client.post(reverse("activity_new"), sent(eating, number="26", district=str(areas.higashi.pk))))
    meant = re.search(r'name="meant" value="([^"]*)"', page)[1]
    assert went_on(client.post(reverse("activity_new"), typed | {"meant": meant}))
    assert Activity.objects.count() == 3


def test_where_it_was_is_chosen_and_never_guessed(client, manager, eating):
    login(client, manager)
    assert (
        "どこで行ったかを選んでください"
        in client.get(client.post(reverse("activity_new"), sent(eating, district="")).url).content.decode()
    )
    assert Activity.objects.count() == 0


def test_a_place_spelled_otherwise_is_proposed_and_not_forced(client, manager, eating):
    record(manager, eating, 20, on=TODAY() - timedelta(days=7), place="国分寺台公民館")
    login(client, manager)
    typed = sent(eating, place="国分寺台 公民館")
    page = client.get(client.post(reverse("activity_new"), typed).url).content.decode()
    assert "前は「国分寺台公民館」と書かれていました" in page
    meant = re.search(r'name="meant" value="([^"]*)"', page)[1]
    assert went_on(client.post(reverse("activity_new"), typed | {"meant": meant}))
    assert set(Activity.objects.values_list("place", flat=True)) == {"国分寺台公民館", "国分寺台 公民館"}
    assert Activity.objects.values("place_key").distinct().count() == 1, "counted as one place"


def test_a_correction_stands_beside_what_was_recorded(client, manager, eating, areas):
    activity = record(manager, eating, 25, districts=[areas.dai])
    login(client, manager)
    address = reverse("activity_edit", args=[activity.pk])
    page = client.get(address).content.decode()
    seen = re.search(r'name="seen" value="([^"]*)"', page)
    fields = {
        "date": activity.date.isoformat(),
        f"value_{eating.pk}": "23",
        "districts": [str(areas.higashi.pk)],
        "volunteers": "6",
    }
    assert seen is not None
    answer = client.post(address, fields | {"once": str(uuid.uuid4())})
    assert went_on(answer), errors(client, answer)
    activity.refresh_from_db()
    assert (activity.districts, activity.volunteers, activity.values.get().number) == ([areas.higashi.pk], 6, 23)
    page = client.get(activity.get_absolute_url()).content.decode()
    assert "25 → 23" in page
    assert "台小区 → 東小区" in page


def test_a_name_in_the_text_is_asked_about(client, manager, eating):
    activity = record(manager, eating, 25)
    login(client, manager)
    address = reverse("activity_edit", args=[activity.pk])
    fields = {
        "date": activity.date.isoformat(),
        f"value_{eating.pk}": "25",
        "text": "髙橋さんが歌った",
        "once": str(uuid.uuid4()),
    }
    page = client.get(client.post(address, fields).url).content.decode()
    assert "人の名前か電話番号のように読めます" in page
    activity.refresh_from_db()
    assert activity.text == ""


def test_what_is_called_off_stays_with_its_reason_and_counts_no_more(client, helper, visitor, plan, eating, areas):
    activity = record(visitor, eating, 25, districts=[areas.dai])
    login(client, visitor)
    address = reverse("activity_cancel", args=[activity.pk])
    assert not went_on(client.post(address, {"cancelled_reason": ""}))
    assert went_on(client.post(address, {"cancelled_reason": "台風のため", "once": str(uuid.uuid4())}))
    assert "台風のため" in client.get(reverse("activities")).content.decode()
    assert [line.found.total for line in target_of(plan, "台小区：地域食堂").lines] == [0, 0]


def test_one_event_shown_in_two_programmes_is_counted_once_in_each(client, manager, plan, areas):
    hug, both = Measure.objects.get(name="HUG訓練の参加者"), Measure.objects.get(name="HUG・DIGの参加者")
    activity = record(manager, hug, 40, districts=[areas.dai])
    login(client, manager)
    fields = {
        "date": activity.date.isoformat(),
        f"value_{hug.pk}": "40",
        "also": str(both.pk),
        "districts": [str(areas.dai.pk)],
    }
    answer = client.post(reverse("activity_edit", args=[activity.pk]), fields | {"once": str(uuid.uuid4())})
    assert went_on(answer), errors(client, answer)
    year = TODAY().year - (TODAY().month < 4)
    found = {result.program.name: result for result in reports.results(plan, year)}
    for name in ("災害ボランティア事業", "災害時に備えた地域連携体制の構築事業"):
        assert [one.value for one in found[name].indicators if one.indicator.code.startswith("measure.")][:2] == [1, 40], name
    assert Activity.objects.count() == 1
    assert "再掲" in client.get(reverse("activities")).content.decode()


def test_a_unit_stands_once_it_was_used(client, manager, eating):
    login(client, manager)
    address = reverse("program_counting", args=[eating.program_id])
    key = str(eating.pk)
    fields = {"what": key, f"{key}-name": "来た人", f"{key}-unit": "世帯", f"{key}-adds": "average", f"{key}-kind": "session"}
    client.post(address, fields)
    eating.refresh_from_db()
    assert (eating.name, eating.unit) == ("来た人", "世帯")
    client.post(address, fields | {f"{key}-unit": "人"})
    record(manager, eating, 20)
    page = client.get(client.post(address, fields).url).content.decode()
    assert "すでに「人」で数えています" in page
    eating.refresh_from_db()
    assert eating.unit == "人"


def test_a_series_makes_its_days_ahead_and_each_is_recorded_with_its_own_form(client, helper, visitor, manager, eating, areas):
    first = TODAY() - timedelta(days=14)
    with context.on_behalf_of(manager):
        series = services.series_make(
            actor=manager, measure=eating, weekday=TODAY().weekday(), weeks=[], from_date=first, until_date=TODAY() + timedelta(days=30),
            district=areas.dai, place="台会館",
        )  # fmt: skip
    planned = series.activities.get(date=TODAY())
    assert {one.date.weekday() for one in series.activities.all()} == {TODAY().weekday()}
    assert not ActivityValue.objects.exists(), "what is planned counts nothing"
    login(client, visitor)
    page = client.get(reverse("activity_new")).content.decode()
    assert f"?planned={planned.pk}" in page
    address = f"{reverse('activity_new')}?planned={planned.pk}"
    assert went_on(client.post(address, sent(eating, district=str(areas.dai.pk), place="台会館")))
    planned.refresh_from_db()
    assert (planned.state, planned.values.get().number) == ("held", 25)
    with context.on_behalf_of(manager):
        services.series_end(series, actor=manager)
    assert not series.activities.filter(state="planned").exists()
    assert series.activities.filter(state="held").count() == 1


def test_another_councils_records_are_not_there(client, other_manager, manager, eating):
    activity = record(manager, eating, 20)
    login(client, other_manager)
    assert client.get(activity.get_absolute_url()).status_code == 404
    assert "地域食堂" not in client.get(reverse("activities")).content.decode()


def test_somebody_who_leaves_the_council_helps_no_more(helper, visitor, areas):
    with context.on_behalf_of(visitor):
        _leave(visitor.memberships.first(), TODAY(), begun_by=TODAY())
    assert not Helper.objects.filter(ended_at=None).exists()


def test_comments_are_dated_and_kept_and_a_judgement_needs_its_reason(client, manager, plan):
    target = Target.objects.filter(text__startswith="①広報誌を年4回").first() or Target.objects.get(text="広報誌を年4回")
    login(client, manager)
    address = reverse("target", args=[target.pk])
    assert not went_on(client.post(address, {"what": "judge", "judgement": "behind", "comment": ""}))
    for word, comment in (("behind", "紙が届かない"), ("", "刷り始めた")):
        answer = client.post(address, {"what": "judge", "judgement": word, "comment": comment, "once": str(uuid.uuid4())})
        assert went_on(answer), errors(client, answer)
    assert list(target.remarks.values_list("judgement", "comment")) == [("", "刷り始めた"), ("behind", "紙が届かない")]
    assert "紙が届かない" in client.get(address).content.decode()


def test_a_withdrawn_target_keeps_what_was_said_of_it(manager, areas, plan):
    year = TODAY().year - (TODAY().month < 4)
    target = Target.objects.get(text="SNSの準備")
    with context.on_behalf_of(manager):
        services.target_judge(target, actor=manager, comment="規約を作った")
    changed = DOCUMENT.replace("2023年度事業計画", f"{year}年度事業計画").replace(
        "2023年度～2026年度", f"{year - 1}年度～{year + 2}年度"
    )
    take_in(manager, areas.council, changed.replace("SNSの準備", "SNSの開始"))
    target.refresh_from_db()
    assert target.withdrawn_at
    assert target.remarks.get().comment == "規約を作った"
    assert not any(one.target == target for result in reports.results(plan, year) for one in result.targets)
    take_in(manager, areas.council, changed)
    target.refresh_from_db()
    assert target.withdrawn_at is None


def test_an_older_plan_is_set_up_with_one_press(client, manager, plan):
    """As it was taken in before measures were there."""
    Quantity.objects.update(counted=None, rule="")
    login(client, manager)
    assert went_on(client.post(reverse("plan_begin", args=[plan.pk])))
    assert not Quantity.objects.filter(counted=None, indicator="").exists()


def test_the_pages_cost_the_same_however_much_was_recorded(client, manager, plan, eating, areas):
    login(client, manager)
    pages = ("/plan/?open=all", reverse("activities"))

    def asked():
        found = []
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page).status_code == 200
            found.append(len(queries))
        return found

    client.get(pages[0])
    record(manager, eating, 20, districts=[areas.dai])
    few = asked()
    for days in range(1, 12):
        record(manager, eating, 20 + days, on=TODAY() - timedelta(days=days), districts=[areas.dai, areas.higashi])
    assert asked() == few


def test_the_page_is_chosen_by_goal_judgement_and_district(client, manager, plan, eating, areas):
    record(manager, eating, 25, districts=[areas.dai])
    login(client, manager)

    def rows(query):
        return client.get(f"/plan/?{query}").content.decode().count('class="prog"')

    assert rows("goal=1") == 8
    assert rows("show=out_of_scope") == 0
    for district, times in ((areas.dai, 1), (areas.higashi, 0)):
        html = client.get(f"/plan/?district={district.pk}&goal=1").content.decode()
        whole = html[html.index("地域食堂事業") :]
        assert f"地域食堂の参加者</span> <strong>{times}</strong> / 3小学校区" in whole, district.short_name


def test_a_table_unfolds_by_month_and_district(client, manager, plan, eating, areas):
    record(manager, eating, 25, districts=[areas.dai])
    login(client, manager)
    folded = client.get("/plan/").content.decode()
    assert "<caption>" not in folded
    html = client.get(f"/plan/?open={eating.program_id}").content.decode()
    table = re.search(r"<caption>全小学校区に会場 .*?</table>", html, re.DOTALL)[0]
    row = re.search(r'<th scope="row">台小区</th>(.*?)</tr>', table, re.DOTALL)[1]
    month = (TODAY().month - 4) % 12
    assert re.findall(r'class="num">(\d*)<', row)[month] == "1"


def test_home_leads_to_the_quick_entry_in_one_tap_for_whoever_records(client, helper, visitor, coordinator, advocate):
    address = f'href="{reverse("activity_new")}"'
    assert [
        address in login(client, one).get(reverse("home")).content.decode() for one in (visitor, coordinator, advocate)
    ] == [True, True, False]
    Helper.objects.update(ended_at=timezone.now())
    assert address not in login(client, visitor).get(reverse("home")).content.decode()
