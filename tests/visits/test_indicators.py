"""What the watch-over counts, against numbers worked out by hand; the plan's row shows them."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from privacy import context
from programs import indicators, reports
from programs.demo import DOCUMENT
from programs.models import Plan, Program
from publishing import periods
from publishing.catalogue import REPORTS
from publishing.counting import make as make_report
from tests.cast import login
from tests.factories import visits as make
from tests.programs.test_importing import take_in
from visits import services
from visits.codes import Outcome
from visits.models import Alert, Enrolment
from visits.services.schedule import reschedule

pytestmark = pytest.mark.django_db
START, UNTIL = date(2025, 4, 1), date(2026, 3, 31)


def at(month, day, hour=10):
    return timezone.make_aware(datetime(2025 if month > 3 else 2026, month, day, hour))


@pytest.fixture
def year(coordinator, areas):
    """Two in one district from April and June, one in another who ended in September; visits of every kind."""
    first = make.enrol(coordinator, areas.dai, start=START)
    second = make.enrol(coordinator, areas.dai, start=date(2025, 6, 15), times=1)
    third = make.enrol(coordinator, areas.higashi, start=START, pattern="weeks", times=1, weekdays=[0])
    for enrolment, month, day, outcome in (
        (first, 4, 3, "well"), (first, 4, 20, "concern"), (first, 5, 1, "well"), (first, 5, 20, "absent"), (first, 6, 1, "cancelled"),
        (second, 7, 1, "well"), (third, 4, 7, "declined"), (third, 9, 1, "emergency"), (first, 3, 31, "consult"),
    ):  # fmt: skip
        make.visit(coordinator, enrolment, outcome, at=at(month, day), **({"manner": "call"} if outcome == "declined" else {}))
    pair = [make.visit(coordinator, first, "well", at=at(8, 1, hour)) for hour in (10, 11)]
    with context.on_behalf_of(coordinator):
        services.visit_join(pair[0], actor=coordinator, other=pair[1])
        services.enrolment_end(third, actor=coordinator, on_date=date(2025, 9, 30), reason_code="moved")
    return first, second, third


def count(code, areas, by=None, until=UNTIL):
    return indicators.get(code).count(areas.council, 2025, until, by)


def months(code, areas, until=UNTIL):
    return indicators.get(code).by_month(areas.council, 2025, until)


def test_visits_absences_and_people(year, areas):
    assert (count("watch.visits", areas)[None], count("watch.absences", areas)[None], count("watch.people", areas)[None]) == (
        8,
        1,
        3,
    )
    assert months("watch.visits", areas) == [3, 1, 0, 1, 1, 1, 0, 0, 0, 0, 0, 1]
    assert months("watch.people", areas) == [2, 1, 0, 1, 1, 1, 0, 0, 0, 0, 0, 1]
    assert months("watch.absences", areas) == [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    assert count("watch.visits", areas, "area") == {areas.dai.pk: 6, areas.higashi.pk: 2}
    assert count("watch.visits", areas, "manner") == {"meeting": 7, "call": 1}
    assert count("watch.visits", areas, "outcome") == {"well": 4, "concern": 1, "declined": 1, "emergency": 1, "consult": 1}
    assert count("watch.visits", areas, until=date(2025, 4, 20))[None] == 3
    assert count("watch.visits", areas, until=date(2025, 4, 19))[None] == 2


def test_enrolled_at_the_end_of_the_period(year, areas):
    assert months("watch.enrolled", areas) == [2, 2, 3, 3, 3, 3, 2, 2, 2, 2, 2, 2]
    assert months("watch.enrolled", areas, date(2025, 6, 14)) == [2, 2, 2] + [None] * 9
    assert count("watch.enrolled", areas)[None] == 2
    assert count("watch.enrolled", areas, "area", date(2025, 8, 1)) == {areas.dai.pk: 2, areas.higashi.pk: 1}


def test_planned_by_each_rhythm(year, areas):
    """Twice a month all year; once a month from 15 June; every Monday until the end of September."""
    mondays = [4, 4, 5, 4, 4, 5]
    by_hand = [2 + (month >= 2) + (mondays[month] if month < 6 else 0) for month in range(12)]
    assert months("watch.planned", areas) == by_hand
    assert count("watch.planned", areas)[None] == sum(by_hand)
    assert count("watch.planned", areas, until=date(2025, 5, 2))[None] == sum(by_hand[:2])
    assert count("watch.planned", areas, "area")[areas.higashi.pk] == sum(mondays)


def test_a_pause_and_a_new_rhythm_leave_planned_months_alone(year, coordinator, areas):
    first = year[0]
    before = months("watch.planned", areas)
    reschedule(first)
    assert months("watch.planned", areas) == before


def test_alerts_and_how_many_were_answered_in_time(year, coordinator, areas):
    """They are raised now, whatever day the visit was of: a late entry is answered from when it came."""
    this_year = reports.as_of(fiscal_year())
    raised = indicators.get("watch.alerts").count(areas.council, fiscal_year(), this_year, None)
    in_time = indicators.get("watch.alerts_in_time")
    assert raised == {None: 3}
    assert in_time.count(areas.council, fiscal_year(), this_year, None) == {None: 0}
    for kind, minutes in (("concern", 0), ("emergency", 14), ("consult", 60 * 24 * 30)):
        with context.on_behalf_of(coordinator):
            alert = Alert.objects.visible_to(coordinator).get(kind=kind)
            services.alert_take(alert, actor=coordinator, now=alert.raised_at + timedelta(minutes=minutes))
            assert alert.in_time == (kind != "consult")
    assert in_time.count(areas.council, fiscal_year(), this_year, None) == {None: 2}
    assert in_time.count(areas.council, fiscal_year(), this_year, "area") == {areas.dai.pk: 1, areas.higashi.pk: 1}


def fiscal_year():
    from japan import fiscal

    return fiscal.fiscal_year(timezone.localdate())


def test_the_newest_status_of_each_district_counts(coordinator, areas):
    def say(district, status, day):
        with context.on_behalf_of(coordinator):
            services.rollout_set(actor=coordinator, district=district, status=status, from_date=day)

    for district, status, day in (
        (areas.dai, "trial", date(2025, 5, 1)), (areas.dai, "running", date(2025, 10, 1)), (areas.higashi, "prepare", date(2025, 4, 1)),
        (areas.nishi, "trial", date(2025, 7, 1)), (areas.nishi, "study", date(2025, 9, 1)),
    ):  # fmt: skip
        say(district, status, day)
    assert months("watch.districts", areas) == [0, 1, 1, 2, 2, 1, 1, 1, 1, 1, 1, 1]
    assert count("watch.districts", areas) == {None: 1}


def test_nothing_is_counted_for_another_council(year, areas):
    for indicator in indicators.of_program("watch"):
        assert indicator.count(areas.other, 2025, UNTIL, None) in ({}, {None: 0})
        assert indicator.by_month(areas.other, 2025, UNTIL) == [0] * 12


def test_no_record_is_opened_to_count(year, areas):
    """Outside of any actor: an encrypted text would refuse to open."""
    for indicator in indicators.of_program("watch"):
        for by in (None, *indicator.dimensions):
            indicator.count(areas.council, 2025, UNTIL, by)
    assert Enrolment.objects.count() == 3


@pytest.fixture
def plan(manager, areas):
    take_in(manager, areas.council, DOCUMENT)
    return Plan.objects.get()


def test_all_school_districts_is_counted_by_the_rollout(plan, coordinator, areas):
    for district in (areas.dai, areas.higashi):
        with context.on_behalf_of(coordinator):
            services.rollout_set(actor=coordinator, district=district, status="trial", from_date=date(2025, 5, 1))
    with translation.override("ja"):
        found = reports.as_json(plan, 2025, UNTIL)
    row = next(program for program in found["programs"] if program["name"].startswith("見守り"))
    target = next(target for target in row["targets"] if "全小学校区" in target["text"])
    assert (target["value"], target["wanted"], target["judgement"]) == (2, 3.0, "遅れ")
    assert {one["name"] for one in row["indicators"]} >= {"登録者", "計画回数", "延べ訪問回数", "不在", "実人数"}


def test_taken_in_again_it_stays_bound_to_what_somebody_chose(plan, manager, areas):
    from programs.models import Quantity

    Quantity.objects.filter(indicator="watch.districts").update(indicator="watch.people")
    take_in(manager, areas.council, DOCUMENT)
    assert Quantity.objects.filter(indicator="watch.people").count() == 1


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_programmes_page_charts_what_its_table_says(client, plan, coordinator, areas, language):
    enrolment = make.enrol(coordinator, areas.dai, start=timezone.localdate() - timedelta(days=1))
    for outcome in (Outcome.WELL, Outcome.WELL, Outcome.ABSENT):
        make.visit(coordinator, enrolment, outcome)
    coordinator.language = language
    coordinator.save()
    page = login(client, coordinator).get(Program.objects.get(code="watch").get_absolute_url()).content.decode()
    assert page.count('fill="url(#kind-0)"') == page.count('fill="url(#kind-5)"') == 2
    assert ("訪問回数（月別・結果別）" if language == "ja" else "Visits by month and outcome") in page
    assert ("66.7%" in page, "33.3%" in page) == (True, True)


def test_without_exact_figures_there_is_no_chart(client, plan, auditor, year):
    page = login(client, auditor).get(Program.objects.get(code="watch").get_absolute_url()).content.decode()
    assert "chart--stack" not in page
    assert reverse("plan") in page


def test_how_soon_alerts_were_answered(coordinator, areas):
    """In one district taken after 2, 5 and 30 hours, of which the last too late; in the other nobody has taken it."""
    first, second = make.enrol(coordinator, areas.dai, start=START), make.enrol(coordinator, areas.higashi, start=START)
    for door, month, hours, closed in ((first, 5, 2, 4), (first, 5, 5, 50), (first, 7, 30, None), (second, 7, None, None)):
        visit = make.visit(coordinator, door, "concern", at=at(month, 12, 9 + (hours or 0) % 7))
        raised = at(month, 12)
        Alert._base_manager.filter(visit=visit).update(
            raised_at=raised, due_at=raised + timedelta(hours=24), taken_at=raised + timedelta(hours=hours) if hours else None,
            owner=coordinator if hours else None, closed_at=raised + timedelta(hours=closed) if closed else None, closed_how="settled" if closed else "",
        )  # fmt: skip
    assert count("watch.hours_taken", areas) == {None: 5}
    assert count("watch.hours_taken", areas, "month") == {1: 2, 3: 30}
    assert count("watch.hours_taken", areas, "area") == {areas.dai.pk: 5}
    assert count("watch.hours_closed", areas, "month") == {1: 4}
    assert count("watch.alerts_late", areas, "area") == {areas.dai.pk: 1, areas.higashi.pk: 1}
    assert months("watch.alerts_late", areas)[:5] == [0, 0, 0, 2, 0]
    assert indicators.get("watch.alerts_late").total(areas.other, 2025, UNTIL) == 0


def test_the_report_shows_how_soon_it_was_answered(client, manager, areas):
    page = login(client, manager).get(reverse("reports"), {"report": "answers", "period": "2025"}).content.decode()
    assert "見守りの対応時間" in page
    assert "<svg" in page
    # Where nothing was raised nobody waited no hours.
    rows = re.findall(r'<th scope="row">引き受けまでの時間 \(時間\)</th>(.*?)</tr>', page, re.DOTALL)
    assert rows
    assert not any(re.search(r">\s*0\s*<", row) for row in rows)


def test_how_soon_one_person_was_answered_is_told_to_nobody_without_exact_figures(coordinator, auditor, areas):
    """The middle of one is that one's: as a rounded number it would say 30 beside a hidden 1."""
    door = make.enrol(coordinator, areas.dai, start=START)
    raised = at(7, 12)
    visit = make.visit(coordinator, door, "concern", at=raised)
    taken = {"taken_at": raised + timedelta(hours=30), "owner": coordinator}
    Alert._base_manager.filter(visit=visit).update(raised_at=raised, due_at=raised + timedelta(hours=24), **taken)
    shown = {}
    for exact, reader in ((True, coordinator), (False, auditor)):
        made = make_report(REPORTS["answers"], areas.council, periods.read("2025"), exact=exact, user=reader)
        shown[exact] = {cell.words for table in made.tables for row in table.rows for cell in row.cells}
    assert shown[True] == {"", "0", "1", "30"}
    assert shown[False] == {"", "0", "＊"}
    assert [indicators.get(code).protected(400) for code in ("watch.hours_taken", "watch.hours_closed", "watch.districts")] == [
        None,
        None,
        400,
    ]
