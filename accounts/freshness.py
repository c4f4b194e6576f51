"""Asks once more who it is before what a passer-by at an open screen must not do: `@allow("…", fresh=True)`.

Password and code, or a passkey, within the last minutes; the sign-in itself counts. Whoever opens the page is asked first. Whoever presses
later is asked then: what was typed waits in the (encrypted) session and stands on the page again afterwards, to be sent once more.
"""

import time
from urllib.parse import urlsplit

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.demo_access import demo_here
from ui.redisplay import keep_words

PRESSED = "asked_again_after"


def is_fresh(request) -> bool:
    if request.user.is_demo and demo_here(request):
        return True
    records = get_authentication_records(request, request.user)
    newest = max((record["at"] for record in records), default=0)
    return time.time() - newest <= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


class FreshMiddleware:
    """Behind the token of the form and the second factor."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not getattr(view, "fresh", False) or not request.user.is_authenticated or is_fresh(request):
            return None
        return _ask(request, view)


def _ask(request, view):
    target = request.get_full_path()
    if request.method == "POST":
        if "GET" in view.methods:
            keep_words(request)
        else:
            target = _page_before(request)
        request.session[PRESSED] = target
    again = f"{reverse('account_reauthenticate')}?{urlencode({'next': target})}"
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": again})
    return HttpResponseRedirect(again)


def _page_before(request) -> str:
    """Where a button stood that has no page of its own; home, where the browser does not say."""
    before = urlsplit(request.headers.get("Referer", ""))
    try:
        shown = before.netloc == request.get_host() and "GET" in resolve(before.path).func.methods
    except (Resolver404, AttributeError):
        shown = False
    return before._replace(scheme="", netloc="", fragment="").geturl() if shown else reverse("home")


def say_go_on(request) -> None:
    """After it was answered: nothing was sent yet."""
    if request.session.pop(PRESSED, None):
        messages.info(request, _("Thank you. Nothing was lost, and nothing was done yet: press once more."))
