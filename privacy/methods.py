"""The methods that a view is made for: said on the view, and kept before anything of the request is looked at.

Named like Django's, which keep the same but tell nobody what they keep: a library's class-based view answers PUT and OPTIONS by
itself. A route that says nothing here answers nothing at all.
"""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import Resolver404, resolve

View = TypeVar("View", bound=Callable[..., Any])


def require_http_methods(methods: Iterable[str]) -> Callable[[View], View]:
    def declare(view: View) -> View:
        view.__dict__["methods"] = frozenset(methods)
        return view

    return declare


require_GET = require_http_methods(["GET"])  # noqa: N816
require_POST = require_http_methods(["POST"])  # noqa: N816
require_safe = require_http_methods(["GET", "HEAD"])


class MethodsMiddleware:
    """Stands before the session: what is refused here has touched nothing, and the answer is the same for everybody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            view = resolve(request.path_info).func
        except Resolver404:
            return self.get_response(request)
        methods: frozenset[str] = getattr(view, "methods", frozenset())
        return self.get_response(request) if request.method in methods else HttpResponseNotAllowed(sorted(methods))
