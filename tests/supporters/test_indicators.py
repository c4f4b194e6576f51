"""What the five programmes count of their people: by hand, month by month and district by district, and by nobody's name."""

from datetime import date

import pytest
from django.utils import timezone

from japan import fiscal
from privacy import context
from programs import indicators, reports
from programs.demo import DOCUMENT
from programs.models import Plan
from supporters import services
from supporters.codes import Kind
from tests.factories.casework import make_person
from tests.factories.support import ask, make_host, register
from tests.programs.test_importing import take_in

pytestmark = pytest.mark.django_db
UNTIL = date(2025, 3, 31)


def count(code, areas, by=None, until=UNTIL):
    return {key: float(number) for key, number in indicators.get(code).count(areas.council, 2024, until, by).items() if number}


@pytest.fixture
def year(coordinator, areas):
    """Of two who help, one ended; three requests, two of them met; a course in two months."""
    first = register(
        coordinator,
        make_person(coordinator, areas.dai),
        registered_date=date(2024, 5, 1),
        pledge_date=date(2024, 5, 1),
        kinds=["everyday", "debut"],
    )
    second = register(
        coordinator,
        make_person(coordinator, areas.higashi),
        registered_date=date(2023, 6, 1),
        pledge_date=None,
        kinds=["everyday"],
    )
    host = make_host(coordinator, areas.dai)
    asked = [
        ask(coordinator, make_person(coordinator, area), asked_date=day)
        for area, day in ((areas.dai, date(2024, 6, 3)), (areas.dai, date(2024, 6, 20)), (areas.nishi, date(2024, 12, 1)))
    ]
    with context.on_behalf_of(coordinator):
        services.supporter_end(second, actor=coordinator, on_date=date(2024, 9, 10), reason_code="wish")
        for request in asked[:2]:
            services.request_step(request, actor=coordinator, step="match", host=host)
        for day, hours in ((date(2024, 6, 10), 2), (date(2024, 7, 1), 1.5), (date(2025, 4, 1), 8)):
            services.deed_record(asked[0], actor=coordinator, date=day, hours=hours)
        services.deed_remove(
            services.deed_record(asked[1], actor=coordinator, date=date(2024, 6, 30), hours=3), actor=coordinator
        )
        services.deed_record(asked[1], actor=coordinator, date=date(2024, 8, 1), hours=1)
        for day in (date(2024, 5, 9), date(2024, 5, 20), date(2024, 6, 9), date(2025, 4, 5)):
            services.training_add(first, actor=coordinator, course="debut", date=day)
    return first


def test_each_is_counted_by_month_and_district(areas, year):
    dai, higashi, nishi = areas.dai.pk, areas.higashi.pk, areas.nishi.pk
    assert count("supporters.everyday", areas) == {None: 1}
    assert count("supporters.everyday", areas, "month") == {0: 1, 1: 2, 2: 2, 3: 2, 4: 2, **dict.fromkeys(range(5, 12), 1)}
    assert count("supporters.everyday", areas, "area", date(2024, 8, 31)) == {dai: 1, higashi: 1}
    assert count("asked.everyday", areas, "month") == {2: 2, 8: 1}
    assert count("asked.everyday", areas, "area") == {dai: 2, nishi: 1}
    assert count("met.everyday", areas, "month") == {2: 1, 4: 1}
    assert count("given.everyday", areas, "month") == {2: 1, 3: 1, 4: 1}
    assert count("hours.everyday", areas) == {None: 4.5}
    assert count("hours.everyday", areas, "area") == {dai: 4.5}
    assert count("trained.debut", areas) == {None: 1}
    assert count("trained.debut", areas, "month") == {1: 1, 2: 1}
    assert count("trained.debut", areas, "area") == {dai: 1}
    assert count("asked.participation", areas) == {}


def test_a_first_time_counts_in_the_month_of_the_help(coordinator, areas, year):
    person = make_person(coordinator, areas.nishi)
    with context.on_behalf_of(coordinator):
        services.supporter_correct(year, actor=coordinator, pledge_date=date.today())
        request = services.request_take(
            person,
            actor=coordinator,
            kind="everyday",
            task="garden",
            text="",
            district=areas.nishi,
            weekdays=[],
            bands=[],
            asked_date=date(2025, 1, 5),
        )
        services.request_step(request, actor=coordinator, step="match", supporter=year)
        services.deed_record(request, actor=coordinator, date=date(2025, 1, 9), hours=1)
    assert count("debuts.debut", areas, "month") == {9: 1}
    assert count("debuts.debut", areas, "area") == {areas.dai.pk: 1}


def test_what_is_restricted_counts_without_its_district(areas, year):
    type(year.dossier)._base_manager.filter(pk=year.dossier_id).update(restricted=True)
    unknown = areas.unknown.pk
    assert count("supporters.everyday", areas, "area") == {unknown: 1}
    assert count("trained.debut", areas, "area") == {unknown: 1}


def test_each_of_the_five_programmes_has_results_of_its_own():
    found = {kind: {one.code.partition(".")[0] for one in indicators.of_program(kind)} for kind in Kind}
    helped = {"supporters", "asked", "met", "given", "hours"}
    assert {kind: codes - {"conferences"} for kind, codes in found.items()} == {
        Kind.EVERYDAY: helped, Kind.ELDERLY: helped, Kind.PARTICIPATION: {"asked", "met", "given"},
        Kind.DEBUT: {"supporters", "trained", "debuts", "asked", "met"}, Kind.HELPERS: {"supporters", "trained", "asked", "met"},
    }  # fmt: skip


def test_each_of_the_five_rows_of_the_plan_moves_by_what_people_did(manager, coordinator, areas):
    today = timezone.localdate()
    year = fiscal.fiscal_year(today)
    document = DOCUMENT.replace("2023年度事業計画", f"{year}年度事業計画").replace(
        "2023年度～2026年度", f"{year - 1}年度～{year + 2}年度"
    )
    take_in(manager, areas.council, document)
    words = {
        Kind.EVERYDAY: "日常生活支援", Kind.ELDERLY: "支え合い事業(第2層", Kind.PARTICIPATION: "参加支援", Kind.DEBUT: "デビュー", Kind.HELPERS: "担い手養成",
    }  # fmt: skip

    def row(kind):
        results = reports.results(Plan.objects.get(), year)
        [found] = [one for one in results if words[kind] in one.program.name]
        return {
            one.indicator.code: one.value
            for one in found.indicators
            if one.indicator.code.startswith(("asked.", "supporters."))
        }

    for kind in Kind:
        before = row(kind)
        assert set(before.values()) == {0}
        ask(coordinator, make_person(coordinator, areas.dai), kind=kind, asked_date=today)
        assert row(kind) == before | {f"asked.{kind}": 1}
