"""What a view says and asks: the action of its route, and the records it reads.

A route without a declaration is refused by a test. Reading goes through `get_or_404` and `read_list`, which ask the policy
and write the ledger in the same transaction.
"""

from functools import wraps
from uuid import UUID

from django.contrib.auth.decorators import login_not_required

from privacy import ledger, policy, reach
from privacy.errors import Denied, NotWithinReach


class Allow:
    """`@allow("case.read")`, `@allow.signed_in`, `@allow.public`."""

    def __call__(self, action: str):
        if action not in policy.ACTIONS:
            raise LookupError(f"{action} has no row in the policy")

        def decorate(view):
            @wraps(view)
            def guarded(request, *args, **kwargs):
                if reach.can(request.user, action):
                    return view(request, *args, **kwargs)
                if not (policy.ACTIONS[action].kinds - {"desk"} and kwargs):
                    raise Denied(action)
                # About one record: its own refusal tells 403 (readable) from 404 (outside the reach, or absent).
                view(request, *args, **kwargs)
                raise Denied(action)

            guarded.allows = action
            return guarded

        return decorate

    @staticmethod
    def signed_in(view):
        """Own account, home, a search box: nothing that a role decides."""

        @wraps(view)
        def guarded(request, *args, **kwargs):
            return view(request, *args, **kwargs)

        guarded.allows = "signed in"
        return guarded

    @staticmethod
    def public(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            return view(request, *args, **kwargs)

        guarded.allows = "public"
        return login_not_required(guarded)


allow = Allow()


def get_or_404(request, source, pk, action=None, *, kind="open"):
    """One record, opened and written down as a deliberate read.

    `source` is a confidential model or a queryset of one. Without an action the model's own. 404 outside the reach and for
    what does not exist, the same bytes; 403 where the person may read it but not do this. `kind=""` where the caller writes
    the event itself, together with what else it shows.
    """
    queryset = source.objects.all() if isinstance(source, type) else source
    model = queryset.model
    action = action or model.read_action
    record = queryset.visible_to(request.user, action).filter(pk=_uuid(pk)).first()
    if record is None:
        raise _refusal(request.user, queryset, pk, action)
    if kind:
        ledger.record(kind, action=action, objects=[record.pk], dossiers=[record.dossier_id], model=model._meta.label)
    return record


def read_list(request, records, action=None, *, kind="list", query=None):
    """A page of records, as a list, with one event that names them all. `query`: a keyed hash of what was searched."""
    return read_record_list(records, action, kind=kind, query=query)


def read_record_list(records, action=None, *, kind="list", query=None):
    """The same where no request is at hand: the actor is the current one."""
    rows = list(records)
    model = records.model if hasattr(records, "model") else type(rows[0]) if rows else None
    if rows or query is not None:
        ledger.record(
            kind,
            action=action or getattr(model, "read_action", ""),
            objects=[row.pk for row in rows],
            dossiers=list(dict.fromkeys(row.dossier_id for row in rows)),
            model=model._meta.label if model else "",
            query=query,
        )
    return rows


def _refusal(user, queryset, pk, action):
    """Denied (403) only for what they can read by the model's own way."""
    readable = queryset.visible_to(user, queryset.model.read_action).filter(pk=_uuid(pk)).values("dossier_id").first()
    if readable and action != queryset.model.read_action:
        return Denied(action, [readable["dossier_id"]], [_uuid(pk)])
    return NotWithinReach(action, objects=[_uuid(pk)])


def _uuid(pk) -> UUID:
    try:
        return pk if isinstance(pk, UUID) else UUID(str(pk))
    except ValueError:
        raise NotWithinReach("guess") from None
