"""Deny by default: every route says which action of the policy it is, and every action is a route's or is reserved."""

import pytest
from django.urls import Resolver404, get_resolver
from django.urls.resolvers import RegexPattern, URLPattern, URLResolver

from config.urls import routes
from privacy import policy
from tests.architecture.addresses import ROUTES, address
from tests.architecture.routes_table import PARAMETERS

# What a row of the table can be about, of that which lies in a dossier.
RECORDS = {"content", "book", "desk"}
# Routes of libraries, which our own middleware and settings guard, each with what keeps it shut.
OTHERS: dict[str, str] = {}


def walk(resolver=None, prefix=""):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from walk(entry, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), entry.callback


def ours(view) -> bool:
    return not any(view.__module__.startswith(module) for module in OTHERS)


def test_every_route_declares_an_action():
    undeclared = [path for path, view in walk() if ours(view) and not getattr(view, "allows", None)]
    assert undeclared == []


def test_every_declared_action_is_in_the_policy():
    declared = {view.allows for _path, view in walk() if hasattr(view, "allows")} - {"public", "signed in"}
    assert declared <= set(policy.ACTIONS)
    assert len(declared) > 15


def test_a_route_with_the_id_of_a_record_says_which_model_it_is_about():
    """Whether a record is meant, the policy says (its action reaches dossiers) and, by hand, the table of routes."""
    for name, route in ROUTES.items():
        view = route.callback
        in_dossiers = view.allows in policy.ACTIONS and policy.ACTIONS[view.allows].kinds
        one = in_dossiers and "<" in str(route.pattern)
        assert bool(view.about) == bool(one) == (PARAMETERS[name].about in RECORDS), name
        assert not one or "<uuid:pk>" in str(route.pattern), name


def test_a_refused_record_is_looked_for_by_the_way_in_which_its_model_is_read():
    """By hand in the table of routes, and by the declaration."""
    for name, row in PARAMETERS.items():
        if row.about in RECORDS and row.read:
            assert ROUTES[name].callback.about.read_action == row.read, name


def test_the_list_of_reserved_actions_only_shrinks():
    declared = {view.allows for _path, view in walk() if hasattr(view, "allows")}
    assert declared & policy.RESERVED == set()


def test_the_list_of_library_routes_has_no_stale_entry():
    modules = {view.__module__ for _path, view in walk()}
    for prefix in OTHERS:
        assert any(module.startswith(prefix) for module in modules), prefix


def test_each_address_is_found_by_its_first_word_as_django_finds_it():
    plain, found = URLResolver(RegexPattern(r"^/"), routes), get_resolver()
    for name in ROUTES:
        asked = address(name)
        one, other = plain.resolve(asked), found.resolve(asked)
        assert (one.func, one.args, one.kwargs, one.route) == (other.func, other.args, other.kwargs, other.route), name
    for asked in ("/nothing/", "/cases/nothing/", "/cases", "//", "/x"):
        with pytest.raises(Resolver404):
            found.resolve(asked)
