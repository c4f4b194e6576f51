"""The tablet's own addresses: public, without a word about anybody, kept by the browser so that the app opens without network."""

import json

from csp.constants import NONE, SELF
from csp.decorators import csp
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import json_script
from django.utils.translation import override
from django.views.decorators.clickjacking import xframe_options_sameorigin

from field import shell, words
from privacy.access import allow
from privacy.methods import require_GET

POLICY = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "connect-src": [SELF],
    "img-src": [SELF, "data:"],
    "frame-src": [SELF],
    "manifest-src": [SELF],
    "worker-src": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
    "require-trusted-types-for": ["'script'"],
    "trusted-types": ["yorisoi"],
}
PAGES = {"field": "field/app.html", "field_help": "field/help.html"}


class Letters(json.JSONEncoder):
    """Japanese as it is written: half as long."""

    def __init__(self, **how):
        super().__init__(**how | {"ensure_ascii": False, "separators": (",", ":")})


@require_GET
@allow.public
@csp(POLICY)
def app(request):
    return _checked(_page("field"))


@require_GET
@allow.public
@csp(POLICY | {"frame-ancestors": [SELF]})
@xframe_options_sameorigin
def help_page(request):
    return _checked(_page("field_help"))


@require_GET
@allow.public
@csp(POLICY)
def worker(request):
    """From this address, so that it serves all of /field/."""
    pages = {reverse(name): _page(name).encode() for name in PAGES}
    return _checked(shell.worker(pages), "text/javascript")


@require_GET
@allow.public
def manifest(request):
    return _checked((shell.HERE / "manifest.webmanifest").read_text(), "application/manifest+json")


def _page(name) -> str:
    """The same for everybody: whoever opens it without network is nobody yet. The app speaks the language that was chosen in it."""
    with override("ja"):
        spoken = json_script(words.japanese(), "words", encoder=Letters)
        return render_to_string(PAGES[name], {"words": spoken, "modules": shell.modules()})


def _checked(text, kind="text/html") -> HttpResponse:
    """Asked for anew each time; kept by the service worker alone."""
    return HttpResponse(text, content_type=f"{kind}; charset=utf-8", headers={"Cache-Control": "no-cache"})
