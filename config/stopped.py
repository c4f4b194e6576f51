"""What is answered when something stopped: 503 while the database is away, 500 for a fault of ours. What was typed comes back with it.

A page that is only looked at is made a second time where the connection broke beneath it; the new one waits for a server that
starts anew (`privacy.postgresql`). A form is sent again by its writer alone, who knows whether it was meant (docs/adr/0025).
"""

import re
import sys
from collections.abc import Iterator
from uuid import uuid4

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, HttpResponseServerError
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts.middleware import is_script
from privacy.servers import DATABASE

RETRY_AFTER = 10
# A form that holds one of these is never shown again. A test looks at every form of the project that asks for a secret.
SECRET = re.compile(r"pass|^again$|^code$")
LONG = 40


class Stopped(HttpResponse):
    status_code = 503


class OwnForm(CsrfViewMiddleware):
    """Whether a form came from a page of ours, without a page that says so."""

    def _reject(self, request, reason):
        return reason

    @classmethod
    def is_foreign(cls, request) -> bool:
        return bool(cls(failed).process_view(request, failed, (), {}))


class OnceMoreMiddleware:
    """Gives each request the id that its lines in the log, its events in the ledger and its error page carry."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.id = uuid4()
        response = self.get_response(request)
        if isinstance(response, Stopped) and request.method in ("GET", "HEAD") and not DATABASE.away:
            response = self.get_response(request)
        return response


def failed(request):
    """Django's handler500, which it calls while the exception is being handled."""
    stopped = is_of_the_database(sys.exception())
    answer = Stopped if stopped else HttpResponseServerError
    if is_script(request):
        said = _("Wait a little, then once more. What you wrote is still on this page.")
        response = answer(said, content_type="text/plain; charset=utf-8")
    else:
        response = answer(render_to_string(f"{answer.status_code}.html", _page(request)))
    response.headers["Cache-Control"] = "no-store"
    if stopped:
        response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def is_of_the_database(error: BaseException | None) -> bool:
    """Whether it was in no state to answer: away, starting, stopping, full, or two who waited for each other. It may work again."""
    while error is not None:
        if isinstance(error, OperationalError | InterfaceError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _page(request) -> dict:
    """Nothing of it asks the database."""
    typed = list(_typed(request))
    return {
        "text_size": "normal",
        "request_id": request.id,
        "sent": request.method == "POST",
        "address": request.get_full_path(),
        "typed": typed,
        "writer": request.POST.get("writer", "") if typed else "",
        "csrf_token": get_token(request),
    }


def _typed(request) -> Iterator[tuple[str, str, bool]]:
    """(name, value, whether it is long enough to be looked at) of each field. A form that another site sent, one that asks for
    a secret and one with a file are not shown again."""
    if request.method != "POST" or request.FILES or OwnForm.is_foreign(request):
        return
    if any(SECRET.search(name) for name in request.POST):
        return
    for name, values in request.POST.lists():
        if name != "csrfmiddlewaretoken":
            yield from ((name, value, len(value) > LONG or "\n" in value) for value in values)
