"""Mails that were given up, for whoever can mend an address or the mail server."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts import undelivered
from privacy.access import allow
from privacy.methods import require_http_methods


@require_http_methods(["GET", "POST"])
@allow("user.manage")
def mails(request):
    if request.method == "POST":
        undelivered.send_again(actor=request.user)
        messages.success(request, _("They are sent again now."))
        return redirect("mails")
    return render(request, "accounts/mails.html", {"rows": undelivered.rows(request.user)})
