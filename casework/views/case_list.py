"""The list of cases: the reader's own districts, newest activity first, one page at a time."""

from datetime import timedelta
from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from casework.forms.cases import FilterForm
from casework.pages.case_list import KANA_LIMIT, PAGE, Cursor, Filters, kana_page, page
from casework.pages.case_rows import case_rows
from privacy import asked, reach
from privacy.access import allow
from privacy.methods import require_GET
from privacy.models import Area
from privacy.reading import printed

PRINTED = 100


@require_GET
@allow("case.read")
def case_list(request):
    form, filters = _filters(request)
    context = {"form": form, "today": timezone.localdate(), "kana_limit": KANA_LIMIT, "by_kana": False, "query": _query(form)}
    if form.cleaned_data.get("order") == "kana":
        context |= _by_kana(request, form, filters)
    if not context["by_kana"]:
        context |= _by_activity(request, form, filters)
    context["rows"] = case_rows(context["cases"], request.user)
    template = (
        "casework/list/_rows.html" if request.htmx and not request.htmx.history_restore_request else "casework/list/page.html"
    )
    return render(request, template, context)


@require_GET
@allow("case.print")
def case_list_print(request):
    _form, filters = _filters(request)
    found = page(request.user, filters, size=PRINTED)
    printed()
    rows = case_rows(found.cases, request.user)
    context = {"rows": rows, "now": timezone.now(), "limit": PRINTED, "more": found.older is not None}
    return render(request, "casework/list/print.html", context)


def _filters(request):
    districts = Area.objects.filter(pk__in=reach.reach(request.user, "case.read").areas, kind=Area.Kind.DISTRICT)
    form = FilterForm(request.GET or {"status": "open"}, areas=districts)
    form.is_valid()
    chosen = form.cleaned_data
    today = timezone.localdate()
    due = {"late": today - timedelta(days=1), "soon": today + timedelta(days=14)}.get(chosen.get("due"))
    status = chosen.get("status") or "open"
    enquiries = chosen.get("kind") == "enquiry"
    return form, Filters(
        status="" if status == "all" or enquiries else status,
        areas=(int(chosen["area"]),) if chosen.get("area") else (),
        mine=chosen.get("staff") == "me",
        topic=chosen.get("topic", ""),
        due=due,
        quiet_since=timezone.now() - timedelta(days=int(quiet)) if (quiet := chosen.get("quiet")) else None,
        enquiries=enquiries,
    )


def _by_activity(request, form, filters):
    found = page(request.user, filters, _cursor(request.GET.get("at", "")))
    return {
        "cases": found.cases,
        "older_url": _url(form, at=_written(found.older)) if found.older else "",
        "newer_url": _url(form, at=_written(found.newer)) if found.newer else "",
    }


def _by_kana(request, form, filters):
    start = asked.number(request.GET.get("from", "")) or 0
    found = kana_page(request.user, filters, start)
    if found is None:
        return {"too_many": True}
    cases, total = found
    return {
        "cases": cases,
        "total": total,
        "by_kana": True,
        "newer_url": _url(form, **{"from": max(start - PAGE, 0)}) if start else "",
        "older_url": _url(form, **{"from": start + PAGE}) if start + PAGE < total else "",
    }


def _cursor(text) -> Cursor | None:
    """ "<moment>,<id>", with a leading "-" for the page before; anything else is the first page."""
    found = asked.mark(text.removeprefix("-"))
    return Cursor(*found, text.startswith("-")) if found else None


def _written(cursor: Cursor) -> str:
    return f"{'-' if cursor.backwards else ''}{cursor.at.isoformat()},{cursor.id}"


def _query(form) -> str:
    return urlencode({name: value for name, value in form.cleaned_data.items() if value and name != "order"})


def _url(form, **position) -> str:
    chosen = {name: value for name, value in form.cleaned_data.items() if value}
    return f"{reverse('case_list')}?{urlencode(chosen | position)}"
