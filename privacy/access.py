"""What a view says and asks: the action of its route, and the records it reads.

A route without a declaration is refused by a test. What a view shows becomes one event of the ledger when it ends (`reading.py`).
"""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase

from privacy import context, policy, reach, reading
from privacy.confidential import ConfidentialModel, ConfidentialQuerySet, Record
from privacy.errors import Denied, NotWithinReach, Refusal
from privacy.together import RECORD, Question, ask

View = Callable[..., HttpResponseBase]


class Allow:
    """`@allow("ledger.read")`, `@allow("case.print", about=Case)`, `@allow("role.grant", fresh=True)`, `@allow.signed_in`, `@allow.public`."""

    def __call__(
        self, action: str, *, about: type[ConfidentialModel] | None = None, fresh: bool = False
    ) -> Callable[[View], View]:
        """`about` is the model of the record whose `pk` stands in the address. A view whose role says no never runs: the record
        alone tells 403 (they may read it) from 404 (outside the reach, or absent). `fresh`: only some minutes after a sign-in;
        `accounts/freshness.py` asks for another one."""
        if action not in policy.ACTIONS:
            raise LookupError(f"{action} has no row in the policy")

        def decorate(view: View) -> View:
            @wraps(view)
            def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
                if not reach.can(request.user, action):
                    raise _refusal(request.user, about.objects.all(), kwargs["pk"], action) if about else Denied(action)
                return written_down(view(request, *args, **kwargs), action, kwargs)

            return _declared(guarded, action, about, fresh)

        return decorate

    @staticmethod
    def signed_in(view: View | None = None, *, fresh: bool = False) -> Any:
        """Own account, home, a search box: nothing that a role decides. `@allow.signed_in` or `@allow.signed_in(fresh=True)`."""
        if view is None:
            return partial(Allow.signed_in, fresh=fresh)

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return written_down(view(request, *args, **kwargs), "home", kwargs)

        return _declared(guarded, "signed in", fresh=fresh)

    @staticmethod
    def public(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return view(request, *args, **kwargs)

        return login_not_required(_declared(guarded, "public"))


def written_down(response: HttpResponseBase, action: str, kwargs: dict[str, Any]) -> HttpResponseBase:
    """The event of what this answer shows: a page about one thing was opened, any other is a list. A redirect shows nothing."""
    if response.streaming:
        raise TypeError("an answer that is made after its view has ended would be read without an event")
    if not getattr(response, "is_rendered", True):
        response = response.render()  # type: ignore[attr-defined]
    if not 300 <= response.status_code < 400:
        reading.write_down(action, "open" if kwargs else "list")
    return response


def _declared(view: View, action: str, about: type[ConfidentialModel] | None = None, fresh: bool = False) -> View:
    view.__dict__.update(allows=action, about=about, fresh=fresh)
    return view


allow = Allow()


def get_or_404(
    request: HttpRequest,
    source: type[Record] | ConfidentialQuerySet[Record],
    pk: UUID | str,
    action: str | None = None,
    *,
    hold: bool = False,
) -> Record:
    """One record within reach. `hold`: where a form that changes it was sent, nobody else changes it until that is done.

    `source` is a confidential model or a queryset of one. Without an action the model's own. 404 outside the reach and for
    what does not exist, the same bytes; 403 where the person may read it but not do this.
    """
    queryset: ConfidentialQuerySet[Any] = source.objects.all() if isinstance(source, type) else source
    action = action or queryset.model.read_action
    if hold and request.method == "POST":
        queryset = queryset.select_for_update(of=("self",))
    record: Record | None = queryset.visible_to(request.user, action).filter(pk=_uuid(pk)).first()
    if record is None:
        raise _refusal(request.user, queryset, pk, action)
    return record


def ask_or_404(request: HttpRequest, question: Question, pk: UUID) -> Any:
    """As `get_or_404`, of a question about `RECORD` that is asked by the model's own action: for the pages that are opened most."""
    for record in ask(request.user, [question], {RECORD: pk})[question]:
        return record
    raise NotWithinReach(question.text.asker.actions[0], objects=[pk])


def _refusal(user: "context.Asker", queryset: ConfidentialQuerySet[Record], pk: UUID | str, action: str) -> Refusal:
    """Denied (403) only for what they can read by the model's own way, which was not asked yet and goes somewhere."""
    pk, by = _uuid(pk), queryset.model.read_action
    if action == by or not reach.can(user, by):
        return NotWithinReach(action, objects=[pk])
    readable = queryset.visible_to(user, by).filter(pk=pk).values("dossier_id").first()
    return Denied(action, [readable["dossier_id"]], [pk]) if readable else NotWithinReach(action, objects=[pk])


def _uuid(pk: UUID | str) -> UUID:
    try:
        return pk if isinstance(pk, UUID) else UUID(str(pk))
    except ValueError:
        raise NotWithinReach("guess") from None
