"""Months that have ended are counted once and kept: at any moment the same as counting every visit."""

import random
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from privacy import context
from programs import indicators
from programs import services as programs
from tests.factories import visits as make
from visits import services
from visits.codes import MET, Outcome
from visits.indicators import CHARTED, visits_by_outcome
from visits.models import Visit

pytestmark = pytest.mark.django_db
# A fiscal year that is over; the nights of its end.
YEAR, START, LAST, AFTER = 2025, date(2025, 4, 1), date(2026, 3, 31), date(2026, 4, 2)


def at(day: date, hour=10):
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour))


def keep() -> int:
    return programs.counts_keep(today=AFTER, years=2)


def by_counting(council, until) -> tuple:
    """Each record by itself, in plain Python."""
    visits, absences, people = [0] * 12, [0] * 12, [set() for _month in range(12)]
    chart = {outcome: [0] * 12 for outcome in CHARTED}
    for visit in (
        Visit.objects.filter(council=council, same_as=None).exclude(late__in=("waiting", "aside")).select_related("enrolment")
    ):
        day = timezone.localtime(visit.visited_at).date()
        if not START <= day <= until:
            continue
        month = (day.month - 4) % 12
        if visit.outcome in MET:
            visits[month] += 1
            people[month].add(visit.enrolment.person_id)
        absences[month] += visit.outcome == "absent"
        if visit.outcome in chart:
            chart[visit.outcome][month] += 1
    # A month that has not come is blank; the chart has no line there.
    come = (until.year - YEAR) * 12 + until.month - 3
    rows = [number[:come] + [None] * (12 - come) for number in (visits, absences, [len(month) for month in people])]
    return *rows, chart


def by_asking(council, until) -> tuple:
    months = [indicators.get(f"watch.{code}").by_month(council, YEAR, until) for code in ("visits", "absences", "people")]
    return *months, {Outcome(series.key): series.by_month for series in visits_by_outcome(council, YEAR, until).series}


def test_the_same_as_counting_after_any_change(coordinator, areas):
    """Records, corrections, moves to another month, pairs joined and separated, what is brought late and taken up or set aside; and a
    night now and then."""
    chance = random.Random(14)
    doors = [make.enrol(coordinator, areas.dai, start=START) for _each in range(3)]
    for number in range(12):
        make.visit(coordinator, chance.choice(doors), at=at(START + timedelta(days=30 * number)))
    kept = 0
    for _step in range(40):
        kept += keep() if chance.random() < 0.1 else 0
        _change(chance, coordinator, doors)
        until = chance.choice([LAST, LAST, date(2025, 9, 30), date(2025, 10, 14)])
        assert by_asking(areas.council, until) == by_counting(areas.council, until)
    assert kept > 12


def _change(chance, coordinator, doors):
    visits = list(Visit.objects.filter(late=""))
    visit, day = chance.choice(visits), START + timedelta(days=chance.randrange(364))
    outcome = chance.choice(["well", "absent", "declined", "cancelled"])
    match chance.choice(["record", "correct", "move", "join", "separate", "late"]):
        case "record":
            make.visit(coordinator, chance.choice(doors), outcome, at=at(day))
        case "correct":
            with context.on_behalf_of(coordinator):
                services.visit_correct(_opened(visit, coordinator), actor=coordinator, outcome=outcome)
        case "move":
            with context.on_behalf_of(coordinator):
                services.visit_correct(_opened(visit, coordinator), actor=coordinator, visited_at=at(day))
        case "join":
            other = make.visit(coordinator, visit.enrolment, at=visit.visited_at + timedelta(minutes=20))
            if not visit.same_as_id:
                with context.on_behalf_of(coordinator):
                    services.visit_join(other, actor=coordinator, other=_opened(visit, coordinator))
        case "separate":
            if visit.same_as_id:
                with context.on_behalf_of(coordinator):
                    services.visit_separate(_opened(visit, coordinator), actor=coordinator)
        case "late":
            _late(chance, visit)


def _opened(visit, user):
    return Visit.objects.visible_to(user).get(pk=visit.pk)


def _late(chance, visit):
    """What the three services of late records do to this column; the record's own way there is tested beside them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE visits_visit SET late = %s WHERE id = %s", [chance.choice(["waiting", "aside", "taken", ""]), visit.pk]
        )
