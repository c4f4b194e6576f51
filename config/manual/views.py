"""The manual's pages, which show nothing of anybody."""

from django.http import Http404
from django.shortcuts import render

from config.manual import text
from config.manual.parts import WHOSE
from privacy.access import allow
from privacy.methods import require_GET


@require_GET
@allow.signed_in
def manual(request, whose):
    if whose not in WHOSE:
        raise Http404
    shown = {"manual": text.manual(whose), "body": text.body(whose), "manuals": [text.manual(name) for name in WHOSE]}
    return render(request, "manual.html", shown)
