"""A case, its dossier and the parts below it are restricted together, whoever sets what."""

import pytest
from django.db import connection
from django.urls import reverse

from casework import services
from casework.models import Case
from casework.people_on_cases import named_to
from privacy import context
from privacy.errors import Denied
from privacy.models import Dossier, Grant
from privacy.opening import open_dossier
from tests.cast import login
from tests.factories.casework import make_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(caseworker, areas):
    return make_case(caseworker, areas.dai)


def flags(case) -> set[bool]:
    """Of the case and of every dossier that it has."""
    dossiers = Dossier.objects.filter(pk=case.dossier_id) | Dossier.objects.filter(parent=case.dossier_id)
    assert dossiers.count() == 2
    return {Case.objects.get(pk=case.pk).restricted, *dossiers.values_list("restricted", flat=True)}


def restrict(case, value=True):
    Dossier.objects.filter(pk=case.dossier_id).update(restricted=value)


def test_restricting_the_dossier_restricts_the_case_and_its_parts_and_back(case):
    restrict(case)
    assert flags(case) == {True}
    restrict(case, False)
    assert flags(case) == {False}


def test_the_case_alone_is_neither_restricted_nor_opened(case):
    for value in (True, False):
        restrict(case, not value)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE casework_case SET sealed = %s WHERE id = %s", [value, case.pk])
        assert flags(case) == {not value}


def test_a_case_that_was_read_before_does_not_open_it_again(case, caseworker):
    with context.on_behalf_of(caseworker):
        before = Case.objects.visible_to(caseworker).get()
        restrict(case)
        before.urgency = "today"
        before.save()
    assert flags(case) == {True}


def test_a_part_alone_is_neither_restricted_nor_opened(case):
    part = Dossier.objects.filter(parent=case.dossier_id)
    part.update(restricted=True)
    assert flags(case) == {False}
    restrict(case)
    part.update(restricted=False)
    assert flags(case) == {True}


def test_whole_and_parts_in_one_statement(case):
    dossiers = Dossier.objects.filter(pk=case.dossier_id) | Dossier.objects.filter(parent=case.dossier_id)
    dossiers.update(restricted=True)
    assert flags(case) == {True}


def test_a_part_made_later_is_born_restricted(case, caseworker):
    restrict(case)
    with context.on_behalf_of(caseworker):
        whole = Dossier.objects.get(pk=case.dossier_id)
        part = open_dossier(Dossier.Kind.ITEM, case.area, subject=whole.subject, parent=whole)
    assert part.restricted
    assert Dossier.objects.get(pk=part.pk).restricted


def test_the_list_and_the_page_agree(client, manager, case):
    login(client, manager)
    for value in (True, False):
        restrict(case, value)
        assert (case.number in client.get(reverse("case_list")).content.decode()) != value
        assert client.get(case.get_absolute_url()).status_code == (404 if value else 200)


def test_only_a_manager_among_its_holders_names_somebody_to_a_restricted_case(client, cast, case, areas):
    holders = (cast.caseworker, cast.coordinator, cast.manager)
    with context.on_behalf_of(cast.manager):
        for user in holders:
            services.case_assign(Case.objects.select_related("dossier").get(pk=case.pk), actor=cast.manager, user=user)
    restrict(case)
    place = reverse("case_staff", args=[case.pk])
    expected = {"caseworker": 403, "coordinator": 403, "second_manager": 404, "advocate": 404, "manager": 303}
    for name, status in expected.items():
        login(client, getattr(cast, name))
        for data in ({"user": str(cast.advocate.pk)}, {"user": str(cast.caseworker.pk), "off": "1"}):
            before = set(named_to(case).values_list("pk", flat=True))
            assert client.post(place, data).status_code == status, name
            after = set(named_to(case).values_list("pk", flat=True))
            assert (before != after) == (name == "manager")
        if name in ("caseworker", "coordinator"):
            assert place not in client.get(case.get_absolute_url()).content.decode()
            with context.on_behalf_of(getattr(cast, name)), pytest.raises(Denied):
                services.case_unassign(Case.objects.get(pk=case.pk), actor=getattr(cast, name), user=cast.manager)


def test_on_a_case_that_is_not_restricted_a_caseworker_goes_on_naming_people(client, caseworker, advocate, case):
    login(client, caseworker)
    assert client.post(reverse("case_staff", args=[case.pk]), {"user": str(advocate.pk)}).status_code == 303
    assert Grant.objects.filter(user=advocate, content_object=case.dossier_id, lead="open").exists()
