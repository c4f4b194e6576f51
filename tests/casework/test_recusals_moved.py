"""Recusals that stood on a person's cases, moved to the person by a migration, which runs as the owner."""

from importlib import import_module

from casework.models import Case
from privacy import context
from privacy.models import Recusal
from privacy.roles import Role
from tests.cast import make_areas, make_member, make_user
from tests.factories.casework import make_case


def opened(user, case):
    return Case.objects.visible_to(user).select_related("subject__dossier").get(pk=case.pk)


def test_recusals_that_stood_on_cases_were_moved_to_the_person(own_database, owner_connection):
    """What the migration does to an older database."""
    areas = make_areas()
    caseworker = make_member(make_user("caseworker"), Role.CASEWORKER, areas.dai)
    coordinator = make_member(make_user("coordinator"), Role.COORDINATOR, areas.council)
    manager = make_member(make_user("manager"), Role.MANAGER, areas.council)
    case = make_case(caseworker, areas.dai)
    unnamed = make_case(coordinator, areas.dai, new_subject=None)
    with context.on_behalf_of(coordinator):
        other = make_case(coordinator, areas.dai, subject=opened(coordinator, case).subject)
    for user, where in ((caseworker, case), (caseworker, other), (coordinator, case), (coordinator, unnamed)):
        Recusal.objects.create(user=user, dossier=where.dossier, why="family", created_by=manager)
    Recusal.objects.create(user=coordinator, dossier=case.dossier.subject, why="family", created_by=manager)
    owner_connection.execute(import_module("privacy.migrations.0008_recusals_that_end").ON_PERSONS)
    assert set(Recusal.objects.values_list("user", "dossier")) == {
        (caseworker.pk, case.dossier.subject_id), (coordinator.pk, case.dossier.subject_id), (coordinator.pk, unnamed.dossier_id),
    }  # fmt: skip
    assert Recusal.objects.count() == 3
