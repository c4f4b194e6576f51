"""The access ledger as auditors and managers read it. It shows who did what, when and to how many records, and never their content."""

from django.db.models import Q
from django.shortcuts import render
from django.utils import timezone

from accounts.pages.ledger_rows import ledger_rows
from privacy import asked
from privacy.access import allow
from privacy.methods import require_GET
from privacy.models import AccessEvent, Area, LedgerBlock
from privacy.reach import reach

SHOWN = 100


@require_GET
@allow("ledger.read")
def ledger(request):
    events = _within_reach(request.user)
    if request.GET.get("kind") == "denied":
        events = events.filter(kind="denied")
    before = asked.moment(request.GET.get("before", ""))
    if before:
        events = events.filter(at__lt=before)
    rows = ledger_rows(events.newest_first()[: SHOWN + 1])
    context = {
        "rows": rows[:SHOWN],
        "before": rows[SHOWN - 1].event.at.isoformat() if len(rows) > SHOWN else "",
        "denied": request.GET.get("kind") == "denied",
        "sealed": LedgerBlock.objects.order_by("-number").first(),
        "now": timezone.now(),
    }
    return render(request, "accounts/ledger.html", context)


def _within_reach(user):
    """Events of each council that the role covers, at least in part. Events above the councils are for a role that stands there."""
    covered = Area.objects.filter(pk__in=reach(user, "ledger.read").areas).order_by().values_list("council_id", flat=True)
    councils = set(covered.distinct())
    here = Q(council__in=councils - {None})
    return AccessEvent.objects.filter(here | Q(council=None) if None in councils else here)
