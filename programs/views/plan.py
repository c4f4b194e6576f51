"""計画と実績: every programme in the plan's own order and words, each target with its result to date."""

from itertools import groupby
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from japan import fiscal
from privacy import asked
from privacy.access import allow
from privacy.methods import require_GET, require_http_methods
from privacy.models import Area
from privacy.reach import can
from programs import dimensions, indicators, reports
from programs.forms.plan import ImportForm
from programs.importing import NotAPlan, plan_import, stay_where_moved
from programs.models import Program
from programs.pages.frame import council_of, frame, year_of, year_words
from programs.pages.next_year import draft_for, taken_before
from programs.pages.plan_rows import KEYS, filters_of, grouped, tally
from programs.pages.program_parts import last_records, small_multiples, two_years, years_of_term
from programs.pages.rounded import as_seen
from programs.pages.standings import money_of, standings
from programs.plan_document import parse
from ui.redisplay import page_form, redisplay

WAITING, BESIDE = "plan_document", "plan_document_rows"


@require_GET
@allow("program.read")
def plan(request):
    year, council = year_of(request), council_of(request)
    plans = reports.plans_for(council, year) if council else []
    chosen = asked.id_of(request.GET.get("plan", ""))
    found = next((one for one in plans if one.pk == chosen), next(iter(plans), None))
    district = _district(request, council)
    exact = can(request.user, "report.exact")
    results = as_seen(standings(reports.results(found, year, district=district), year), exact=exact) if found else []
    shown = [one for one in results if _is_asked(request, one)]
    unfold = request.GET.get("open", "")
    for one in shown:
        one.unfolded = unfold in ("all", str(one.program.pk))
    context = frame(request, year) | {
        "plan": found,
        "plans": plans if len(plans) > 1 else [],
        "groups": grouped(shown),
        "tally": tally(results),
        "filters": filters_of(request, found, results, council),
        "is_filtered": len(shown) < len(results) or district is not None,
        "district": district,
        "all_unfolded": unfold == "all",
        "query": _query(request, year),
        "most": max((number or 0 for row in shown for one in row.counted_elsewhere for number in one.by_month), default=0),
        "most_times": max(
            (number or 0 for row in shown for one in row.targets for line in one.lines for number in line.found.times),
            default=0,
        )
        if exact
        else None,
        "as_of": reports.as_of(year),
        "month_labels": fiscal.months(year),
        "exact": exact,
        "may_report": can(request.user, "report.public"),
        "may_import": can(request.user, "plan.import"),
        "draft": draft_for(found, year) if found else None,
        "may_judge": can(request.user, "target.judge"),
        "may_record": can(request.user, "activity.record"),
        "may_begin": can(request.user, "program.write") and any(not row.program.measures.all() for row in results),
    }
    return render(request, "programs/plan.html", context)


def _district(request, council) -> Area | None:
    pk = asked.number(request.GET.get("district", ""))
    return Area.objects.districts().filter(council=council, special="", pk=pk).first() if pk else None


def _query(request, year) -> str:
    """What is chosen now, for the links that unfold."""
    asked_for = {"year": year} | {
        name: request.GET.get(name) for name in ("plan", "goal", "show", "district") if request.GET.get(name)
    }
    return urlencode(asked_for)


def _is_asked(request, result) -> bool:
    """By goal, and by a judgement that one of its targets has."""
    goal, word = request.GET.get("goal", ""), request.GET.get("show", "")
    of_goal = not goal or str(result.program.policy.goal.number) == goal
    return of_goal and (word not in KEYS or any(target.judgement == KEYS[word] for target in result.targets))


@require_GET
@allow("program.read")
def program(request, pk):
    """One programme: its indicators by month, and where the role sees exact figures, by district, topic, route and age."""
    year, council = year_of(request), council_of(request)
    row = get_object_or_404(Program.objects.select_related("policy__goal__plan"), pk=pk, policy__goal__plan__area=council)
    exact = can(request.user, "report.exact")
    result = next(iter(as_seen(standings(reports.results(row.policy.goal.plan, year, only=row), year), exact=exact)), None)
    if result is None:
        raise Http404
    until = reports.as_of(year)
    context = frame(request, year) | {
        "result": result,
        "counted": [(found, _listed(found.indicator, request.user, year)) for found in result.indicators],
        "exact": exact,
        "months": fiscal.months(year),
        "begun": dimensions.months_begun(year, until),
        "tables": _tables(result, council, year, until) if exact else [],
        "flow": _flow(row, council, year, until) if exact else None,
        "chart": _chart(row, council, year, until) if exact else None,
        "as_of": until,
        "most_times": max(
            (number or 0 for row in result.targets for line in row.lines for number in line.found.times), default=0
        )
        if exact
        else None,
        "may_judge": can(request.user, "target.judge"),
        "may_count": can(request.user, "program.write"),
        "records": last_records(row) if can(request.user, "activity.read") else [],
        "years_chart": two_years(result, council, year) if exact else None,
        "districts": small_multiples(result) if exact else [],
        "term": years_of_term(row, _years_until(row.policy.goal.plan, year, request.user.calendar)) if exact else [],
        "may_edit": can(request.user, "plan.import"),
        "money": money_of([row], year).get(row.pk),
    }
    return render(request, "programs/program.html", context)


def _years_until(plan, year, calendar) -> dict[int, str]:
    this_year = fiscal.fiscal_year(timezone.localdate())
    return {one: year_words(one, calendar) for one in range(plan.from_year, plan.to_year + 1) if one <= max(year, this_year)}


def _listed(indicator, user, year) -> str:
    return indicator.listed(user, year) if indicator.listed else ""


@require_http_methods(["GET", "POST"])
@allow("plan.import")
def plan_upload(request):
    """Choose a document; what it would change is shown before anything is."""
    form = page_form(request, ImportForm) if request.method == "GET" else ImportForm(request.POST, request.FILES)
    if request.method == "POST":
        if form.is_valid():
            found = form.cleaned_data["document"]
            request.session[WAITING], request.session[BESIDE] = found.text, {"hidden": found.hidden, "places": found.places}
            return redirect("plan_preview")
        return redisplay(request, form)
    return render(request, "programs/upload.html", {"form": form})


@require_http_methods(["GET", "POST"])
@allow("plan.import")
def plan_preview(request):
    """All or nothing: lines without a place are named, and stop the import."""
    text = request.session.get(WAITING)
    if text is None:
        return redirect("plan_upload")
    document = parse(text)
    taken = request.method == "POST" and not document.unplaced
    try:
        changes = plan_import(document, actor=request.user, area=council_of(request), dry_run=not taken)
    except NotAPlan as error:
        messages.error(request, str(error))
        del request.session[WAITING]
        return redirect("plan_upload")
    if taken:
        del request.session[WAITING]
        messages.success(request, _("The plan was taken in: %(count)d changes.") % {"count": len(changes)})
        return redirect(f"{reverse('plan')}?year={document.plan.fiscal_year}")
    groups = [(*where, list(found)) for where, found in groupby(changes, key=lambda change: (change.place, change.name))]
    standing = reports.plan_for(council_of(request), document.plan.fiscal_year)
    is_other = standing and (standing.title, standing.from_year) != (document.plan.title, document.plan.from_year)
    context = {
        "document": document,
        "groups": groups,
        "replaced": standing if is_other else None,
        "before": taken_before(standing, document.plan.fiscal_year) if standing and not is_other else None,
        "stay": stay_where_moved(document, area=council_of(request)),
        "hidden": request.session.get(BESIDE, {}).get("hidden", []),
        "unplaced": _unplaced(request, document),
    }
    return render(request, "programs/preview.html", context)


def _unplaced(request, document) -> list[tuple[str, str]]:
    """(where in the file, what stands there) of each line that found no place: of Excel the sheet and its row."""
    places = request.session.get(BESIDE, {}).get("places", [])
    return [
        (" ".join(map(str, places[one.line - 1])) if one.line <= len(places) else str(one.line), one.text)
        for one in document.unplaced
    ]


@require_GET
@allow("plan.import")
def plan_rows_to_mend(request):
    """The lines that found no place, as a file to mend."""
    document = parse(request.session.get(WAITING, ""))
    lines = "".join(f"{where}\t{text}\r\n" for where, text in _unplaced(request, document))
    response = HttpResponse("\ufeff" + lines, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="rows-to-mend.txt"'
    return response


def _tables(result, council, year, until):
    """One table a dimension that the indicators offer: rows of (label, numbers, their share of all numbers)."""
    words = {
        dimensions.AREA: _("By school district"), dimensions.TOPIC: _("By topic (a case with two counts under both)"),
        dimensions.ROUTE: _("By route"), dimensions.BAND: _("By age at the start of the fiscal year"),
        dimensions.MANNER: _("By manner of visit"), dimensions.OUTCOME: _("By outcome"),
        dimensions.KIND: _("By kind of referral"), dimensions.STATE: _("By how it stands today"),
        dimensions.AGENCY: _("By kind of agency (one of two kinds counts under both)"),
    }  # fmt: skip
    tables = []
    for dimension, title in words.items():
        shown = [found.indicator for found in result.indicators if dimension in found.indicator.dimensions]
        if not shown:
            continue
        counts = [indicator.count(council, year, until, dimension) for indicator in shown]
        rows = [(label, [count.get(key, 0) for count in counts]) for key, label in shown[0].labels(dimension, council)]
        # What was found, and how, is asked for as a share of all that was counted beside it.
        whole = sum(sum(numbers) for _label, numbers in rows) if dimension in (dimensions.MANNER, dimensions.OUTCOME) else 0
        tables.append({
            "title": title, "indicators": shown, "with_shares": bool(whole),
            "rows": [(label, numbers, f"{sum(numbers) / whole:.1%}" if whole else "") for label, numbers in rows if any(numbers)],
        })  # fmt: skip
    return tables


def _chart(row, council, year, until):
    function = indicators.chart_of(row.code)
    return function(council, year, until) if function else None


def _flow(row, council, year, until):
    function = indicators.flow_of(row.code)
    return function(council, fiscal.bounds(year)[0], until)[()] if function else None
