"""計画と実績: every programme in the plan's own order and words, each target with its result to date."""

from itertools import groupby

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from japan import fiscal
from privacy import asked
from privacy.access import allow
from privacy.methods import require_GET, require_http_methods
from privacy.models import Area
from privacy.reach import can
from programs import indicators, reports
from programs.forms import ImportForm, TargetForm
from programs.importing import NotAPlan, plan_import
from programs.models import Program, Target
from programs.plan_document import parse
from programs.services import target_judge
from ui.once import sent_once
from ui.redisplay import page_form, redisplay

WAITING = "plan_document"


@require_GET
@allow("program.read")
def plan(request):
    year, council = _year(request), _council(request)
    plans = reports.plans_for(council, year) if council else []
    chosen = asked.id_of(request.GET.get("plan", ""))
    found = next((one for one in plans if one.pk == chosen), next(iter(plans), None))
    results = reports.results(found, year) if found else []
    groups = [
        (goal, [(policy, list(rows)) for policy, rows in groupby(in_goal, key=lambda result: result.program.policy)])
        for goal, in_goal in groupby(results, key=lambda result: result.program.policy.goal)
    ]
    context = _frame(request, year) | {
        "plan": found,
        "plans": plans if len(plans) > 1 else [],
        "groups": [(goal, policies) for goal, policies in groups],
        "shown": len(results),
        "most": max((number or 0 for row in results for found in row.indicators for number in found.by_month), default=0),
        "as_of": reports.as_of(year),
        "exact": can(request.user, "report.exact"),
        "may_import": can(request.user, "plan.import"),
        "may_judge": can(request.user, "target.judge"),
    }
    return render(request, "programs/plan.html", context)


@require_GET
@allow("program.read")
def program(request, pk):
    """One programme: its indicators by month, and where the role sees exact figures, by district, topic, route and age."""
    year, council = _year(request), _council(request)
    row = get_object_or_404(Program.objects.select_related("policy__goal__plan"), pk=pk, policy__goal__plan__area=council)
    result = next((found for found in reports.results(row.policy.goal.plan, year) if found.program == row), None)
    if result is None:
        raise Http404
    until = reports.as_of(year)
    exact = can(request.user, "report.exact")
    context = _frame(request, year) | {
        "result": result,
        "counted": [(found, _listed(found.indicator, request.user, year)) for found in result.indicators],
        "exact": exact,
        "months": fiscal.months(year),
        "begun": indicators.months_begun(year, until),
        "tables": _tables(result, council, year, until) if exact else [],
        "flow": _flow(row, council, year, until) if exact else None,
        "chart": _chart(row, council, year, until) if exact else None,
        "as_of": until,
        "may_judge": can(request.user, "target.judge"),
    }
    return render(request, "programs/program.html", context)


def _listed(indicator, user, year) -> str:
    return indicator.listed(user, year) if indicator.listed else ""


@require_http_methods(["GET", "POST"])
@allow("target.judge")
@sent_once
def target(request, pk):
    row = get_object_or_404(
        Target.objects.select_related("program__policy__goal__plan"), pk=pk, program__policy__goal__plan__area=_council(request)
    )
    form = page_form(request, TargetForm, edits=[row], instance=row)
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        target_judge(row, actor=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(row.program)
    return render(request, "programs/target.html", {"target": row, "form": form})


@require_http_methods(["GET", "POST"])
@allow("plan.import")
def plan_upload(request):
    """Choose a document; what it would change is shown before anything is."""
    form = page_form(request, ImportForm) if request.method == "GET" else ImportForm(request.POST, request.FILES)
    if request.method == "POST":
        if form.is_valid():
            request.session[WAITING] = form.cleaned_data["document"]
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
        changes = plan_import(document, actor=request.user, area=_council(request), dry_run=not taken)
    except NotAPlan as error:
        messages.error(request, str(error))
        del request.session[WAITING]
        return redirect("plan_upload")
    if taken:
        del request.session[WAITING]
        messages.success(request, _("The plan was taken in: %(count)d changes.") % {"count": len(changes)})
        return redirect(f"{reverse('plan')}?year={document.plan.fiscal_year}")
    groups = [(*where, list(found)) for where, found in groupby(changes, key=lambda change: (change.place, change.name))]
    standing = reports.plan_for(_council(request), document.plan.fiscal_year)
    is_other = standing and (standing.title, standing.from_year) != (document.plan.title, document.plan.from_year)
    context = {"document": document, "groups": groups, "replaced": standing if is_other else None}
    return render(request, "programs/preview.html", context)


@require_GET
@allow("plan.import")
def plan_rows_to_mend(request):
    """The lines that found no place, as a file to mend."""
    document = parse(request.session.get(WAITING, ""))
    lines = "".join(f"{line.line}\t{line.text}\r\n" for line in document.unplaced)
    response = HttpResponse("\ufeff" + lines, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="rows-to-mend.txt"'
    return response


def _frame(request, year):
    this_year = fiscal.fiscal_year(timezone.localdate())
    years = range(max(year, this_year + 1), 2022, -1)
    calendar = request.user.calendar
    return {
        "year": year,
        "year_label": _year_words(year, calendar),
        "years": [(one, _year_words(one, calendar)) for one in years],
    }


def _year_words(year, calendar) -> str:
    """As this reader counts years."""
    if get_language() == "ja" and calendar != "western":
        return fiscal.label(year)
    return _("fiscal year %(year)d") % {"year": year}


def _year(request) -> int:
    year = asked.number(request.GET.get("year", "")) or 0
    this_year = fiscal.fiscal_year(timezone.localdate())
    return year if 2000 <= year <= this_year + 1 else this_year


def _council(request) -> Area | None:
    """The council one works in; for somebody above all councils, the first below."""
    if request.user.working_council_id:
        return Area.objects.get(pk=request.user.working_council_id)
    areas = [membership.area for membership in request.user.memberships.current()]
    return Area.objects.below(areas).councils().order_by("pk").first()


def _tables(result, council, year, until):
    """One table a dimension that the indicators offer: rows of (label, numbers, their share of all numbers)."""
    words = {
        indicators.AREA: _("By school district"), indicators.TOPIC: _("By topic (a case with two counts under both)"),
        indicators.ROUTE: _("By route"), indicators.BAND: _("By age at the start of the fiscal year"),
        indicators.MANNER: _("By manner of visit"), indicators.OUTCOME: _("By outcome"),
        indicators.KIND: _("By kind of referral"), indicators.STATE: _("By how it stands today"),
        indicators.AGENCY: _("By kind of agency (one of two kinds counts under both)"),
    }  # fmt: skip
    tables = []
    for dimension, title in words.items():
        shown = [found.indicator for found in result.indicators if dimension in found.indicator.dimensions]
        if not shown:
            continue
        counts = [indicator.count(council, year, until, dimension) for indicator in shown]
        rows = [(label, [count.get(key, 0) for count in counts]) for key, label in shown[0].labels(dimension, council)]
        # What was found, and how, is asked for as a share of all that was counted beside it.
        whole = sum(sum(numbers) for _label, numbers in rows) if dimension in (indicators.MANNER, indicators.OUTCOME) else 0
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
    return function(council, year, until) if function else None
