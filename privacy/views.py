"""What a view says and asks: the action of its route, and the records it reads.

A route without a declaration is refused by a test. Reading goes through `get_or_404` and `read_list`, which ask the policy
and write the ledger in the same transaction.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase

from privacy import context, ledger, policy, reach
from privacy.confidential import ConfidentialModel, ConfidentialQuerySet, Record
from privacy.errors import Denied, NotWithinReach, Refusal

View = Callable[..., HttpResponseBase]


class Allow:
    """`@allow("case.read")`, `@allow.signed_in`, `@allow.public`."""

    def __call__(self, action: str) -> Callable[[View], View]:
        if action not in policy.ACTIONS:
            raise LookupError(f"{action} has no row in the policy")

        def decorate(view: View) -> View:
            @wraps(view)
            def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
                if reach.can(request.user, action):
                    return view(request, *args, **kwargs)
                if not (policy.ACTIONS[action].kinds - {"desk"} and kwargs):
                    raise Denied(action)
                # About one record: its own refusal tells 403 (readable) from 404 (outside the reach, or absent).
                view(request, *args, **kwargs)
                raise Denied(action)

            return _declared(guarded, action)

        return decorate

    @staticmethod
    def signed_in(view: View) -> View:
        """Own account, home, a search box: nothing that a role decides."""

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return view(request, *args, **kwargs)

        return _declared(guarded, "signed in")

    @staticmethod
    def public(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return view(request, *args, **kwargs)

        return login_not_required(_declared(guarded, "public"))


def _declared(view: View, action: str) -> View:
    view.__dict__["allows"] = action
    return view


allow = Allow()


def get_or_404(
    request: HttpRequest,
    source: type[Record] | ConfidentialQuerySet[Record],
    pk: UUID | str,
    action: str | None = None,
    *,
    kind: str = "open",
) -> Record:
    """One record, opened and written down as a deliberate read.

    `source` is a confidential model or a queryset of one. Without an action the model's own. 404 outside the reach and for
    what does not exist, the same bytes; 403 where the person may read it but not do this. `kind=""` where the caller writes
    the event itself, together with what else it shows.
    """
    queryset: ConfidentialQuerySet[Any] = source.objects.all() if isinstance(source, type) else source
    model = queryset.model
    action = action or model.read_action
    record: Record | None = queryset.visible_to(request.user, action).filter(pk=_uuid(pk)).first()
    if record is None:
        raise _refusal(request.user, queryset, pk, action)
    if kind:
        ledger.record(kind, action=action, objects=[record.pk], dossiers=[record.dossier_id], model=model._meta.label)
    return record


def read_list(
    request: HttpRequest,
    records: Iterable[Record],
    action: str | None = None,
    *,
    kind: str = "list",
    query: bytes | None = None,
) -> list[Record]:
    """A page of records, as a list, with one event that names them all. `query`: a keyed hash of what was searched."""
    return read_record_list(records, action, kind=kind, query=query)


def read_record_list(
    records: Iterable[Record], action: str | None = None, *, kind: str = "list", query: bytes | None = None
) -> list[Record]:
    """The same where no request is at hand: the actor is the current one."""
    rows = list(records)
    model: type[ConfidentialModel] | None = (
        records.model if isinstance(records, ConfidentialQuerySet) else type(rows[0]) if rows else None
    )
    if rows or query is not None:
        ledger.record(
            kind,
            action=action or (model.read_action if model else ""),
            objects=[row.pk for row in rows],
            dossiers=list(dict.fromkeys(row.dossier_id for row in rows)),
            model=model._meta.label if model else "",
            query=query,
        )
    return rows


def _refusal(user: "context.Asker", queryset: ConfidentialQuerySet[Record], pk: UUID | str, action: str) -> Refusal:
    """Denied (403) only for what they can read by the model's own way."""
    readable = queryset.visible_to(user, queryset.model.read_action).filter(pk=_uuid(pk)).values("dossier_id").first()
    if readable and action != queryset.model.read_action:
        return Denied(action, [readable["dossier_id"]], [_uuid(pk)])
    return NotWithinReach(action, objects=[_uuid(pk)])


def _uuid(pk: UUID | str) -> UUID:
    try:
        return pk if isinstance(pk, UUID) else UUID(str(pk))
    except ValueError:
        raise NotWithinReach("guess") from None
