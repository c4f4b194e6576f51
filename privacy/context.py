"""Who acts now, why, and which dossiers a decision has opened for them.

There is one actor at a time: the person of the request, a person on whose behalf a job runs, or a job of the system. Outside
of all three nobody acts, and nothing can be opened. A job that somebody set off carries their name for history and ledger, and
none of their rights.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from privacy import policy
from privacy.extent import Reach
from privacy.keyring import Keyring
from privacy.shown import Shown

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, _User


class NobodyActs(Exception):
    """Confidential work outside of a request or a named job."""


@dataclass
class Actor:
    """`user` for a person, `job` for work of the system (`SYSTEM` in the policy), or neither for a stranger.

    With both, the job decides what may be done and the name says who set it off.
    """

    user: "_User | None" = None
    job: str = ""
    reason: str = ""
    request_id: uuid.UUID = field(default_factory=uuid.uuid4)
    keyring: Keyring = field(default_factory=Keyring)
    shown: Shown = field(default_factory=Shown)
    reaches: dict[str, Reach] = field(default_factory=dict)
    decided: dict[tuple[str, uuid.UUID], bool] = field(default_factory=dict)
    recused: frozenset[uuid.UUID] | None = None
    covered: dict[frozenset[int], frozenset[int]] = field(default_factory=dict)
    # Which records are one person's, as a page asked once.
    one: dict[uuid.UUID, set[uuid.UUID]] = field(default_factory=dict)

    def forget_decisions(self) -> None:
        """After a change of who may see what, or of who is one person, within the same request."""
        self.decided.clear()
        self.one.clear()
        self.recused = None

    def is_user(self, user: "_User | AnonymousUser | None") -> bool:
        """Whether this person acts in their own right, and not a job that carries their name."""
        return not self.job and self.user_id == getattr(user, "pk", None)

    @property
    def user_id(self) -> uuid.UUID | None:
        return getattr(self.user, "pk", None)

    @property
    def council_id(self) -> int | None:
        return getattr(self.user, "working_council_id", None)


if TYPE_CHECKING:
    # Who asks: an actor, or a user as a request has it.
    Asker: TypeAlias = Actor | _User | AnonymousUser | None

_actor: ContextVar[Actor | None] = ContextVar("actor", default=None)


def current() -> Actor:
    actor = _actor.get()
    if actor is None:
        raise NobodyActs("confidential work needs an actor: a request, on_behalf_of(user) or as_job(name)")
    return actor


def current_or_none() -> Actor | None:
    return _actor.get()


@contextmanager
def acting(actor: Actor) -> Iterator[Actor]:
    token = _actor.set(actor)
    try:
        yield actor
    finally:
        _actor.reset(token)


@contextmanager
def because(reason: str) -> Iterator[None]:
    """What is written within has this reason in its history; without one, the reason that it had."""
    actor = current()
    before, actor.reason = actor.reason, reason or actor.reason
    try:
        yield
    finally:
        actor.reason = before


@contextmanager
def on_behalf_of(user: "_User | None", *, reason: str = "") -> Iterator[Actor]:
    """A job for a person: the policy is asked again, now, with the memberships they hold when it runs."""
    with acting(Actor(user=user, reason=reason)) as actor:
        yield actor


@contextmanager
def as_job(job: str, *, user: "_User | None" = None, reason: str = "") -> Iterator[Actor]:
    """Work that no person may do themselves; what it may do stands in `policy.SYSTEM`. `user`: whose act set it off."""
    if job not in policy.SYSTEM:
        raise NobodyActs("an unknown job")
    with acting(Actor(user=user, job=job, reason=reason)) as actor:
        yield actor
