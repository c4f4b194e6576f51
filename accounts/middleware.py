"""What a request passes between sign-in and page: the session's clock, the second factor, and answers that leave nothing in a browser."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import logout
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils import translation

from accounts import sessions
from accounts.demo_access import demo_here

SEE_OTHER = 303


class SeeOtherMiddleware:
    """Answers a POST that redirects with 303, since a browser keeps the body of a POST that was answered otherwise."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method == "POST" and response.status_code in (301, 302):
            response.status_code = SEE_OTHER
        return response


class SessionClockMiddleware:
    """Ends a session that was idle too long or is too old. A script gets 401 then, and no page. It stands right after authentication."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            self._mind_the_clock(request)
        if request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        response = self.get_response(request)
        if is_script(request) and _asks_to_sign_in(request, response):
            return unauthorised()
        return response

    def _mind_the_clock(self, request):
        if sessions.idle_left(request.session) <= 0:
            logout(request)
        elif not is_passive(request):
            sessions.touch(request.session)
            if not is_script(request):
                sessions.stay_no_longer(request.session)


class SecondFactorMiddleware:
    """Shows somebody with one factor no page but the one that sets up the second.

    Routes are let through by what they declare: public ones, and those marked `for_one_factor`.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.user.is_authenticated or is_whole(request) or self._may_pass(request):
            return self.get_response(request)
        if is_script(request):
            return unauthorised()
        if is_mfa_enabled(request.user):
            # A session that never gave the factor its owner has: none that sign-in makes.
            logout(request)
            return redirect("account_login")
        return redirect("mfa_activate_totp")

    def _may_pass(self, request):
        try:
            view = resolve(request.path_info).func
        except Resolver404:
            return False
        return getattr(view, "allows", "") == "public" or getattr(view, "one_factor", False)


def is_whole(request) -> bool:
    """Whether whoever is signed in has given both factors, or need not."""
    return sessions.has_second_factor(request) or (request.user.is_demo and demo_here(request))


def for_one_factor(view):
    """Marks a route that somebody needs who has passed one factor alone."""
    view.one_factor = True
    return view


def is_script(request) -> bool:
    """Whether a script sent the request (htmx, autosave, polling), so that the person is still on their page with their text."""
    return (
        "HX-Request" in request.headers
        or is_passive(request)
        or request.headers.get("Sec-Fetch-Mode") in ("cors", "same-origin", "no-cors")
    )


def is_passive(request) -> bool:
    """Whether no person caused the request."""
    return "X-Passive" in request.headers or (request.method == "GET" and request.path == reverse("session_state"))


def unauthorised() -> HttpResponse:
    response = HttpResponse(status=401)
    response["WWW-Authenticate"] = "Session"
    response["Cache-Control"] = "no-store"
    return response


def _asks_to_sign_in(request, response) -> bool:
    return isinstance(response, HttpResponseRedirect) and response.url.split("?")[0] == reverse("account_login")
