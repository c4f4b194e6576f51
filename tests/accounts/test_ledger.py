"""The access ledger as a page: of which councils it shows the events."""

import pytest
from django.urls import reverse

from privacy import context, ledger
from privacy.roles import Role
from tests.cast import login, make_member, make_user

pytestmark = pytest.mark.django_db


def look(user):
    with context.acting(context.Actor(user=user)):
        ledger.record("list", action="case.read")


def shown_to(client, user):
    page = client.get(reverse("ledger")) if login(client, user) else None
    return {row.who for row in page.context["rows"] if row.event.action == "case.read"}


@pytest.fixture
def above(areas):
    return make_member(make_user("auditor-of-the-city", pledge=False), Role.AUDITOR, areas.city)


@pytest.fixture
def looked(manager, other_manager, above):
    for user in (manager, other_manager, above):
        look(user)


def test_who_stands_above_councils_sees_each_of_them(client, looked, above, manager, other_manager):
    assert shown_to(client, above) == {above, manager, other_manager}


def test_one_council_sees_itself_alone(client, looked, auditor, manager):
    assert shown_to(client, auditor) == {manager}


def test_a_council_elsewhere_is_not_covered_from_above(client, looked, areas, above):
    from privacy.areas import Area
    from tests.cast import make_council

    city = Area.objects.make(name="別市", kind=Area.Kind.CITY, parent=areas.prefecture)
    council, *_districts = make_council(city, "丙地区社会福祉協議会", ("丙小学校区", "丙小区"))
    far = make_member(make_user("far"), Role.MANAGER, council)
    look(far)
    assert far not in shown_to(client, above)


def test_who_serves_a_district_sees_the_council(client, looked, areas, manager):
    of_district = make_member(make_user("manager-of-dai"), Role.MANAGER, areas.dai)
    assert manager in shown_to(client, of_district)
