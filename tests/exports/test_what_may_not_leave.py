"""What is restricted, shut to its asker, of another district or council, or without a key is counted nowhere and leaves with nobody."""

from datetime import date

import pytest
from django.utils import timezone

from casework.models import Case
from exports import consultations, enrolments
from exports.kinds import Asked, Counted
from privacy import context, granting, reach
from privacy.dossier_keys import DossierKey
from privacy.dossiers import WORK
from privacy.models import AccessEvent, Dossier, Grant, Recusal
from privacy.roles import Role
from tests.cast import login, make_member, make_user
from tests.exports import walks
from tests.factories import visits as watch
from tests.factories.casework import make_case

pytestmark = pytest.mark.django_db
DAYS = (date(2019, 4, 1), date(2031, 3, 31))


def restrict(dossier, case, holder):
    """To somebody who is named to the case, and so can read it still."""
    Dossier.objects.filter(pk=dossier.pk).update(restricted=True)
    with context.on_behalf_of(holder):
        granting.grant(
            holder, case, Grant.Kind.ASSIGNED, level=WORK, from_date=timezone.localdate(), given_by=holder, brings_subject=True
        )
    assert reach.can(holder, case.read_action, Dossier.objects.get(pk=case.pk))


@pytest.mark.parametrize("what", ["restricted case", "restricted person", "recused", "other district", "memo", "other council"])
def test_what_may_not_leave_is_not_even_counted(client, manager, other_caseworker, cases, areas, what):
    first, _second = cases
    if what in ("restricted case", "restricted person"):
        dossier = first.dossier if what == "restricted case" else first.subject.dossier
        restrict(dossier, first.dossier, manager)
    elif what == "recused":
        Recusal.objects.create(user=manager, dossier=first.subject.dossier, why="neighbour", created_by=other_caseworker)
    login(client, manager)
    chosen = {"other district": areas.nishi, "other council": areas.other_north}.get(what, areas.dai)
    expected = {"people": "1", "rows": "2"} if what == "memo" else {}
    assert walks.told(walks.look(client, chosen)) == expected


@pytest.mark.parametrize("how", ["restricted", "moved", "keyless"])
def test_what_was_closed_since_it_was_made_does_not_leave(client, manager, cases, areas, how):
    login(client, manager)
    export = walks.work(walks.ask(client, areas.dai))
    first, _second = cases
    if how == "restricted":
        restrict(first.subject.dossier, first.dossier, manager)
    elif how == "moved":
        Dossier.objects.filter(pk=first.subject.dossier_id).update(area=areas.other_north)
    else:
        DossierKey.objects.filter(pk=first.dossier_id).delete()
    assert walks.download(client, export).status_code == 302
    assert not AccessEvent.objects.filter(kind="export").exists()


@pytest.fixture
def narrow(areas):
    """Coordinates 東小区, and reads 台小区 as a caseworker."""
    return make_member(make_member(make_user("narrow"), Role.COORDINATOR, areas.higashi), Role.CASEWORKER, areas.dai)


def test_a_coordinator_of_one_district_takes_out_that_one_alone(client, narrow, cases, areas):
    login(client, narrow)
    asked = Asked(areas.council, (areas.dai.pk, areas.higashi.pk), *DAYS)
    with context.on_behalf_of(narrow):
        assert Case.objects.visible_to(narrow).count() == 2
        assert consultations.count(narrow, asked) == Counted(0, 0)
    assert walks.told(walks.look(client, areas.dai)) == {}
    assert walks.told(walks.look(client, areas.unknown)) == {"people": "1", "rows": "1"}


def test_what_moved_to_where_they_only_read_does_not_leave(client, narrow, coordinator, areas):
    case = make_case(coordinator, areas.higashi)
    export = walks.work(walks.ask(login(client, narrow), areas.higashi))
    Dossier.objects.filter(pk=case.subject.dossier_id).update(area=areas.dai)
    with context.on_behalf_of(narrow):
        assert Case.objects.visible_to(narrow).count() == 1
    assert walks.download(client, export).status_code == 302


@pytest.mark.parametrize("how", ["restricted enrolment", "restricted person"])
def test_a_restricted_enrolment_does_not_leave_with_its_holder(manager, coordinator, areas, how):
    door = watch.enrol(coordinator, areas.dai)
    asked = Asked(areas.council, (areas.dai.pk,), *DAYS)
    with context.on_behalf_of(manager):
        assert enrolments.count(manager, asked) == Counted(1, 1)
    restrict(door.dossier if how == "restricted enrolment" else door.person.dossier, door.dossier, manager)
    with context.on_behalf_of(manager):
        assert enrolments.count(manager, asked) == Counted(0, 0)
