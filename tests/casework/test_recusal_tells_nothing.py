"""Neither who can be shut out, nor what follows from it, tells anybody that there is a restricted record of the same person."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.services import orphans
from privacy import context, granting
from privacy.dossiers import WORK
from privacy.models import Dossier, Grant, Recusal
from privacy.roles import Role
from tests.cast import login, make_member, make_user
from tests.factories.casework import make_case

pytestmark = pytest.mark.django_db


def test_whoever_is_named_to_a_restricted_case_alone_stands_on_the_page_of_its_managers_only(client, cast, areas):
    case = make_case(cast.coordinator, areas.dai)
    hidden = make_case(cast.coordinator, areas.dai, subject=case.subject)
    Dossier.objects.filter(pk=hidden.dossier_id).update(restricted=True)
    for user in (cast.visitor, cast.second_manager):
        granting.grant(user, hidden.dossier, Grant.Kind.ASSIGNED, level=WORK, from_date=timezone.localdate())
    listed = [
        str(cast.visitor.pk) in login(client, user).get(reverse("case_exclude", args=[case.pk])).content.decode()
        for user in (cast.manager, cast.second_manager)
    ]
    assert listed == [False, True]


WAITS = "責任者がいない閲覧制限の記録"


def page(client, user, address) -> str:
    """Without what is drawn anew for each answer. What happened on one day stands in the order of its ids."""
    text = login(client, user).get(address).content.decode()
    told = re.sub(
        r'(nonce|value|content|datetime)="[^"]*"|"X-CSRFToken": "\w+"|[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d{4}', "", text
    )
    return "\n".join(sorted(filter(None, map(str.strip, told.splitlines()))))


@pytest.fixture
def told(client, cast, areas):
    """What a manager hears who shuts another one out of a person: the answer, and the pages that they open afterwards."""

    def press(case):
        address = reverse("case_exclude", args=[case.pk])
        login(client, cast.manager)
        answer = client.post(address, {"user": str(cast.second_manager.pk), "why": "family"})
        pages = [page(client, cast.manager, one) for one in (address, reverse("home"), case.get_absolute_url())]
        return answer.status_code, *pages

    return press


def restrict(cast, case, areas):
    """A restricted case of the same person, which the second manager alone can read."""
    hidden = make_case(cast.coordinator, areas.dai, subject=case.subject)
    granting.grant(cast.second_manager, hidden.dossier, Grant.Kind.ASSIGNED, level=WORK, from_date=timezone.localdate())
    Dossier.objects.filter(pk=hidden.dossier_id).update(restricted=True)
    return hidden


def test_to_shut_a_restricted_records_last_manager_out_answers_like_any_other(client, cast, areas, told):
    plain, beside = make_case(cast.coordinator, areas.dai), make_case(cast.coordinator, areas.dai)
    expected = told(plain)
    assert expected[0] == 303
    restrict(cast, beside, areas)
    assert told(beside) == expected
    assert Recusal.objects.lasting().count() == 2


def test_the_others_hear_of_the_orphan_at_once_and_whoever_made_it_a_month_later(client, cast, areas, told):
    third = make_member(make_user("manager3"), Role.MANAGER, areas.council)
    case = make_case(cast.coordinator, areas.dai)
    hidden = restrict(cast, case, areas)
    assert WAITS not in page(client, third, reverse("home"))
    told(case)
    assert WAITS in page(client, third, reverse("home"))
    assert WAITS not in page(client, cast.manager, reverse("home"))
    assert WAITS not in page(client, cast.second_manager, reverse("home"))
    assert str(hidden.dossier_id) not in login(client, cast.manager).get(reverse("orphans")).content.decode()
    Recusal.objects.update(created_at=timezone.now() - timedelta(days=31))
    assert WAITS in page(client, cast.manager, reverse("home"))


def test_whoever_made_the_orphan_is_not_asked_to_confirm_it_either(client, cast, areas, told):
    """A third manager asks to take it over, and is then the only one who may: the one who pressed hears nothing all the same."""
    third = make_member(make_user("manager3"), Role.MANAGER, areas.council)
    case = make_case(cast.coordinator, areas.dai)
    hidden = restrict(cast, case, areas)
    told(case)
    with context.on_behalf_of(third):
        orphans.orphan_ask(Dossier.objects.get(pk=hidden.dossier_id), actor=third)
    sees = {
        user.username: WAITS in page(client, user, reverse("home")) or str(hidden.dossier_id) in
        login(client, user).get(reverse("orphans")).content.decode()
        for user in (cast.manager, cast.second_manager, cast.coordinator)
    }  # fmt: skip
    assert sees == {cast.manager.username: False, cast.second_manager.username: False, cast.coordinator.username: True}
