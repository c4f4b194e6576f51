"""A view whose role is refused never runs: the record alone tells 403 from 404, and nothing waits to be rolled back."""

import uuid
from types import SimpleNamespace

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import path, reverse

from casework.models import Case
from config.urls import urlpatterns as ours
from privacy.access import allow
from privacy.errors import Denied, NotWithinReach
from privacy.gate import require
from privacy.methods import require_GET
from privacy.models import AccessEvent, Dossier
from privacy.policy import READS
from tests.cast import login
from tests.factories.casework import make_case

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
ran = []


@require_GET
@allow("subject.open", about=Case)
def watched(request, pk):
    ran.append(pk)
    return HttpResponse()


urlpatterns = [path("watched/<uuid:pk>", watched, name="watched"), *ours]


@pytest.fixture
def cases(cast, areas):
    """One in the caseworker's district, one in another council."""
    ran.clear()
    return SimpleNamespace(own=make_case(cast.caseworker, areas.dai), other=make_case(cast.other_caseworker, areas.other_north))


def ask(user, pk):
    return login(Client(), user).get(reverse("watched", args=[pk])).status_code


def test_it_runs_for_whoever_may(cast, cases):
    assert ask(cast.coordinator, cases.own.pk) == 200
    assert ran == [cases.own.pk]


def test_who_may_read_the_record_is_told_no_and_the_view_never_ran(cast, cases):
    assert ask(cast.caseworker, cases.own.pk) == 403
    assert ran == []
    denied = AccessEvent.objects.get(kind="denied")
    assert (denied.action, denied.dossiers, denied.records) == ("subject.open", [cases.own.dossier_id], [cases.own.pk])


@pytest.mark.parametrize("role", ["caseworker", "visitor", "auditor", "administrator"])
def test_who_may_not_read_it_is_told_nothing_and_the_view_never_ran(role, cast, cases):
    assert [ask(getattr(cast, role), pk) for pk in (cases.other.pk, uuid.uuid4())] == [404, 404]
    assert ran == []


def test_a_service_refuses_by_the_way_in_which_the_record_or_its_dossier_is_read(cast, cases):
    for on in (cases.own, cases.own.dossier):
        with pytest.raises(Denied):
            require(cast.caseworker, "subject.open", on)
        with pytest.raises(NotWithinReach):
            require(cast.auditor, "subject.open", on)
    with pytest.raises(NotWithinReach):
        require(cast.caseworker, "subject.open", cases.other)


def test_each_kind_of_dossier_is_read_by_an_action_that_reaches_it():
    assert READS == {
        "person": "person.read",
        "case": "case.read",
        "enrolment": "enrolment.read",
        "item": "conference.read",
        "desk": "desk.use",
        "daybook": "handover.read",
        "compartment": "reporter.read",
    }
    assert set(Dossier.Kind.values) == set(READS)


def test_an_action_without_a_row_in_the_policy_guards_nothing_and_stops_the_start():
    with pytest.raises(LookupError, match=r"case\.raed has no row"):
        allow("case.raed")
