"""つなぎの状況: which referrals stand where, and since when."""

from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.acting import able
from japan import fiscal
from privacy import asked
from privacy.access import allow
from privacy.methods import require_GET
from programs import reports
from referrals.codes import LATE, MINE, NOBODY, OPEN, RECEIVED, SILENT, WAITING, State
from referrals.forms.board import FilterForm
from referrals.indicators import handed_over
from referrals.models import Agency
from referrals.pages.board import Cursor, Filters, by_state, page

# How far back the plan's numbers are looked at one by one.
YEARS = 5


@require_GET
@allow("referral.read")
def referrals(request):
    form, filters = _filters(request)
    today = timezone.localdate()
    rows, after = page(request.user, filters, today, Cursor.read(request.GET.get("after", "")))
    numbers = by_state(request.user, filters, today)
    context = {
        "form": form, "rows": rows, "tabs": _tabs(form, numbers, filters), "today": today,
        "year": fiscal.label(form.cleaned_data["year"]) if filters.counted is not None else "",
        "older_url": _url(form, after=str(after)) if after else "",
    }  # fmt: skip
    return render(request, "referrals/board.html", context)


def _filters(request):
    council = request.user.working_council_id
    agencies = Agency.objects.filter(council=council).order_by("kana", "name", "id").values_list("pk", "name")
    people = able("referral.step", council, timezone.localdate()).exclude(pk=request.user.pk).order_by("kana", "id")
    form = FilterForm(request.GET, agencies=agencies, people=people.values_list("pk", "display_name"), years=_years())
    form.is_valid()
    chosen = form.cleaned_data
    owner = chosen.get("owner", "")
    return form, Filters(
        state=chosen.get("state", ""), kind=chosen.get("kind", ""), agency=asked.id_of(chosen.get("agency", "")),
        owner=request.user.pk if owner == MINE else asked.id_of(owner), nobodys=owner == NOBODY, silent=chosen.get("due") == SILENT,
        counted=_counted(council, chosen.get("year"), chosen.get("due")),
    )  # fmt: skip


def _years() -> list[tuple[int, str]]:
    now = fiscal.fiscal_year(timezone.localdate())
    return [(year, fiscal.label(year)) for year in range(now, now - YEARS, -1)]


def _counted(council, year, due) -> frozenset | None:
    """Of a fiscal year what the figure of the plan counts, by the same query."""
    if not year:
        return None
    until = reports.as_of(year)
    is_meant = {LATE: lambda row: row.is_late(until), RECEIVED: lambda row: row.received}.get(due, lambda _row: True)
    return frozenset(row.pk for row in handed_over(council, fiscal.bounds(year)[0], until) if is_meant(row))


def _tabs(form, numbers, filters) -> list[dict]:
    """Each state in which something stands, with how many."""
    states = tuple(State) if filters.counted is not None else OPEN
    now = form.cleaned_data.get("state", "")
    labels = dict(form.fields["state"].choices)
    found = ["", *(state for state in (State.DRAFT, WAITING, *states[1:]) if numbers.get(state) or state == now)]
    return [
        {
            "label": labels[state] if state or states is OPEN else _("All"),
            "number": numbers.get(state) if state else sum(numbers.get(one, 0) for one in states),
            "url": _url(form, state=state), "current": state == now,
        }
        for state in found
    ]  # fmt: skip


def _url(form, **changes) -> str:
    chosen = {name: value for name, value in form.cleaned_data.items() if value} | changes
    return f"{reverse('referrals')}?{urlencode({name: value for name, value in chosen.items() if value})}"
