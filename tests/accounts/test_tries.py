"""Wrong passwords: they lock a name for the address they came from, and nobody's colleague."""

import pytest
from django.test import Client

from tests.accounts.test_sign_in import CODE, LOGIN
from tests.cast import PASSWORD, make_user

pytestmark = pytest.mark.django_db
ATTACKER, OFFICE = "203.0.113.7", "198.51.100.20"


def sign_in(name, address, password=PASSWORD):
    return Client(REMOTE_ADDR=address).post(LOGIN, {"login": name, "password": password}).url


@pytest.fixture
def hanako(with_app):
    user = make_user("hanako", email="hanako@example.jp")
    with_app(user)
    return user


@pytest.mark.parametrize("name", ["hanako", "hanako@example.jp"])
def test_ten_wrong_ones_from_elsewhere_lock_nobody_out_here(hanako, name):
    for _try in range(10):
        assert sign_in(name, ATTACKER, "wrong password") == LOGIN
    assert sign_in(name, ATTACKER) == LOGIN, "there the right one waits too"
    assert sign_in(name, OFFICE) == CODE


def test_a_name_is_the_same_in_every_width_and_case(hanako):
    for name in ("hanako", "HANAKO", "ｈａｎａｋｏ", " hanako", "Hanako"):
        sign_in(name, ATTACKER, "wrong password")
    assert sign_in("hanako", ATTACKER) == LOGIN


def test_the_others_at_that_address_go_on(hanako, with_app):
    with_app(make_user("jiro"))
    for _try in range(5):
        sign_in("hanako", OFFICE, "wrong password")
    assert sign_in("hanako", OFFICE) == LOGIN
    assert sign_in("jiro", OFFICE) == CODE


def test_many_names_from_one_address_are_bound_too(hanako):
    for number in range(10):
        sign_in(f"nobody{number}", ATTACKER, "wrong password")
    assert sign_in("hanako", ATTACKER) == LOGIN


def test_guesses_from_many_addresses_have_a_bound(hanako):
    for number in range(99):
        sign_in("hanako", f"203.0.113.{number}", "wrong password")
    assert sign_in("hanako", OFFICE) == CODE
    assert sign_in("hanako", "203.0.113.200", "wrong password") == LOGIN
    assert sign_in("hanako", OFFICE) == LOGIN


def test_neighbours_in_one_ipv6_network_count_as_one(hanako):
    for number in range(5):
        sign_in("hanako", f"2001:db8:1:1::{number}", "wrong password")
    assert sign_in("hanako", "2001:db8:1:1::99") == LOGIN
    assert sign_in("hanako", "2001:db8:1:2::99") == CODE
