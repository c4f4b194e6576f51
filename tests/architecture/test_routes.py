"""Deny by default: every route says which action of the policy it is, and every action is a route's or is reserved."""

from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

from privacy import policy

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


def test_the_list_of_reserved_actions_only_shrinks():
    declared = {view.allows for _path, view in walk() if hasattr(view, "allows")}
    assert declared & policy.RESERVED == set()


def test_the_list_of_library_routes_has_no_stale_entry():
    modules = {view.__module__ for _path, view in walk()}
    for prefix in OTHERS:
        assert any(module.startswith(prefix) for module in modules), prefix
