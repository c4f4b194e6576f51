"""Cases that nobody has: kept beside the case by the database, the same as asking every grant."""

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from casework import services
from casework.models import Case
from privacy import context, granting
from privacy.dossiers import READ, WORK
from privacy.models import Grant
from tests.factories.casework import make_case

pytestmark = pytest.mark.django_db


def by_asking_every_grant(user, council, on) -> set:
    named = Grant.objects.filter(kind=Grant.Kind.ASSIGNED).exclude(until_date__lt=on).values("content_object")
    found = Case.objects.visible_to(user).filter(council=council, closed_date=None, sequence__isnull=False)
    return set(found.exclude(dossier__in=named).values_list("pk", flat=True))


def test_every_way_a_grant_changes_is_followed(coordinator, caseworker, advocate, areas):
    chance, today = random.Random(7), timezone.localdate()
    cases = [make_case(coordinator, areas.dai) for _each in range(6)]
    for _step in range(60):
        case, user = chance.choice(cases), chance.choice([coordinator, caseworker, advocate])
        mine = Grant.objects.filter(content_object=case.dossier, user=user)
        match chance.choice(["give", "give for days", "share", "end"]):
            case "give":
                granting.grant(user, case.dossier, "assigned", level=WORK, from_date=today)
            case "give for days":
                until = today + timedelta(days=chance.randrange(-2, 3))
                granting.grant(
                    user, case.dossier, "assigned", level=WORK, from_date=today - timedelta(days=9), until_date=until
                )
            case "share":
                granting.grant(user, case.dossier, "shared", level=READ, from_date=today)
            case "end":
                mine.end(today)
        with context.on_behalf_of(coordinator):
            found = set(Case.objects.visible_to(coordinator).nobodys(areas.council.pk, today).values_list("pk", flat=True))
            assert found == by_asking_every_grant(coordinator, areas.council.pk, today)


def test_a_case_with_a_next_contact_is_somebodys(coordinator, areas):
    """It is saved again after somebody was named to it, by whoever had read it before."""
    case, today = make_case(coordinator, areas.dai, next_contact_date=timezone.localdate()), timezone.localdate()
    with context.on_behalf_of(coordinator):
        assert not Case.objects.visible_to(coordinator).nobodys(areas.council.pk, today).exists()
        stale = Case.objects.visible_to(coordinator).get()
        Grant.objects.filter(content_object=case.dossier).update(until_date=today - timedelta(days=1))
        stale.save()
        assert list(Case.objects.visible_to(coordinator).nobodys(areas.council.pk, today)) == [case]


def test_the_last_day_counts_whole(coordinator, areas):
    case, today = make_case(coordinator, areas.dai), timezone.localdate()
    Grant.objects.filter(content_object=case.dossier).update(until_date=today)
    with context.on_behalf_of(coordinator):
        rows = Case.objects.visible_to(coordinator)
        assert [list(rows.nobodys(areas.council.pk, day)) for day in (today, today + timedelta(days=1))] == [[], [case]]


def test_the_index_answers(coordinator, areas):
    """The condition is the index's own; small tables are read whole, so that is forbidden here."""
    make_case(coordinator, areas.dai)
    with context.on_behalf_of(coordinator), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Case.objects.all().nobodys(areas.council.pk, timezone.localdate()).explain()
    assert "casework_case_nobody" in plan


def test_whose_caseworker_left_is_found(coordinator, caseworker, advocate, manager, areas):
    """Named to nobody but people who are gone; a case that somebody who stays has as well is not among them."""
    today = timezone.localdate()
    alone, shared, kept, closed = (make_case(coordinator, areas.dai) for _each in range(4))
    Grant.objects.end(today)
    for case, users in ((alone, [caseworker]), (shared, [caseworker, advocate]), (kept, [advocate]), (closed, [caseworker])):
        for user in users:
            granting.grant(user, case.dossier, "assigned", level=WORK, from_date=today)
    with context.on_behalf_of(coordinator):
        services.case_close(closed, actor=coordinator, on_date=today, reason_code="solved")
        before = list(Case.objects.visible_to(coordinator).left_behind(areas.council.pk, today))
        caseworker.memberships.update(ended_at=timezone.now())
        found = list(Case.objects.visible_to(coordinator).left_behind(areas.council.pk, today))
    assert (before, found) == ([], [alone])


def test_whoever_is_gone_is_looked_up(coordinator, areas):
    """Who is gone is found first, then what they have, then the cases: the database is given no choice to read every grant, which it
    made on a full cabinet (152 ms at 10,000 cases, 2 ms since)."""
    with context.on_behalf_of(coordinator):
        asked = str(Case.objects.all().left_behind(areas.council.pk, timezone.localdate()).query)
    assert '"dossier_id" IN (SELECT unnest(ARRAY(SELECT ' in asked
    assert '"user_id" IN (SELECT unnest(ARRAY(SELECT ' in asked
