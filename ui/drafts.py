"""A draft for each form that takes words: which form it is, about which record, and whether one was begun.

Where drafts lie is the business of the app that has desks: it registers itself with `use`.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.http import QueryDict

from privacy.reach import can
from ui.fields import ShortText

# Fields for at least this many letters take words, and not a name or a number.
WORDS = 100


@dataclass(frozen=True)
class Place:
    """`form` is the route by which it is saved; `about` the record in its address, or the one the page was asked for."""

    form: str
    about: uuid.UUID | None


@dataclass(frozen=True)
class Begun:
    pk: uuid.UUID
    updated_at: datetime


class Desk(Protocol):
    def begun(self, user, place: Place) -> list[Begun]: ...

    def fields(self, user, place: Place, pk: uuid.UUID) -> QueryDict | None: ...


_desks: list[Desk] = []


def use(desk: Desk) -> None:
    _desks[:] = [desk]


def place_of(request, route="", about=None) -> Place | None:
    """None for whoever has no desk, and for what has no id of its own."""
    match = request.resolver_match
    if match is None or not request.user.is_authenticated or not can(request.user, "desk.use"):
        return None
    asked = about or match.kwargs.get("pk") or as_id(request.GET.get("person"))
    return Place(route or match.url_name, asked) if asked is None or isinstance(asked, uuid.UUID) else None


def takes_words(form) -> bool:
    return any(isinstance(field, ShortText) and field.limit >= WORDS for field in form.fields.values())


def begun(request, place: Place) -> list[Begun]:
    """What was begun here and lies on the desk, but for the one that is open."""
    opened = as_id(request.GET.get("draft"))
    return [one for desk in _desks for one in desk.begun(request.user, place) if one.pk != opened]


def asked_for(request, place: Place | None) -> tuple[uuid.UUID, QueryDict] | None:
    """(key, fields) of the draft that the address names."""
    pk = as_id(request.GET.get("draft"))
    if pk is None or place is None:
        return None
    found = next((fields for desk in _desks if (fields := desk.fields(request.user, place, pk)) is not None), None)
    return None if found is None else (pk, found)


def as_id(text) -> uuid.UUID | None:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None
