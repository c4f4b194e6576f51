"""The gate of every write: one transaction, one question to the policy, one name and reason for history and ledger."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from django.db import transaction

from privacy import context, ledger, policy, reach
from privacy.areas import Area
from privacy.errors import Denied, NotWithinReach
from privacy.ledger import proofs

if TYPE_CHECKING:
    from django.contrib.auth.models import _User

    Writer: TypeAlias = context.Actor | _User | None

Result = TypeVar("Result")


def service(action: str, *, on: Callable[..., Any] | None = None) -> Callable[[Callable[..., Result]], Callable[..., Result]]:
    """Declares a write.

    `on(*args, **kwargs)` names what the action is about: a dossier, a record, an area, or a list of them (a note moved is a
    write on both sides). Callers pass `actor=` (a user, or the current `Actor` of a job) and may pass `reason=`.
    Raises `NotWithinReach` (404) for what the actor cannot read and `Denied` (403) for what they can read but not do.
    """
    if action not in policy.ACTIONS:
        raise LookupError(f"{action} has no row in the policy")

    def decorate(function: Callable[..., Result]) -> Callable[..., Result]:
        @wraps(function)
        def gate(*args: Any, actor: "Writer", reason: str = "", **kwargs: Any) -> Result:
            with transaction.atomic(), _acting(actor, reason), proofs.gathered() as written:
                targets = _targets(on, args, kwargs)
                for target in targets or [None]:
                    require(actor, action, target)
                result = function(*args, actor=actor, **kwargs)
                if not written.again:
                    _write_event(action, targets, result, written)
                return result

        gate.__dict__["action"] = action
        return gate

    return decorate


def require(actor: "Writer", action: str, on: "reach.Target" = None) -> None:
    """Passes when the policy says yes; else refuses as 404 or 403, never telling which of two things exists."""
    if reach.can(actor, action, on):
        return
    if on is None or isinstance(on, Area):
        raise Denied(action)
    raise (Denied if reach.can(actor, on.read_action, on) else NotWithinReach)(action, [on.dossier_id])


def _targets(on: Callable[..., Any] | None, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Any]:
    if on is None:
        return []
    target = on(*args, **kwargs)
    return list(target) if isinstance(target, list | tuple) else [target]


def _write_event(action: str, targets: list[Any], result: Any, written: proofs.Written) -> None:
    """Names what it was about, what came of it, and every record and dossier that was written on the way."""
    written.read()
    is_record = hasattr(result, "pk")
    made = getattr(result, "dossier_id", None)
    about = [target.dossier_id for target in targets if hasattr(target, "dossier_id")]
    ledger.record(
        "write",
        action=action,
        objects=dict.fromkeys([*([result.pk] if is_record and made else []), *written.records]),
        dossiers=dict.fromkeys([*about, *([made] if made else []), *written.dossiers]),
        model=result._meta.label if is_record else "",
        versions=written.versions,
    )


@contextmanager
def _acting(actor: "Writer", reason: str) -> Iterator[context.Actor]:
    """Stays in the request's context, with its keyring; a service called from nowhere gets one of its own."""
    now = context.current_or_none()
    user = actor.user if isinstance(actor, context.Actor) else actor
    if now is not None and (now is actor or now.is_user(user)):
        with context.because(reason):
            yield now
    else:
        with context.acting(context.Actor(user=user, reason=reason)) as fresh:
            yield fresh
