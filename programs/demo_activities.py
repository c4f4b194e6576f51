"""What the demo's programmes did in the last fiscal year and in this one: enough that each row of the plan page shows a state of its own."""

import random
from datetime import date, timedelta

from django.utils import timezone

from accounts.models import User
from japan import fiscal
from privacy import context
from privacy.models import Area
from programs import services
from programs.counting.places import key_of
from programs.files.lines import Reader
from programs.files.reading import Table
from programs.models import Activity, ActivityChange, ActivityValue, Helper, Measure, Milestone, Plan, Program

# Of a measure: in which months (April is 4; none: all), how often in one, from and to how many, where, at which place.
SESSIONS = (
    ("広報誌の部数", (6, 8, 11, 2), 1, (2900, 3100), "", ""),
    ("SNSでの発信", (), 1, (2, 6), "", ""),
    ("募金の額", (12,), 1, (40_000, 60_000), "", ""),
    ("募金の件数", (12,), 1, (60, 90), "", ""),
    ("集まりの参加者", (12,), 1, (35, 45), "台小区", "国分寺台公民館"),
    ("制服リユースの提供", (), 1, (2, 9), "", "社協事務所"),
    ("茶話会の参加者", (), 2, (18, 28), "台小区", "国分寺台公民館"),
    ("茶話会の参加者", (), 2, (16, 25), "東小区", "東自治会館"),
    ("バリアフリーの参加者", (6, 11), 1, (26, 33), "台小区", "体育館"),
    ("子育ての参加者", (5, 10, 1), 1, (38, 55), "西小区", "西小学校"),
    ("居場所の参加者", (9,), 1, (10, 16), "東小区", "東自治会館"),
    ("地域食堂の参加者", (), 2, (20, 29), "台小区", "台自治会館"),
    ("既設の食堂との話し合い", (5, 7, 10), 1, (1, 1), "東小区", ""),
    ("運営助成金の額", (5,), 1, (50_000, 50_000), "台小区", ""),
    ("活動の紹介", (6, 11), 1, (1, 1), "", ""),
    ("研修会・ケース会議の参加者", (5, 7, 9, 11), 1, (9, 16), "", ""),
    ("窓口の周知", (6, 10), 1, (1, 2), "", ""),
    ("理解促進の周知", (7,), 1, (1, 1), "", ""),
    ("協議体会議の出席者", (5, 7, 9, 11, 1, 3), 1, (11, 16), "", "社協事務所"),
    ("アンケートの配布", (6,), 1, (30, 30), "", ""),
    ("アンケートの回収", (7,), 1, (22, 27), "", ""),
    ("手伝いの実施", (), 1, (1, 6), "台小区", ""),
    ("推進委員会の出席者", (6, 10, 2), 1, (10, 14), "", "社協事務所"),
    ("話し合いの参加者", (8,), 1, (5, 8), "", ""),
    ("連絡会の出席者", (6, 12), 1, (8, 12), "", "社協事務所"),
    ("養成講座の参加者", (9,), 1, (9, 15), "台小区", "国分寺台公民館"),
    ("勉強会・研修の参加者", (10,), 1, (5, 9), "", ""),
    ("HUG訓練の参加者", (11,), 1, (45, 70), "台小区", "国分寺台中学校"),
    ("HUG・DIGの参加者", (7,), 1, (20, 30), "西小区", "西小学校"),
    ("教室・講座の児童", (6, 9, 10), 1, (60, 90), "東小区", "東小学校"),
    ("防犯活動の参加者", (5, 10), 1, (8, 14), "", ""),
)
# In another year more came to another place: the chart shows both.
LAST_YEAR = 0.85


def make_activities(area: Area) -> None:
    """Run again, it changes nothing."""
    plan = Plan.objects.filter(area=area).first()
    people = {user.username: user for user in User.objects.filter(username__in=("uzawa", "shishikura"))}
    if plan is None or Activity.objects.filter(council=area).exists() or len(people) < 2:
        return
    chance = random.Random(20230914)  # noqa: S311  (stories, not secrets)
    today = timezone.localdate()
    this_year = fiscal.fiscal_year(today)
    measures = {one.name: one for one in Measure.objects.filter(program__policy__goal__plan=plan).select_related("program")}
    districts = {one.short_name: one for one in Area.objects.districts().filter(council=area)}
    for year in range(max(plan.from_year, this_year - 1), min(plan.to_year, this_year) + 1):
        for name, months, often, (low, high), where, place in SESSIONS:
            for day in _days(year, months, often, chance):
                number = chance.randint(low, high) if year == this_year else round(chance.randint(low, high) * LAST_YEAR)
                if day < today and (often == 1 or chance.random() < 0.96):
                    _held(measures[name], number, day, districts.get(where), place, people["uzawa"])
    _steps(plan, this_year, today)
    _from_excel(plan, this_year - 1, people["uzawa"])
    _eating(measures["地域食堂の参加者"], districts["台小区"], people, today)


def _days(year, months, often, chance) -> list[date]:
    found = []
    for first in fiscal.months(year):
        if not months or first.month in months:
            found += [first + timedelta(days=number * (28 // often) + chance.randrange(10)) for number in range(often)]
    return found


def _held(measure, number, day, district, place, who) -> None:
    activity = Activity.objects.create(
        council_id=who.working_council_id, program=measure.program, kind=measure.kind, date=day, districts=[district.pk] if district else [],
        place=place, place_key=key_of(place), recorded_by=who,
    )  # fmt: skip
    ActivityValue.objects.create(activity=activity, measure=measure, number=number)
    ActivityChange.objects.create(activity=activity, what=ActivityChange.What.RECORDED, by=who)


def _from_excel(plan, year, who) -> None:
    """Last year's meetings for learning, as the office had kept them in Excel."""
    program = Program.objects.filter(policy__goal__plan=plan, name__contains="地域福祉研修会").first()
    if program is None or not plan.from_year <= year <= plan.to_year:
        return
    rows = [["研修会の記録"], [], ["開催日", "会場", "参加者数", "地区", "様子"]]
    rows += [
        [f"{fiscal.label(year)[:-1]}{month}月{day}日", "国分寺台公民館", f"{number}名", "全域", text]
        for month, day, number, text in (
            (5, 18, 21, "認知症の人への声のかけ方を学んだ。"), (7, 6, 17, "よその地区の話を聞いた。"), (9, 14, 24, "困りごとの気づき方。"),
            (11, 9, 19, "災害のときの助け合い。"),
        )
    ]  # fmt: skip
    reader = Reader(program, [Table("研修会", rows)])
    reader.how.year = year
    services.records_take_in(program, actor=who, lines=reader.read().lines)


def _steps(plan, this_year, today) -> None:
    """Some of the year's steps are done, one is late."""
    steps = Milestone.objects.filter(
        target__program__policy__goal__plan=plan, target__scope="year", target__fiscal_year__lte=this_year
    )
    for number, step in enumerate(
        steps.select_related("target").order_by("target__program__policy__position", "target__position", "position")
    ):
        first = date(step.target.fiscal_year, 4, 1)
        step.due_date = first + timedelta(days=150 + 30 * (number % 6))
        if step.target.fiscal_year < this_year or number % 3 == 0:
            step.done_date, step.evidence = min(first + timedelta(days=60 + 20 * (number % 5)), today), "委員会の記録"
        step.save()


def _eating(measure, district, people, today) -> None:
    """The evenings of the 地域食堂 are made ahead, today's too, and a volunteer of its own records them."""
    coordinator, volunteer = people["uzawa"], people["shishikura"]
    Helper.objects.create(program=measure.program, user=volunteer, from_date=today - timedelta(days=90), named_by=coordinator)
    plan = measure.program.policy.goal.plan
    last = min(fiscal.bounds(fiscal.fiscal_year(today))[1], fiscal.bounds(plan.to_year)[1])
    week = (today.day + 6) // 7
    with context.as_job("demo"):
        services.series_make(
            actor=context.current(), measure=measure, weekday=today.weekday(), weeks=sorted({week, week + 2 if week < 3 else week - 2}),
            from_date=today, until_date=max(today, last), district=district, place="台自治会館",
        )  # fmt: skip
