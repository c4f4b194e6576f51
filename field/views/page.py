"""The tablet's page: public, without a word about anybody, kept by the browser so that it opens without network."""

from pathlib import Path

from csp.constants import NONE, SELF
from csp.decorators import csp
from django.contrib.staticfiles import finders
from django.http import Http404, HttpResponse
from django.shortcuts import render

from privacy.access import allow
from privacy.methods import require_GET

POLICY = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "connect-src": [SELF],
    "img-src": [SELF, "data:"],
    "font-src": [SELF],
    "manifest-src": [SELF],
    "worker-src": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
    "require-trusted-types-for": ["'script'"],
    "trusted-types": ["yorisoi"],
}


@require_GET
@allow.public
@csp(POLICY)
def app(request):
    response = render(request, "field/app.html")
    response["Cache-Control"] = "no-cache"
    return response


@require_GET
@allow.public
@csp(POLICY)
def worker(request):
    """From this address, so that it serves all of /field/."""
    return _file("field/sw.js", "text/javascript")


@require_GET
@allow.public
def manifest(request):
    return _file("field/manifest.webmanifest", "application/manifest+json")


def _file(name, kind) -> HttpResponse:
    found = finders.find(name)
    if not found:
        raise Http404
    response = HttpResponse(Path(found).read_bytes(), content_type=f"{kind}; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
