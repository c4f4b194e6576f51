"""Finds the view of an address by its first word, where Django tries one route after the other.

A request asks for its route twice (`privacy/methods.py`, before anything else looks at it, and Django's own handler), and there are some
hundreds of them.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.urls import ResolverMatch, URLPattern, URLResolver
from django.urls.resolvers import RoutePattern


class ByFirstWord(URLResolver):
    """Of these routes only those that begin as the address does, in their order, and those whose first word is anything."""

    def __init__(self, patterns: list[Any]) -> None:
        super().__init__(RoutePattern(""), list(_flat(patterns)))

    def resolve(self, path: str) -> ResolverMatch:
        first, slash, _rest = path.partition("/")
        return self._parts.get(first + slash, self._others).resolve(path)

    @cached_property
    def _parts(self) -> dict[str, URLResolver]:
        firsts = {_first(pattern) for pattern in self.url_patterns}
        return {first: self._beginning_with(first) for first in firsts if first is not None}

    @cached_property
    def _others(self) -> URLResolver:
        return self._beginning_with(None)

    def _beginning_with(self, first: str | None) -> URLResolver:
        return URLResolver(RoutePattern(""), [one for one in self.url_patterns if _first(one) in (None, first)])


def _flat(patterns: list[Any]) -> Iterator[URLPattern]:
    """What an app includes without a prefix of its own stands beside the others."""
    for one in patterns:
        if isinstance(one, URLResolver) and not str(one.pattern):
            yield from _flat(one.url_patterns)
        else:
            yield one


def _first(pattern: Any) -> str | None:
    """`cases/`; None where it may be anything."""
    first, slash, _rest = str(pattern.pattern).partition("/")
    fixed = isinstance(pattern.pattern, RoutePattern) and "<" not in first and (slash or isinstance(pattern, URLPattern))
    return first + slash if fixed else None
