"""The cast: one of each role in council A, two managers and two administrators, and a caseworker of council B.

Fixtures for every test file (`tests/conftest.py` loads them). `login(client, user)` makes a session with both factors.
"""

import time
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from accounts.models import Membership, Organisation, Pledge, User
from privacy.areas import Area
from privacy.roles import Role

PASSWORD = "correct horse battery"
SIGN_IN = "accounts.backends.SignInBackend"


def make_user(username, *, name="試験 花子", pledge=True, **fields):
    user = User.objects.create_user(username, PASSWORD, display_name=name, kana="しけん はなこ", **fields)
    if pledge:
        make_pledge(user)
    return user


def make_pledge(user, *, days_left=200, **fields):
    today = timezone.localdate()
    return Pledge.objects.create(
        user=user, signed_date=today - timedelta(days=100), valid_until=today + timedelta(days=days_left), **fields
    )


def make_member(user, role, *areas, from_date=date(2020, 4, 1), **fields):
    """Confirmed roles, as the installation makes them."""
    for area in areas:
        Membership.objects.create(
            user=user, role=role, area=area, from_date=from_date, **{"confirmed_at": timezone.now(), **fields}
        )
    return user


def login(client, user):
    """A whole session: password and second factor just given."""
    client.force_login(user, backend=SIGN_IN)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "username": user.username},
        {"method": "mfa", "at": time.time(), "type": "totp"},
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def make_council(city, name, *districts):
    """A council with its districts, the unknown and the outside one, and a network for each district."""
    council = Area.objects.make(name=name, kind=Area.Kind.COUNCIL, parent=city)
    made = []
    for full, short in districts:
        made.append(Area.objects.make(name=full, short_name=short, kind=Area.Kind.DISTRICT, parent=council))
        Organisation.objects.create(kind=Organisation.Kind.NETWORK, name=f"{short}福祉ネットワーク", area=made[-1])
    for special, label in (("unknown", "地区不明"), ("outside", "地区外")):
        made.append(Area.objects.make(name=label, short_name=label, kind=Area.Kind.DISTRICT, parent=council, special=special))
    return council, *made


@pytest.fixture
def areas(db):
    return make_areas()


def make_areas():
    prefecture = Area.objects.make(name="試験県", kind=Area.Kind.PREFECTURE)
    city = Area.objects.make(name="試験市", kind=Area.Kind.CITY, parent=prefecture)
    council, dai, higashi, nishi, unknown, outside = make_council(
        city, "甲地区社会福祉協議会", ("甲台小学校区", "台小区"), ("甲東小学校区", "東小区"), ("甲西小学校区", "西小区")
    )
    other, other_north, other_south, other_unknown, other_outside = make_council(
        city, "乙地区社会福祉協議会", ("乙北小学校区", "北小区"), ("乙南小学校区", "南小区")
    )
    return SimpleNamespace(
        prefecture=prefecture,
        city=city,
        council=council,
        dai=dai,
        higashi=higashi,
        nishi=nishi,
        unknown=unknown,
        outside=outside,
        other=other,
        other_north=other_north,
        other_south=other_south,
        other_unknown=other_unknown,
        other_outside=other_outside,
    )


@pytest.fixture
def caseworker(areas):
    """Serves two of the three districts."""
    return make_member(make_user("caseworker"), Role.CASEWORKER, areas.dai, areas.higashi)


@pytest.fixture
def visitor(areas):
    return make_member(make_user("visitor"), Role.VISITOR, areas.dai, areas.higashi)


@pytest.fixture
def coordinator(areas):
    return make_member(make_user("coordinator"), Role.COORDINATOR, areas.council)


@pytest.fixture
def advocate(areas):
    return make_member(make_user("advocate"), Role.ADVOCATE, areas.council)


@pytest.fixture
def manager(areas):
    return make_member(make_user("manager"), Role.MANAGER, areas.council)


@pytest.fixture
def second_manager(areas):
    return make_member(make_user("manager2"), Role.MANAGER, areas.council)


@pytest.fixture
def auditor(areas):
    return make_member(make_user("auditor", pledge=False), Role.AUDITOR, areas.council)


@pytest.fixture
def administrator(areas):
    return make_member(make_user("admin", pledge=False), Role.ADMINISTRATOR, areas.council)


@pytest.fixture
def second_administrator(areas):
    return make_member(make_user("admin2", pledge=False), Role.ADMINISTRATOR, areas.council)


@pytest.fixture
def other_caseworker(areas):
    """Of another council, whose wall nothing crosses."""
    return make_member(make_user("caseworker-b"), Role.CASEWORKER, areas.other)


@pytest.fixture
def other_manager(areas):
    return make_member(make_user("manager-b"), Role.MANAGER, areas.other)


@pytest.fixture
def cast(
    caseworker, visitor, coordinator, advocate, manager, second_manager, auditor, administrator, second_administrator,
    other_caseworker,
):  # fmt: skip
    """Everybody by name, for a matrix."""
    return SimpleNamespace(
        caseworker=caseworker,
        visitor=visitor,
        coordinator=coordinator,
        advocate=advocate,
        manager=manager,
        second_manager=second_manager,
        auditor=auditor,
        administrator=administrator,
        second_administrator=second_administrator,
        other_caseworker=other_caseworker,
    )
