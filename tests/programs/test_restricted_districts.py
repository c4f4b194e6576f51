"""No number tells a district of what is restricted: of every indicator there is, so that a new one cannot be forgotten."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from casework.codes import Purpose, Topic
from casework.services import case_assign
from conferences import services as conferences
from japan import fiscal
from privacy import context
from privacy.models import Dossier
from programs import indicators
from programs.dimensions import AREA, TOPIC
from referrals.services import liaison_record
from supporters import services as supporters
from supporters.codes import Kind
from supporters.indicators import COURSES
from tests.factories import support
from tests.factories import visits as watch
from tests.factories.casework import make_case, make_note, make_person
from tests.factories.conferences import add, invite, make_conference
from tests.factories.rights import agree, make_agency, make_referral, take
from visits.models import Alert
from visits.services import alert_close, alert_take

pytestmark = pytest.mark.django_db
# What lies in no school district from the start, what counts districts, and meetings that speak of nobody.
NOWHERE = {"consultation.enquiries", "watch.districts", "conferences.committee", "conferences.layer2", "conferences.network"}


def at(month, day):
    return timezone.make_aware(datetime(2025, month, day, 10))


@pytest.fixture
def everything(cast, areas):
    """Something for every number, all of it in one district: most of it in 2025, what is raised now in this year."""
    coordinator, agency = cast.coordinator, make_agency(cast.coordinator, areas.council)
    case = make_case(coordinator, areas.dai, on=date(2025, 5, 1))
    with context.on_behalf_of(coordinator):
        case_assign(case, actor=coordinator, user=cast.advocate)
    agree(coordinator, case)
    make_note(coordinator, case, met_at=at(6, 2))
    for sent, received in ((at(6, 2), at(6, 4)), (at(7, 7), None)):
        referral = take(cast.advocate, make_referral(cast.advocate, case, agency, now=sent), "submit", now=sent)
        referral = take(cast.manager, referral, "approve", "send", now=sent)
        if received:
            take(cast.manager, referral, "acknowledge", now=received)
    with context.on_behalf_of(cast.advocate):
        liaison_record(
            case,
            actor=cast.advocate,
            agency=agency,
            matter="申請の相談",
            contents=["identity"],
            purpose=Purpose.SUPPORT,
            at=at(8, 4),
        )
    meeting = make_conference(coordinator, areas.dai, days=0, case=case, kind="individual")
    item, came = add(coordinator, meeting, case), invite(coordinator, meeting, name="林田", agency=agency)
    today = timezone.localdate()
    with context.on_behalf_of(coordinator):
        conferences.conference_begin(meeting, actor=coordinator)
        conferences.attendee_came(came, actor=coordinator, came=True)
        conferences.decision_record(item, actor=coordinator, kind="continue", text="続ける")
        action = conferences.action_add(item, actor=coordinator, what="行く", until_date=today, owner=coordinator)
        conferences.action_done(action, actor=coordinator, done_date=today)
        conferences.conference_end(meeting, actor=coordinator)
    door = watch.enrol(coordinator, areas.dai, start=date(2025, 4, 1))
    for day, outcome in ((3, "well"), (4, "absent"), (5, "concern"), (6, "consult")):
        watch.visit(coordinator, door, outcome, at=at(9, day))
    with context.on_behalf_of(coordinator):
        soon, late = Alert.objects.visible_to(coordinator).order_by("visit__visited_at")
        alert_take(soon, actor=coordinator, now=soon.raised_at + timedelta(hours=1))
        alert_take(late, actor=coordinator, now=late.raised_at + timedelta(days=30))
        alert_close(late, actor=coordinator, how="settled", text="話した", now=late.raised_at + timedelta(days=30))
    for kind in Kind:
        people(coordinator, areas.dai, kind, timezone.localdate())


def people(coordinator, district, kind, today):
    """Who helps in this programme and was trained for it, and whom they helped for the first time."""
    helps = support.register(
        coordinator, make_person(coordinator, district), kinds=[kind], registered_date=date(2025, 5, 1), pledge_date=today
    )
    asks = support.ask(coordinator, make_person(coordinator, district), kind=kind, asked_date=date(2025, 6, 1))
    with context.on_behalf_of(coordinator):
        if kind in COURSES:
            supporters.training_add(helps, actor=coordinator, course=COURSES[kind], date=date(2025, 6, 3))
        supporters.request_step(asks, actor=coordinator, step="match", supporter=helps)
        supporters.deed_record(asks, actor=coordinator, date=date(2025, 7, 1), hours=2)


def figures(council, by) -> dict[str, Counter]:
    today = timezone.localdate()
    years = ((2025, date(2026, 3, 31)), (fiscal.fiscal_year(today), today))
    return {
        one.code: sum((Counter(one.count(council, year, until, by)) for year, until in years), Counter())
        for one in indicators.everything()
        if by is None or by in one.dimensions
    }


def test_what_is_restricted_stands_in_no_district_of_any_number(everything, areas):
    before, whole = figures(areas.council, AREA), figures(areas.council, None)
    assert {code for code, found in before.items() if not found[areas.dai.pk]} <= NOWHERE, "make something for it above"
    assert set(whole) - set(before) <= NOWHERE, "a number without districts"
    Dossier.objects.filter(area=areas.dai, kind__in=("case", "enrolment", "person")).update(restricted=True)
    after = figures(areas.council, AREA)
    assert {code: found[areas.dai.pk] for code, found in after.items() if found[areas.dai.pk]} == {}
    unknown = {code: found[areas.unknown.pk] for code, found in after.items()}
    assert unknown == {code: found[areas.dai.pk] + found[areas.unknown.pk] for code, found in before.items()}
    assert figures(areas.council, None) == whole


def test_what_is_restricted_is_of_no_topic_beside_its_district(everything, areas):
    """A table of both would show a lone case where nobody may know of it."""
    Dossier.objects.filter(area=areas.dai, kind="case").update(restricted=True)
    asked = [one for one in indicators.everything() if {TOPIC, AREA} <= set(one.dimensions)]
    found = {one.code: one.between(areas.council, date(2025, 4, 1), date(2026, 3, 31), (AREA, TOPIC)) for one in asked}
    assert found["consultation.contacts"] == {(areas.unknown.pk, Topic.OTHER): 2}
    assert {keys for numbers in found.values() for keys in numbers} == {(areas.unknown.pk, Topic.OTHER)}
