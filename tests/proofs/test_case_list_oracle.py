"""The list that stops reading early shows what the one condition on all cases shows: same cases, same order, on every page.

Users, filters and page sizes are drawn at random, always the same ones; pages are walked to the end and back again.
"""

import random
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from casework import services
from casework.codes import OPEN_STATUSES, CaseStatus, ClosureReason
from casework.models import Case
from casework.pages.case_list import Cursor, Filters, page
from japan.fiscal import fiscal_year
from privacy import context, granting
from privacy.dossiers import READ, WORK
from privacy.models import Dossier, Grant, Recusal
from privacy.roles import Role
from tests.cast import make_member, make_user
from tests.factories.casework import make_case

pytestmark = pytest.mark.django_db

DRAWS = 400
TODAY = timezone.localdate


@pytest.fixture
def chance():
    return random.Random(20230912)


@pytest.fixture
def users(cast, areas, other_manager):
    """Wide, middle, narrow, none, and one who serves two districts in two roles."""
    double = make_member(make_user("double"), Role.ADVOCATE, areas.council)
    make_member(double, Role.CASEWORKER, areas.nishi)
    return [
        cast.manager, cast.coordinator, cast.caseworker, cast.advocate, cast.visitor, cast.auditor, cast.other_caseworker,
        other_manager, double,
    ]  # fmt: skip


@pytest.fixture
def cases(cast, areas, users, other_manager, chance):
    """Of all districts of both councils; many at the same moment, so that the order hangs on the id."""
    made = []
    start = timezone.now() - timedelta(days=40)
    for number in range(70):
        district = chance.choice([areas.dai, areas.higashi, areas.nishi, areas.unknown, areas.other_north, areas.other_south])
        writer = other_manager if district.council_id == areas.other.pk else cast.coordinator
        made.append(make_one(writer, district, number, chance))
        at = start + timedelta(hours=chance.randrange(30))
        Case.objects.filter(pk=made[-1].pk).update(last_activity_at=at)
    for case in chance.sample(made, 6):
        restrict(case)
    for user in users:
        for case in chance.sample(made, 9):
            grant(user, case, chance)
        for case in chance.sample(made, 3):
            dossier = chance.choice([case.dossier, case.subject.dossier if case.subject else case.dossier])
            Recusal.objects.get_or_create(user=user, dossier=dossier, defaults={"why": "neighbour", "created_by": cast.manager})
    return made


def make_one(writer, district, number, chance):
    if number % 9 == 0:
        with context.on_behalf_of(writer):
            return services.enquiry_record(
                actor=writer, council=district.council, id=None, on_date=TODAY(), route="self", means="phone", text="受付の時間",
                topic="care",
            )  # fmt: skip
    due = (
        {}
        if number % 3
        else {"next_contact_date": TODAY() + timedelta(days=chance.randrange(-9, 20)), "next_contact_todo": "訪ねる"}
    )
    unnamed = {"new_subject": None} if number % 7 == 0 else {}
    case = make_case(writer, district, **due, **unnamed)
    with context.on_behalf_of(writer):
        if number % 4 == 0:
            reason = chance.choice([ClosureReason.SOLVED, ClosureReason.TRANSFERRED])
            services.case_close(case, actor=writer, on_date=TODAY(), reason_code=reason)
        else:
            services.case_set_status(case, actor=writer, status=chance.choice(list(OPEN_STATUSES)), on_date=TODAY())
    return case


def restrict(case) -> None:
    """What no page does yet."""
    Dossier.objects.filter(pk=case.dossier_id).update(restricted=True)


def grant(user, case, chance) -> None:
    granting.grant(
        user, case.dossier, chance.choice([Grant.Kind.ASSIGNED, Grant.Kind.SHARED]), level=chance.choice([READ, WORK]),
        from_date=TODAY() - timedelta(days=chance.randrange(-2, 9)),
        until_date=chance.choice([None, TODAY() + timedelta(days=chance.randrange(-3, 3))]),
    )  # fmt: skip


def draw_filters(chance, areas, user, users) -> Filters:
    districts = [areas.dai, areas.higashi, areas.nishi, areas.unknown, areas.other_north]
    return Filters(
        status=chance.choice(["open", "", "", *CaseStatus.values]),
        areas=tuple(area.pk for area in chance.sample(districts, chance.choice([0, 0, 1, 2]))),
        staff=chance.choice([user.pk, chance.choice(users).pk]) if chance.random() < 0.4 else None,
        undated=chance.random() < 0.15,
        topic=chance.choice(["", "", "", "rubbish"]),
        due=chance.choice([None, None, TODAY() + timedelta(days=5)]),
        quiet_since=chance.choice([None, None, None, timezone.now() - timedelta(days=39, hours=chance.randrange(24))]),
        enquiries=chance.random() < 0.2,
        year=chance.choice([0, 0, 0, 2023, fiscal_year(TODAY())]),
    )


def by_the_condition(user, filters) -> list:
    """The oracle: everything visible, filtered and ordered afterwards."""
    found = Case.objects.visible_to(user, "case.read").filter(sequence__isnull=filters.enquiries)
    if filters.staff:
        found = found.assigned_to(filters.staff)
    rows = [
        case
        for case in found
        if (not filters.statuses or case.status in filters.statuses)
        and (not filters.areas or case.area_id in filters.areas)
        and (not filters.year or case.fiscal_year == filters.year)
        and (not filters.topic or filters.topic in case.topics)
        and (not filters.quiet_since or case.last_activity_at <= filters.quiet_since)
        and (not filters.undated or case.next_contact_date is None)
        and (not filters.due or (case.next_contact_date and case.next_contact_date <= filters.due))
    ]
    return [case.pk for case in sorted(rows, key=lambda case: (case.last_activity_at, case.pk), reverse=True)]


def walked(user, filters, size) -> tuple[list, list]:
    """The ids of all pages from the newest to the oldest, and the pages met on the way back."""
    pages, back, cursor = [], [], None
    while True:
        found = page(user, filters, cursor, size)
        pages.append([row.case.pk for row in found.cases])
        if found.older is None:
            break
        cursor = found.older
    while found.newer is not None:
        found = page(user, filters, Cursor(found.newer.at, found.newer.id, True), size)
        back.append([row.case.pk for row in found.cases])
    return pages, back[::-1]


def test_pages_show_what_the_condition_shows(users, cases, areas, chance):
    seen = Counter()
    for _ in range(DRAWS):
        user = chance.choice(users)
        filters, size = draw_filters(chance, areas, user, users), chance.choice([1, 3, 7, 50])
        with context.on_behalf_of(user):
            wanted = by_the_condition(user, filters)
            pages, back = walked(user, filters, size)
        where = f"{user.username} {filters} {size}"
        assert [pk for found in pages for pk in found] == wanted, where
        assert all(len(found) == size for found in pages[:-1]), where
        assert [found for found in back if found] == pages[:-1], where
        seen["rows"] += len(wanted)
        seen["several pages"] += len(pages) > 1
    assert seen["rows"] > 300
    assert seen["several pages"] > 20
