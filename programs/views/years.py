"""One year beside another: the next year's plan as a copy of this one, and the years of the term together."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from japan import fiscal
from privacy.access import allow
from privacy.methods import require_GET, require_http_methods
from programs import reports, services
from programs.models import Plan
from programs.pages.frame import council_of, frame, year_of, year_words
from programs.pages.next_year import beside, copy_of, years_of

COPY, ADOPT, WITHDRAW = "copy", "adopt", "withdraw"


@require_http_methods(["GET", "POST"])
@allow("plan.import")
def plan_next(request, pk):
    """Copied, adopted or taken back by one press each, which finds what an earlier one did."""
    plan, year = get_object_or_404(Plan, pk=pk, area=council_of(request), withdrawn_at=None), year_of(request)
    if not plan.from_year <= year <= plan.to_year:
        raise Http404
    copy = copy_of(plan, year)
    if request.method == "POST":
        return _press(request, plan, year, copy)
    context = frame(request, year) | {
        "plan": plan,
        "copy": copy,
        "coming_label": year_words(year + 1, request.user.calendar),
        "as_of": reports.as_of(year),
        "next_term": year == plan.to_year,
        "rows": beside(plan, year, copy),
    }
    return render(request, "programs/next.html", context)


def _press(request, plan, year, copy):
    what = request.POST.get("what", "")
    try:
        if what == COPY:
            services.year_copy(plan, actor=request.user, year=year)
            messages.success(request, _("The plan of the year was copied as a draft. Change it below."))
        elif what == ADOPT and copy:
            services.year_adopt(copy, actor=request.user)
            messages.success(request, _("It is the plan of that year now."))
        elif what == WITHDRAW and copy:
            services.year_withdraw(copy, actor=request.user)
            messages.success(request, _("The draft was taken back. It can be copied again."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(f"{reverse('plan_next', args=[plan.pk])}?year={year}")


@require_GET
@allow("program.read")
def plan_years(request):
    """How each programme stood in each year of the term."""
    year, council = year_of(request), council_of(request)
    plan = reports.plan_for(council, year) if council else None
    term = years_of(plan, min(plan.to_year, fiscal.fiscal_year(timezone.localdate()))) if plan else None
    labels = [year_words(one, request.user.calendar) for one in term.years] if term else []
    context = frame(request, year) | {"plan": plan, "term": term, "labels": labels}
    return render(request, "programs/years.html", context)
