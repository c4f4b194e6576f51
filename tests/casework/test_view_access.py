"""閲覧履歴 of an ordinary case, beside a restricted one of the same person."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from privacy import granting
from privacy.dossiers import WORK
from privacy.models import Dossier, Grant
from tests.cast import login, make_member, make_user
from tests.factories.casework import make_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def ordinary(caseworker, areas):
    return make_case(caseworker, areas.dai)


@pytest.fixture
def insider(areas, coordinator, ordinary):
    """Somebody of another district, who is named on the restricted case alone, with that case."""
    user = make_member(make_user("insider", name="奥村 洋"), "caseworker", areas.nishi)
    user.restricted = make_case(coordinator, areas.dai, subject=ordinary.subject)
    Dossier.objects.filter(pk=user.restricted.dossier_id).update(restricted=True)
    name(user, user.restricted, coordinator)
    return user


def name(user, case, by):
    today = timezone.localdate()
    granting.grant(user, case.dossier, Grant.Kind.ASSIGNED, level=WORK, from_date=today, given_by=by)


def access(user, case, **query) -> str:
    answer = login(Client(), user).get(reverse("case_access", args=[case.pk]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def opened_by(user, *addresses):
    client = login(Client(), user)
    for address in addresses:
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("query", [{}, {"lists": "1"}])
def test_who_opens_a_restricted_case_is_not_named_on_the_persons_ordinary_one(manager, ordinary, insider, query):
    person, restricted = ordinary.subject.get_absolute_url(), insider.restricted.get_absolute_url()
    opened_by(insider, restricted, person, reverse("case_print", args=[insider.restricted.pk]))
    assert insider.display_name not in access(manager, ordinary, **query)
    # Nor later, when nothing says any more that they were on it.
    Grant.objects.filter(user=insider).end(timezone.localdate())
    assert insider.display_name not in access(manager, ordinary, **query)


def test_they_are_named_to_whom_may_read_both(manager, ordinary, insider):
    opened_by(insider, insider.restricted.get_absolute_url())
    name(manager, insider.restricted, manager)
    assert insider.display_name in access(manager, ordinary)
    assert insider.display_name in access(manager, insider.restricted)


def test_what_they_did_to_the_ordinary_case_is_told(manager, ordinary, insider):
    opened_by(insider, insider.restricted.get_absolute_url())
    name(insider, ordinary, manager)
    opened_by(insider, ordinary.get_absolute_url())
    assert insider.display_name in access(manager, ordinary)


def test_everybody_elses_looks_at_the_person_are_told_and_ones_own(caseworker, manager, ordinary, insider):
    opened_by(caseworker, ordinary.subject.get_absolute_url())
    opened_by(manager, ordinary.subject.get_absolute_url())
    page = login(Client(), manager).get(reverse("case_access", args=[ordinary.pk]))
    assert {caseworker, manager} <= {look.who for look in page.context["rows"]}


def test_a_restricted_case_costs_the_page_no_statement(manager, ordinary, areas, coordinator):
    def statements() -> int:
        client = login(Client(), manager)
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get(reverse("case_access", args=[ordinary.pk]))
        return len(found)

    before = statements()
    restricted = make_case(coordinator, areas.dai, subject=ordinary.subject)
    Dossier.objects.filter(pk=restricted.dossier_id).update(restricted=True)
    assert statements() == before


def test_ones_own_look_stands_there_from_the_next_one_on_and_the_page_says_so(manager, ordinary):
    """The event is written when the page is done, with all that it shows."""
    manager.display_name = "見回 責"
    manager.save()
    first, second = access(manager, ordinary), access(manager, ordinary)
    assert "今この画面を開いたことは、次に開いたときから載ります。" in first
    assert first.count("<strong>見回 責</strong>") == 0
    assert second.count("<strong>見回 責</strong>") == 1
