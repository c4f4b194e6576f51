"""One actor and one keyring a request; refusals written down after the rollback; nothing cached on the way."""

from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.http import Http404

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

    def process_exception(self, request, exception):
        """Runs after the view's transaction was rolled back, so that the refusal itself stays."""
        if isinstance(exception, Http404 | PermissionDenied):
            action = exception.action if isinstance(exception, Refusal) else "unknown"
            ledger.record_denied(
                action=action, dossiers=getattr(exception, "dossiers", []), objects=getattr(exception, "objects", [])
            )
        return None
