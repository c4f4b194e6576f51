"""The home page: what today asks of somebody in their roles."""

from django.shortcuts import render
from django.utils import timezone

from accounts.attention import waiting_for
from privacy.access import allow
from privacy.methods import require_GET


@require_GET
@allow.signed_in
def home(request):
    today = timezone.localdate()
    page = waiting_for(request.user, today)
    groups = [("overdue", page.overdue), ("today", page.today), ("ahead", page.ahead), ("later", page.later)]
    return render(request, "accounts/home.html", {"page": page, "groups": groups, "today": today})
