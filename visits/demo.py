"""The watch-over of the demo: two months of visits behind today, and something open on every board."""

import uuid
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.demo import TRAINING, make_accounts
from accounts.demo_staff import FIRST_COUNCIL
from accounts.models import User
from casework.models import Place
from casework.services import PersonDetails, person_register
from japan.wareki import PartialDate
from privacy import context
from privacy.models import Area
from privacy.roles import Role
from visits import services
from visits.codes import AlertClosed, Answered, EndReason, Outcome, Part, PauseReason, RolloutStatus, Source, Step
from visits.demo_people import CONCERN, CONSULT, DOORS, WORDS
from visits.models import Alert, Enrolment
from visits.models.duty import HOLIDAY
from visits.recurrence import planned

BEHIND = timedelta(days=65)
# Days since each step, of each district.
ROLLOUT = {
    "台小区": [
        (RolloutStatus.STUDY, 420),
        (RolloutStatus.PREPARE, 330),
        (RolloutStatus.TRIAL, 240),
        (RolloutStatus.RUNNING, 120),
    ],
    "東小区": [(RolloutStatus.STUDY, 240), (RolloutStatus.PREPARE, 150), (RolloutStatus.TRIAL, 66)],
    "西小区": [(RolloutStatus.STUDY, 150), (RolloutStatus.PREPARE, 40)],
}
# What the office wrote for the visitor, of some doors by their number.
HANDED = {
    0: "新しい眼鏡になったか聞いてください",
    2: "娘さんが月末に来るそうです。予定を聞いてください",
    5: "配食のちらしを渡してください",
}
SKIPPED = {"overdue": 20, "waiting": 0, "absent": 1, "concern": 2}


@transaction.atomic
def make_demo() -> None:
    """Run again, it changes nothing. Needs the town blocks of casework's demo."""
    make_accounts()
    council = Area.objects.get(name=FIRST_COUNCIL)
    if Enrolment.objects.filter(council=council).exists():
        return
    User.objects.filter(is_demo=True, memberships__role=Role.VISITOR, trained_on=None).update(trained_on=TRAINING)
    coordinator = User.objects.get(username="uzawa")
    people = {user.username: user for user in User.objects.filter(is_demo=True)}
    _rollout(coordinator, council)
    for number, door in enumerate(DOORS):
        _door(coordinator, council, people, number, *door)
    _duty(coordinator, council, people)
    with context.as_job("watch") as job:
        services.raise_overdue(actor=job, now=timezone.now() - timedelta(hours=3))


def _duty(coordinator, council, people) -> None:
    """Nights of the week, days and nights of the weekend, and who stands in for two days."""
    night, day = (time(17), time(8, 30)), (time(8, 30), time(8, 30))
    today = timezone.localdate()
    turns = [
        ("uzawa", "090-0000-3101", [0, 2, 4], night, 1, None), ("misaki", "090-0000-3102", [1, 3], night, 1, None),
        ("ishiwata", "090-0000-3103", [0, 1, 2, 3, 4], night, 2, None), ("uzawa", "090-0000-3101", [5, HOLIDAY], day, 1, None),
        ("misaki", "090-0000-3102", [6], day, 1, None), ("ishiwata", "090-0000-3103", [5, 6, HOLIDAY], day, 2, None),
        ("takanashi", "090-0000-3104", [], night, 1, today + timedelta(days=9)),
    ]  # fmt: skip
    with context.on_behalf_of(coordinator):
        for username, phone, weekdays, (begins, ends), position, until in turns:
            services.duty_save(
                council, actor=coordinator, id=uuid.uuid4(), user=people[username], phone=phone, weekdays=weekdays, from_time=begins,
                until_time=ends, position=position, from_date=until - timedelta(days=1) if until else today - BEHIND, until_date=until,
            )  # fmt: skip


def _rollout(coordinator, council) -> None:
    today = timezone.localdate()
    with context.on_behalf_of(coordinator):
        for short, steps in ROLLOUT.items():
            district = Area.objects.get(council=council, short_name=short)
            for status, days in steps:
                day = today - timedelta(days=days)
                services.rollout_set(actor=coordinator, district=district, status=status, from_date=day)


def _door(coordinator, council, people, number, name, kana, sex, year, short, applied, visitors, story) -> None:
    start = timezone.localdate() - (timedelta(days=2) if story == "new" else BEHIND)
    district = Area.objects.get(council=council, short_name=short)
    with context.on_behalf_of(coordinator):
        person = _person(coordinator, district, number, name, kana, sex, year)
        enrolment = _enrol(coordinator, person, number, start, applied, district)
        for username, part in visitors:
            services.visitor_assign(enrolment, actor=coordinator, user=people[username], part=part, from_date=start)
    if visitors:
        _visits(people, enrolment, visitors, number, story)
        _story(coordinator, people[visitors[0][0]], enrolment, story)


def _person(coordinator, district, number, name, kana, sex, year):
    places = list(Place.objects.filter(district=district).order_by("kana"))
    (family, given), (family_kana, given_kana) = name.split(), kana.split()
    details = PersonDetails(
        family_name=family, given_name=given, family_kana=family_kana, given_kana=given_kana, sex=sex,
        birth=PartialDate(year, 1 + number % 12, 2 + number), place=places[number % len(places)], block=f"{2 + number}-{1 + number % 7}",
        phone=f"0436-00-{5100 + number}", living="一人ぐらし" if number % 4 else "夫婦ふたり",
    )  # fmt: skip
    return person_register(actor=coordinator, area=district, details=details)


def _enrol(coordinator, person, number, start, applied, district) -> Enrolment:
    applied = {
        "absence_protocol": "雨戸と新聞を見る。電話をかけ、出なければ緊急連絡先1へ",
        "need_text": "近所づきあいが減った",
        "handed": HANDED.get(number),
        **applied,
    }
    consent = {
        "decision": "granted", "contents": ["existence", "identity", "living"], "recipients": ["network", "commissioner"],
        "recipient_detail": f"{district.short_name[:-1]}福祉ネットワークの訪問員", "purpose": "見守りの訪問のため", "given_date": start,
        "manner": "oral" if number % 5 == 4 else "written", "given_by": "self",
    }  # fmt: skip
    contacts = [
        {
            "relation": "長男",
            "name": f"{person.family_name} 進",
            "phone": f"090-0000-{6100 + number}",
            "key_holder": number % 2 == 0,
        },
        {"relation": "近所の人", "name": "秋葉 光江", "phone": "0436-00-2388", "key_holder": False},
    ]
    return services.enrol(
        actor=coordinator,
        person=person,
        id=uuid.uuid4(),
        consent=consent,
        contacts=contacts[: 1 + number % 3],
        start_date=start,
        **applied,
    )


def _visits(people, enrolment, visitors, number, story) -> None:
    """Every planned day has its visit, but for what the story leaves out at its end."""
    today = timezone.localdate()
    last = today - timedelta(days=SKIPPED.get(story, 0))
    if story == "waiting":
        last = min(last, today.replace(day=1) - timedelta(days=1))
    if story in {"paused", "ended"}:
        last = today - timedelta(days=15)
    visitor = people[visitors[0][0]]
    companions = [people[username] for username, part in visitors if part == Part.COMPANION]
    for place, day in enumerate(planned(enrolment.rhythm, enrolment.start_date, last)):
        ahead = 0 if enrolment.weekdays else (number + place) % 3
        at = _at(max(day - timedelta(days=ahead), enrolment.start_date), 10 + (number + place) % 5, 5 * number % 60)
        _visit(
            visitor, enrolment, at, Outcome.WELL, note=WORDS[(number + place) % len(WORDS)], companions=companions if place % 2 else [],
            answered=Answered.SELF, minutes=8 + (number + place) % 12, source=Source.PAPER if number == 3 else Source.PAGE,
        )  # fmt: skip


def _story(coordinator, visitor, enrolment, story) -> None:
    now = timezone.now()
    today = timezone.localdate(now)
    if story == "absent":
        at = max(now - timedelta(minutes=45), _at(today, 0))
        phoned = min(at + timedelta(minutes=15), now)
        steps = [(Step.CARD, at, "声かけの票を郵便受けへ"), (Step.PHONE, phoned, "応答なし")]
        _visit(visitor, enrolment, at, Outcome.ABSENT, steps=steps, now=now)
    elif story == "concern":
        checks = {"mail": "changed", "voice": "changed", "home": "same"}
        _visit(
            visitor, enrolment, _at(today - timedelta(days=1), 14, 10), Outcome.CONCERN, note=CONCERN, checks=checks, minutes=15
        )
    elif story == "consulted":
        _consulted(coordinator, visitor, enrolment, _at(today - timedelta(days=20), 10, 30))
    elif story == "paused":
        with context.on_behalf_of(coordinator):
            services.enrolment_pause(
                enrolment, actor=coordinator, from_date=today - timedelta(days=14), reason_code=PauseReason.HOSPITAL
            )
    elif story == "ended":
        with context.on_behalf_of(coordinator):
            day = today - timedelta(days=14)
            services.enrolment_end(enrolment, actor=coordinator, on_date=day, reason_code=EndReason.FACILITY)


def _consulted(coordinator, visitor, enrolment, at) -> None:
    """Told, taken up and settled in time."""
    _visit(visitor, enrolment, at, Outcome.CONSULT, note=CONSULT, minutes=20)
    with context.on_behalf_of(coordinator):
        alert = Alert.objects.visible_to(coordinator, "alert.take").open().get(enrolment=enrolment)
        services.alert_take(alert, actor=coordinator, now=at + timedelta(hours=2))
        settled = {"how": AlertClosed.SETTLED, "text": "訪ねて一緒に読んだ。介護保険証の更新だった"}
        services.alert_close(alert, actor=coordinator, now=at + timedelta(hours=26), **settled)


def _visit(visitor, enrolment, at, outcome, *, now=None, **values) -> None:
    with context.on_behalf_of(visitor):
        services.visit_record(
            enrolment, actor=visitor, id=uuid.uuid4(), outcome=outcome, visited_at=at, recorded_at=at,
            now=now or min(at + timedelta(minutes=2), timezone.now()), **values,
        )  # fmt: skip


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    """Never later than now."""
    return min(datetime.combine(day, time(hour, minute), tzinfo=timezone.get_current_timezone()), timezone.now())
