"""The list of cases: the reader's own districts, newest activity first, one page at a time."""

from datetime import timedelta
from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.acting import able
from casework.forms.cases import FilterForm, figure_of
from casework.pages.case_columns import case_rows
from casework.pages.case_list import COUNTED, KANA_LIMIT, PAGE, Cursor, Filters, by_next_date, count, kana_page, page
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
    context = {"form": form, "today": timezone.localdate(), "kana_limit": KANA_LIMIT, "order": "", "query": _query(form)}
    sort = SORTED.get(form.cleaned_data.get("order"))
    if sort:
        context |= _sorted(request, form, sort(request.user, filters, start := _start(request)), start)
    if not context["order"]:
        context |= _by_activity(request, form, filters)
    context |= {"is_by_kana": context["order"] == "kana", "is_by_next": context["order"] == "next"}
    context["figure"] = _words_of(form.cleaned_data.get("figure", ""))
    context["order_label"] = dict(form.fields["order"].choices)[context["order"]] if context["order"] else ""
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
    people = able("case.write", request.user.working_council_id, timezone.localdate()).exclude(pk=request.user.pk)
    names = people.order_by("kana", "id").values_list("pk", "display_name")
    form = FilterForm(request.GET or {"status": "open"}, areas=districts, people=names)
    form.is_valid()
    chosen = form.cleaned_data
    today = timezone.localdate()
    due = {"late": today - timedelta(days=1), "soon": today + timedelta(days=14)}.get(chosen.get("due"))
    status = chosen.get("status") or "open"
    enquiries = chosen.get("kind") == "enquiry"
    return form, Filters(
        status="" if status == "all" or enquiries else status,
        areas=(int(chosen["area"]),) if chosen.get("area") else (),
        staff=request.user.pk if (staff := chosen.get("staff")) == "me" else asked.id_of(staff or ""),
        undated=chosen.get("due") == "none",
        topic=chosen.get("topic", ""),
        due=due,
        quiet_since=timezone.now() - timedelta(days=int(quiet)) if (quiet := chosen.get("quiet")) else None,
        enquiries=enquiries,
        year=chosen.get("year") or 0,
        counted=_counted(request.user.working_council_id, chosen.get("figure", "")),
    )


def _counted(council, figure: str):
    """The cases of which that figure counted something, by its own query."""
    found = figure_of(figure)
    if found is None:
        return None
    one, period = found
    return one.cases(council, period.first, period.until(timezone.localdate()))


def _words_of(figure: str) -> str:
    one, period = figure_of(figure) or (None, None)
    return f"{one.label} {period.words}" if one else ""


def _by_activity(request, form, filters):
    cursor = _cursor(request.GET.get("at", ""))
    found = page(request.user, filters, cursor)
    total, is_more = (0, False) if cursor else count(request.user, filters)
    return {
        "total": total,
        "counted": COUNTED if is_more else 0,
        "cases": found.cases,
        "older_url": _url(form, at=_written(found.older)) if found.older else "",
        "newer_url": _url(form, at=_written(found.newer)) if found.newer else "",
    }


# What is sorted as a whole, as long as it is not too much.
SORTED = {"kana": kana_page, "next": by_next_date}


def _start(request) -> int:
    return asked.number(request.GET.get("from", "")) or 0


def _sorted(request, form, found, start):
    if found is None:
        return {"too_many": True}
    cases, total = found
    return {
        "cases": cases,
        "total": total,
        "order": form.cleaned_data["order"],
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
