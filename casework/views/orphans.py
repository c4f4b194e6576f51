"""Restricted records that no manager can read: shown without name or content to those who may take one over, two at a time."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from casework import services
from casework.keepers import orphans_for
from privacy.access import allow
from privacy.methods import require_http_methods


@require_http_methods(["GET", "POST"])
@allow("orphan.confirm")
def orphans(request):
    found = orphans_for(request.user)
    if request.method == "POST":
        record = request.POST.get("record")
        orphan = next((orphan for orphan in found if str(orphan.dossier.pk) == record), None)
        _answer(request, orphan, request.POST.get("answer"))
        return redirect("orphans")
    return render(request, "casework/orphans.html", {"orphans": found})


def _answer(request, orphan, answer):
    if orphan is None or (orphan.asked is None and answer != "ask"):
        messages.error(request, _("This was answered or taken back in the meantime."))
        return
    try:
        if answer == "ask":
            services.orphan_ask(orphan.dossier, actor=request.user)
            messages.success(request, _("Asked for. It opens nothing before a second person confirms it."))
        elif answer == "confirm":
            services.orphan_confirm(orphan.asked, actor=request.user)
            messages.success(request, _("You are both named to it now. It stands among your cases."))
        else:
            services.orphan_refuse(orphan.asked, actor=request.user)
            messages.success(request, _("Refused."))
    except ValidationError as error:
        messages.error(request, error.message)
