"""The cast: one of each role in council A, two managers and two administrators, and a caseworker of council B.

Fixtures for every test file (`tests/conftest.py` loads them). `login(client, user)` makes a session with both factors.
"""

import time
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib import auth
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import Membership, Organisation, Pledge, User
from accounts.session_store import SessionStore
from privacy.areas import Area
from privacy.roles import Role
from tests.prepared import prepare

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
    """A whole session: password and second factor just given. As `force_login`, which writes it three times."""
    request, cookie = HttpRequest(), settings.SESSION_COOKIE_NAME
    request.session = session = client.session if cookie in client.cookies else SessionStore()
    auth.login(request, user, backend=SIGN_IN)
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "username": user.username},
        {"method": "mfa", "at": time.time(), "type": "totp"},
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    client.cookies[cookie] = session.session_key
    client.cookies[cookie]["path"] = "/"
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


@pytest.fixture(scope="session")
def prepared(django_db_setup, django_db_blocker):
    """Areas and cast by name."""
    people = {name: lambda made, name=name: make_one(name, made["areas"]) for name in PEOPLE}
    with django_db_blocker.unblock():
        return prepare({"areas": lambda _made: make_areas(), **people})


@pytest.fixture
def put(request, db, worker_database):
    """`put(name, make)`: the prepared one, but in a database of a test's own, which has given no ids yet: there it is made."""

    def found(name, make):
        if connection.settings_dict["NAME"] != worker_database:
            return make()
        return request.getfixturevalue("prepared")[name].put()

    return found


@pytest.fixture
def areas(put):
    return put("areas", make_areas)


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


# {fixture and attribute: (user name, role, where, whether a pledge is on file)}. The second caseworker is of another council.
PEOPLE = {
    "caseworker": ("caseworker", Role.CASEWORKER, ("dai", "higashi"), True),
    "visitor": ("visitor", Role.VISITOR, ("dai", "higashi"), True),
    "coordinator": ("coordinator", Role.COORDINATOR, ("council",), True),
    "advocate": ("advocate", Role.ADVOCATE, ("council",), True),
    "manager": ("manager", Role.MANAGER, ("council",), True),
    "second_manager": ("manager2", Role.MANAGER, ("council",), True),
    "auditor": ("auditor", Role.AUDITOR, ("council",), False),
    "administrator": ("admin", Role.ADMINISTRATOR, ("council",), False),
    "second_administrator": ("admin2", Role.ADMINISTRATOR, ("council",), False),
    "other_caseworker": ("caseworker-b", Role.CASEWORKER, ("other",), True),
    "other_manager": ("manager-b", Role.MANAGER, ("other",), True),
}


def make_one(name, areas):
    username, role, where, pledge = PEOPLE[name]
    return make_member(make_user(username, pledge=pledge), role, *(getattr(areas, area) for area in where))


def _fixture(name):
    return pytest.fixture(name=name)(lambda areas, put: put(name, lambda: make_one(name, areas)))


for _name in PEOPLE:
    globals()[_name] = _fixture(_name)


@pytest.fixture
def cast(request):
    """One of each by name, for a matrix; of the other council the caseworker alone."""
    return SimpleNamespace(**{name: request.getfixturevalue(name) for name in PEOPLE if name != "other_manager"})
