"""The demo's people, as a person and as a program hear of them."""

import json
from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.demo import PASSWORD, make_accounts
from accounts.demo_staff import FIRST_COUNCIL, SECOND_COUNCIL
from accounts.models import Installation, User
from privacy.areas import Area
from privacy.roles import Role

pytestmark = pytest.mark.django_db


def accounts(*arguments):
    out = StringIO()
    call_command("demo_accounts", *arguments, stdout=out)
    return out.getvalue()


def test_all_seven_roles_two_of_two_and_who_can_let_each_other_in_elsewhere():
    make_accounts()
    rows = json.loads(accounts("--json"))
    assert all(set(row) == {"role", "area", "login", "password"} for row in rows)
    first = Counter(row["role"] for row in rows if row["area"] == FIRST_COUNCIL)
    several = {Role.MANAGER: 2, Role.ADMINISTRATOR: 2, Role.VISITOR: 3}
    assert first == Counter({role: several.get(role, 1) for role in Role})
    assert [row["role"] for row in rows if row["area"] == SECOND_COUNCIL] == ["caseworker", "manager", "manager"]
    for row in rows:
        user = User.objects.get(username=row["login"])
        assert user.check_password(row["password"])
        assert {membership.role for membership in user.memberships.current()} == {row["role"]}
    assert PASSWORD in accounts()


def test_a_second_run_changes_nothing():
    make_accounts()
    before = (User.objects.count(), Area.objects.count())
    make_accounts()
    assert (User.objects.count(), Area.objects.count()) == before
    assert Installation.is_demo()


def test_a_demo_of_before_gets_who_is_missing():
    make_accounts()
    User.objects.filter(username="koide").update(username="koide.before")
    make_accounts()
    assert User.objects.get(username="koide").memberships.get().operating_org.name == "東小福祉ネットワーク"
    assert all(user.trained_on for user in User.objects.filter(memberships__role=Role.VISITOR))


def test_each_council_has_its_unknown_and_outside():
    make_accounts()
    for council in Area.objects.councils():
        assert sorted(council.children.exclude(special="").values_list("special", flat=True)) == ["outside", "unknown"]


def test_a_real_database_names_nobody():
    with pytest.raises(CommandError):
        accounts("--json")
