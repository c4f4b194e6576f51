"""The visitor's own doors of this month."""

from django.shortcuts import render
from django.utils import timezone

from privacy.access import allow
from privacy.methods import require_GET
from visits.pages.calls import council_of, numbers
from visits.pages.rounds import round_of
from visits.services.pairs import other_record


@require_GET
@allow("round.read")
def my_round(request):
    """What waits, in walking order; the rest folded."""
    now = timezone.now()
    month = round_of(request.user, now)
    mine = month.just_recorded
    context = {
        "round": month,
        "today": timezone.localdate(now),
        "calls": numbers(council_of(request.user.working_council_id)),
        "pair": other_record(mine[0]) is not None if mine and mine[0].same_as_id is None else False,
    }
    return render(request, "visits/round/page.html", context)
