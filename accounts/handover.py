"""What somebody has in hand, and giving it to somebody else in one step. Each app says what is its own, in its `life_events.py`.

    @leaves_behind
    def cases(actor, person):
        yield InHand(_("Cases"), rows, lambda case, to: case_handover(case, actor=actor, ...))

An app lists only what `actor` may give away. The rest is told to nobody here: it stands on the home pages of those who may know of
it from the moment on which `person` can no longer act.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.acting import able
from accounts.models import Membership, User


@dataclass(frozen=True)
class InHand:
    """`give(record, to)` calls a service; without it the records stay where everybody finds them. With `words(record)` each can be chosen
    and given a note: then it is `give(record, to, note)`. `first()` is called once, before the first of them is given."""

    label: str
    records: list
    give: Callable | None = None
    words: Callable | None = None
    first: Callable | None = None


_registry: list[Callable] = []


def leaves_behind(function):
    """Registers `function(actor, person)`, which yields an `InHand` for each kind of thing."""
    _registry.append(function)
    return function


def in_hand(actor, person) -> list[InHand]:
    return [found for function in _registry for found in function(actor, person) if found.records]


def people_to_give(actor, person, on):
    """Who works in the actor's council and can be given anything at all; each service asks again."""
    return able("visit.write", actor.working_council_id, on).exclude(pk=person.pk).order_by("kana", "id")


def people_here(actor):
    """Everybody who holds, or held, a role in the council the actor works in."""
    held = Membership.objects.filter(user=OuterRef("pk"), area__council=actor.working_council_id)
    return User.objects.filter(Exists(held))


def hand_over(actor, person, to, *, chosen=None, notes=None) -> tuple[int, int]:
    """(given, kept): each by its own service. What `to` cannot have, or cannot be taken off, stays as it is.

    `chosen`: ids of the records that are meant, None for everything. `notes`: {id: what the next one must know}."""
    given, kept, begun = 0, 0, set()
    for found in in_hand(actor, person):
        if found.first and found.first not in begun:
            begun.add(found.first)
            found.first()
        for record in found.records if found.give else ():
            if chosen is not None and str(record.pk) not in chosen:
                continue
            more = [(notes or {}).get(str(record.pk), "")] if found.words else []
            try:
                with transaction.atomic():
                    found.give(record, to, *more)
            except ValidationError:
                kept += 1
            else:
                given += 1
    return given, kept
