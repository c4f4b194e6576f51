"""Several decisions about some dossiers are one statement, and the same as each by itself."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from privacy import context, granting, policy
from privacy.dossiers import READ, WORK
from privacy.reach import can, decide
from tests.factories.casework import make_case

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("level", [READ, WORK])
def test_the_same_as_each_by_itself(advocate, caseworker, coordinator, manager, areas, level):
    case = make_case(coordinator, areas.dai)
    granting.grant(advocate, case.dossier, "assigned", level=level, from_date=timezone.localdate())
    asked = [
        ([action for action, row in policy.ACTIONS.items() if kind in row.kinds], record)
        for kind, record in (("case", case), ("person", case.subject))
    ]

    def decided(user):
        return {(action, record.pk): can(user, action, record) for actions, record in asked for action in actions}

    for user in (advocate, caseworker, coordinator, manager):
        with context.on_behalf_of(user):
            alone = decided(user)
        with context.on_behalf_of(user):
            decide(user, *asked, (["person.read"], None))
            assert decided(user) == alone
            assert True in alone.values()


def test_one_statement(advocate, coordinator, areas):
    case = make_case(coordinator, areas.dai)
    granting.grant(advocate, case.dossier, "assigned", level=WORK, from_date=timezone.localdate())
    with context.on_behalf_of(advocate):
        assert can(advocate, "case.read", case)
        with CaptureQueriesContext(connection) as queries:
            decide(advocate, (["note.read", "note.write"], case))
            assert can(advocate, "note.read", case)
            assert can(advocate, "note.write", case)
    assert sum("FROM privacy_dossier d" in query["sql"] for query in queries) == 1


def test_who_is_not_named_is_not_let_in(advocate, coordinator, areas):
    case = make_case(coordinator, areas.dai)
    with context.on_behalf_of(advocate):
        decide(advocate, (["note.read"], case))
        assert not can(advocate, "note.read", case)
