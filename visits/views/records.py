"""活動記録: the visitor's own of a month, and the office's list of all of them."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from accounts.models import User
from privacy.access import allow
from privacy.methods import require_GET
from visits.pages.board import Month
from visits.pages.own_records import Record, goes_here, records


@require_GET
@allow("round.read")
def own_record(request):
    month = _month(request)
    found = records(request.user.working_council_id, month, request.user.pk)
    return _sheet(request, month, request.user, found[request.user.pk])


@require_GET
@allow("report.exact")
def visitor_records(request):
    """Who went how often. Names of those who go, and of nobody they go to."""
    month = _month(request)
    found = records(request.user.working_council_id, month)
    users = User.objects.filter(pk__in=found).order_by("kana", "id")
    return render(request, "visits/record/list.html", {
        "month": month, "rows": [(user, found[user.pk]) for user in users],
        "earlier": month.moved(-1), "later": month.moved(1),
    })  # fmt: skip


@require_GET
@allow("report.exact")
def visitor_record(request, pk):
    month = _month(request)
    found = records(request.user.working_council_id, month, pk)[pk]
    if not found.days and not goes_here(request.user.working_council_id, pk):
        raise Http404
    return _sheet(request, month, get_object_or_404(User, pk=pk), found)


def _sheet(request, month: Month, user: User, record: Record):
    return render(request, "visits/record/sheet.html", {
        "month": month, "visitor": user, "record": record, "is_own": user == request.user, "now": timezone.now(),
        "earlier": month.moved(-1), "later": "" if month.is_current else month.moved(1),
    })  # fmt: skip


def _month(request) -> Month:
    return Month.of(request.GET.get("month", ""), timezone.localdate())
