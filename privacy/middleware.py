"""One actor and one keyring a request; refusals written down after the rollback; nothing cached on the way."""

from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render

from privacy import context, ledger
from privacy.errors import Refusal


class ActorMiddleware:
    """Stands right after authentication. `request.actor` lives as long as the response is being made."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user if request.user.is_authenticated else None
        with context.acting(context.Actor(user=user, request_id=uuid4())) as actor:
            request.actor = actor
            response = self.get_response(request)
        # A page about a person stays nowhere: not in a proxy, not in the browser, and a fragment is no page.
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Vary", "HX-Request, Cookie")
        return response

    def process_view(self, request, view, args, kwargs):
        """A page that was opened by one person and is sent while another is signed in in the same browser: refused whole."""
        if request.method == "POST" and request.actor.user is not None:
            writer = request.POST.get("writer")
            if writer and writer != str(request.actor.user_id):
                return render(request, "409.html", status=409)
        return None

    def process_exception(self, request, exception):
        """Runs after the view's transaction was rolled back, so that the refusal itself stays."""
        if isinstance(exception, Http404 | PermissionDenied):
            action = exception.action if isinstance(exception, Refusal) else "unknown"
            ledger.record_denied(
                action=action, dossiers=getattr(exception, "dossiers", []), objects=getattr(exception, "objects", [])
            )
        return None
