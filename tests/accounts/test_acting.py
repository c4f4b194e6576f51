"""Who can act, asked of the database about somebody else, is what the policy says when it is they who ask."""

from datetime import timedelta

import pytest
from django.db.models import UUIDField, Value
from django.utils import timezone

from accounts.acting import CanAct
from accounts.models import User
from privacy import granting
from privacy.context import Actor
from privacy.dossiers import READ, WORK
from privacy.models import Dossier, Recusal
from privacy.reach import can
from privacy.roles import Role
from tests.cast import make_member, make_user
from tests.factories import visits as watch
from tests.factories.casework import make_case

pytestmark = pytest.mark.django_db
ACTIONS = ("case.write", "case.read", "case.assign", "visit.write", "alert.take", "enrolment.write", "note.write")
DAY = timedelta(days=1)


def by_the_database(action, dossier, on=None) -> set:
    found = set()
    for user in User.objects.all():
        rows = Dossier.objects.filter(pk=dossier.pk).annotate(who=Value(user.pk, output_field=UUIDField()))
        if rows.filter(CanAct(action, user="who", dossier="pk", on=on or timezone.localdate())).exists():
            found.add(user.username)
    return found


def by_the_policy(action, dossier) -> set:
    found = set()
    for user in User.objects.all():
        user.chosen_council_id = dossier.council_id
        if can(Actor(user=user), action, dossier):
            found.add(user.username)
    return found


@pytest.fixture
def dossiers(cast, areas):
    """A case and a door of a district that the caseworker serves, of one they do not, restricted ones, and one of no district."""
    made = [make_case(cast.coordinator, areas.unknown).dossier]
    for district in (areas.dai, areas.nishi):
        made += [make_case(cast.coordinator, district).dossier, watch.enrol(cast.coordinator, district).dossier]
    for record in (make_case(cast.manager, areas.dai), make_case(cast.manager, areas.nishi)):
        Dossier.objects.filter(pk=record.dossier_id).update(restricted=True)
        made.append(Dossier.objects.get(pk=record.dossier_id))
    return made


def test_it_is_what_the_policy_says(cast, areas, dossiers):
    today = timezone.localdate()
    two_roles = make_member(make_member(make_user("two-roles"), Role.VISITOR, areas.dai), Role.ADVOCATE, areas.council)
    make_member(make_user("not-begun"), Role.COORDINATOR, areas.council, from_date=today + DAY)
    make_member(make_user("waits"), Role.COORDINATOR, areas.council, confirmed_at=None)
    make_member(make_user("no-pledge", pledge=False), Role.COORDINATOR, areas.council)
    make_member(make_user("disabled", is_active=False), Role.COORDINATOR, areas.council)
    make_member(make_user("ended"), Role.COORDINATOR, areas.council, ended_at=timezone.now())
    recused = make_member(make_user("recused"), Role.COORDINATOR, areas.council)
    make_member(make_user("city"), Role.MANAGER, areas.city)
    for number, dossier in enumerate(dossiers):
        for user in (two_roles, cast.advocate, cast.visitor, cast.caseworker, recused, cast.other_caseworker):
            level = READ if number % 2 else WORK
            granting.grant(user, dossier, "assigned", level=level, from_date=today - 5 * DAY, given_by=cast.manager)
        granting.grant(cast.second_manager, dossier, "assigned", level=WORK, from_date=today - 5 * DAY, until_date=today - DAY)
        Recusal.objects.create(user=recused, dossier=dossier.subject or dossier, why="family", created_by=cast.manager)
    answers = {(action, dossier): by_the_policy(action, dossier) for action in ACTIONS for dossier in dossiers}
    assert {key: by_the_database(*key) for key in answers} == answers
    everybody = set().union(*answers.values())
    assert {"two-roles", "caseworker", "visitor", "advocate", "coordinator", "manager"} <= everybody, "a test that sees nobody"


def test_the_last_day_of_a_grant_a_role_and_a_pledge_counts_whole(cast, areas):
    today = timezone.localdate()
    case = make_case(cast.coordinator, areas.nishi)
    granting.grant(cast.advocate, case.dossier, "assigned", level=WORK, from_date=today, until_date=today + 3 * DAY)
    cast.coordinator.memberships.update(until_date=today + DAY)
    cast.manager.pledges.update(valid_until=today + 2 * DAY)
    who = [by_the_database("case.write", case.dossier, today + number * DAY) for number in range(5)]
    assert [sorted(names & {"advocate", "coordinator", "manager"}) for names in who] == [
        ["advocate", "coordinator", "manager"], ["advocate", "coordinator", "manager"], ["advocate", "manager"], ["advocate"], [],
    ]  # fmt: skip
