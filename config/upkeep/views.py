"""The page that tells an administrator how the installation is."""

from django.shortcuts import render
from django.utils import timezone

from config.upkeep.checks import PAGE
from config.upkeep.findings import examine
from privacy.access import allow
from privacy.methods import require_GET


@require_GET
@allow("upkeep.read")
def upkeep(request):
    now = timezone.now()
    found = list(examine(PAGE, now))
    return render(request, "upkeep.html", {"findings": found, "wrong": [one for one in found if one.state != "ok"], "now": now})
