"""One actor and one keyring a request; refusals written down after the rollback; nothing cached on the way."""

from collections.abc import Callable, Iterator
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from psycopg.errors import UniqueViolation

from privacy import context, ledger, policy
from privacy.errors import Refusal


class ActingRequest(HttpRequest):
    """As the views get it."""

    actor: context.Actor
    id: UUID


class ActorMiddleware:
    """Stands right after authentication. `request.actor` lives as long as the response is being made."""

    def __init__(self, get_response: Callable[[ActingRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: ActingRequest) -> HttpResponse:
        user = request.user if request.user.is_authenticated else None
        with context.acting(context.Actor(user=user, request_id=request.id)) as actor:
            request.actor = actor
            response = self.get_response(request)
        # A page about a person stays nowhere: not in a proxy, not in the browser, and a fragment is no page.
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Vary", "HX-Request, Cookie")
        return response

    def process_view(self, request: ActingRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """A page that is sent while another person is signed in in the same browser, or while its writer works in another
        council than the one it was opened in: refused whole."""
        if request.method != "POST" or request.actor.user is None:
            return None
        writer, within = request.POST.get("writer"), request.POST.get("within")
        foreign = writer and writer != str(request.actor.user_id)
        # What belongs to no council (signing out, one's own settings) goes on.
        moved = within and getattr(view, "allows", "") in policy.ACTIONS and within != str(request.actor.council_id)
        if foreign or moved:
            return render(request, "409.html", {"foreign": foreign}, status=409)
        return None

    def process_exception(self, request: ActingRequest, exception: Exception) -> None:
        """Runs after the view's transaction was rolled back, so that the refusal itself stays."""
        if isinstance(exception, Http404 | PermissionDenied):
            action = exception.action if isinstance(exception, Refusal) else "unknown"
            ledger.record_denied(
                action=action, dossiers=getattr(exception, "dossiers", []), objects=getattr(exception, "objects", [])
            )
        return None


class InputMiddleware:
    """The last one. What was sent and cannot be taken gets an answer that says so, where the view itself has none."""

    def __init__(self, get_response: Callable[[ActingRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: ActingRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: ActingRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """No text of the database may hold the sign NUL. Nobody types it; what somebody pasted is taken without it."""
        if any("\0" in text for text in (request.path_info, *_texts(request.GET), *request.POST)):
            return render(request, "400.html", status=400)
        if any("\0" in text for text in _texts(request.POST)):
            kept = [(name, str(text).replace("\0", "")) for name, texts in request.POST.lists() for text in texts]
            request.POST = QueryDict(urlencode(kept))
        return None

    def process_exception(self, request: ActingRequest, exception: Exception) -> HttpResponse | None:
        """After the rollback. A service's refusal is for the person who asked; so is the database's, of what is there already."""
        refused = _refusal(exception)
        if not refused:
            return None
        if request.headers.get("HX-Request"):
            return HttpResponse("\n".join(refused), status=422, content_type="text/plain; charset=utf-8")
        for sentence in refused:
            messages.error(request, sentence)
        return redirect(_back(request))


def _texts(sent: QueryDict) -> Iterator[str]:
    for name, values in sent.lists():
        yield from (name, *map(str, values))


def _refusal(exception: Exception) -> list[str]:
    if isinstance(exception, ValidationError):
        return exception.messages
    taken = isinstance(exception, IntegrityError) and isinstance(exception.__cause__, UniqueViolation)
    return [_("There is one like this already. Nothing was saved.")] if taken else []


def _back(request: ActingRequest) -> str:
    """The page that it was sent from, or home."""
    came = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(came, {request.get_host()}, require_https=request.is_secure())
    return came if ours else "/"
