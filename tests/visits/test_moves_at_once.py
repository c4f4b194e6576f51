"""Somebody writes about a person while another moves them, really committed: what was written lies where the person lies now."""

from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from django.db import connection, transaction

from accounts.models import User
from casework.models import Person
from privacy import context
from privacy.models import Area, Dossier
from tests.cast import make_council, make_member, make_user
from tests.factories import visits as make
from tests.factories.casework import make_case
from tests.visits.test_moves import COUNTED, lie, where
from visits.models import Enrolment


def a_case(user, pk):
    with context.on_behalf_of(user):
        person = Person.objects.visible_to(user, "person.find").select_related("dossier__area").get(pk=pk)
    make_case(user, person.dossier.area, subject=person)


def a_visit_that_finds_nobody(user, pk):
    with context.on_behalf_of(user):
        door = Enrolment.objects.visible_to(user).select_related("dossier", "area").get(person=pk)
    make.visit(user, door, "absent")


@pytest.mark.parametrize("write", [a_case, a_visit_that_finds_nobody])
def test_what_is_written_while_somebody_is_moved_goes_along(own_database, django_db_blocker, write):
    council, old, new, *_special = make_council(
        Area.objects.make(name="試験市", kind=Area.Kind.CITY), "丙地区社会福祉協議会", ("丙台", "台"), ("丙東", "東")
    )
    user = make_member(make_user("office"), "coordinator", council)
    person = make.enrol(user, old).person

    def written():
        try:
            write(User.objects.get(pk=user.pk), person.pk)
        finally:
            connection.close()

    with django_db_blocker.unblock(), ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Dossier.objects.filter(pk=person.dossier_id).update(area=new)
            begun = pool.submit(written)
            wait([begun], timeout=1)
        begun.result(timeout=20)
    found = {row: areas for row, areas in where(person).items() if areas and row not in COUNTED}
    assert found == lie(found, new)
    assert {"a_case": "casework.Case", "a_visit_that_finds_nobody": "visits.SafetyCheck"}[write.__name__] in found
