"""Reports as page and as file, those that take long too, and the closing of a month."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from privacy import context, ledger
from privacy.access import allow
from privacy.methods import require_GET, require_http_methods, require_POST
from privacy.models import Area
from privacy.reach import can
from publishing import making, periods, report_files, services
from publishing.counting import Made, Snapshot, make
from publishing.forms.reports import EXACT, PROTECTED, ReopenForm, ReportForm
from publishing.models import ClosedMonth, LongReport
from publishing.pages.folded import folded
from publishing.pages.making import progress
from publishing.services.long import is_exact, read
from ui.once import once_of, sent_once
from ui.redisplay import page_form, redisplay


@require_GET
@allow("report.public")
def reports(request):
    """Whoever may not see exact figures sees protected ones, here and in every file. What takes long is offered as a task."""
    form, made, too_long = _form(request), None, False
    if form.is_valid():
        try:
            made = _made(request, form.asked)
        except making.TooLong:
            too_long = True
    query = form.asked.query if made else ""
    files = [(f"{reverse('report_file', args=[name])}?{query}", words) for name, words in FILES]
    context_ = _shown(request, form, made, files) | {"too_long": form.asked.written if too_long else None}
    return render(request, "publishing/reports.html", context_)


def _shown(request, form: ReportForm, made: Made | None, files: list[tuple[str, str]]) -> dict:
    month = made.period if made and made.period.kind == periods.MONTH else None
    return {
        "form": form, "made": made, "files": files,
        "parts": [folded(table) for table in made.tables] if made else [],
        "notes": report_files.notes(made) if made else [],
        "month": month, "closings": _closings(month), "may_close": made and made.is_exact and _may_close(request.user, month),
        "is_own": form.data.get("report") == "own",
    }  # fmt: skip


FILES = (
    ("pdf", "PDF"), ("xlsx", "Excel"), ("csv", "CSV"), ("csv-cp932", "CSV (Shift_JIS)"), ("json", "JSON"), ("svg", "SVG"),
)  # fmt: skip


@require_GET
@allow("report.public")
def report_file(request, form):
    """In Japanese, as the office passes it on. That it was taken stands in the ledger."""
    asked = _form(request)
    if form not in report_files.FORMS or not asked.is_valid():
        raise Http404
    with override("ja"):
        try:
            made = _made(request, asked.asked)
        except making.TooLong:
            return redirect(f"{reverse('reports')}?{asked.asked.query}")
    return _file(form, made)


def _file(form: str, made: Made) -> HttpResponse:
    with override("ja"):
        content, content_type = report_files.FORMS[form](made)
    ledger.record("export", action="report.exact" if made.is_exact else "report.public", model="publishing.Report")
    name = f"report-{made.report.code}-{made.period.key}.{form.removesuffix('-cp932')}"
    return HttpResponse(content, content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@require_POST
@allow("report.public")
@sent_once
def long_report_new(request):
    """What is asked is what stands in the address of a report."""
    form = _form_of({name: values[-1] for name, values in request.POST.lists()}, request)
    if not form.is_valid():
        raise Http404
    written = form.asked.written | {"figures": EXACT if form.asked.is_exact else PROTECTED}
    return redirect(services.long_ask(_council(), actor=request.user, asked=written, id=once_of(request.POST)))


@require_GET
@allow("report.public")
def long_report(request, pk):
    long = _long(request, pk)
    form, made, files = _form_of(long.asked, request), None, []
    if long.status == LongReport.Status.READY:
        made = _laid_out(long, request.user)
        files = [(reverse("long_report_file", args=[long.pk, name]), words) for name, words in FILES]
    progressing = progress(long.pk, reverse("long_report_state", args=[long.pk])) if long.is_being_made else None
    context_ = _shown(request, form, made, files) | {"long": long, "progress": progressing}
    if not made:
        context_["written"] = long.asked
    return render(request, "publishing/reports.html", context_)


@require_GET
@allow("report.public")
def long_report_state(request, pk):
    """What the page asks until it is made."""
    long = _long(request, pk)
    if not long.is_being_made:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "publishing/_making.html", {"progress": progress(long.pk, request.path)})


@require_POST
@allow("report.public")
@sent_once
def long_report_stop(request, pk):
    long = _long(request, pk)
    services.long_stop(long, actor=request.user)
    return redirect(long)


@require_GET
@allow("report.public")
def long_report_file(request, pk, form):
    long = _long(request, pk)
    if form not in report_files.FORMS or long.status != LongReport.Status.READY:
        raise Http404
    with override("ja"):
        made = _laid_out(long, request.user)
    return _file(form, made)


def _long(request, pk) -> LongReport:
    """Of whoever asked for it alone, and as long as they may see its numbers."""
    long = get_object_or_404(LongReport.objects.of(request.user, _council()).select_related("council"), pk=pk)
    if long.asked["figures"] == EXACT and not is_exact(long, request.user):
        raise Http404
    return long


def _laid_out(long: LongReport, user) -> Made:
    report, period, district = read(long.asked, long.council)
    kept = Snapshot(long.made_at, long.figures)
    return make(report, long.council, period, exact=is_exact(long, user), user=user, district=district, kept=kept)


@require_http_methods(["GET", "POST"])
@allow("month.close")
@sent_once
def month_close(request, month):
    """Its figures stand from then on: asked once more before."""
    period = _month(month)
    if request.method == "POST":
        try:
            services.month_close(_council(), actor=request.user, month=period.first, id=once_of(request.POST))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("The month is closed: its figures stand."))
        return redirect(_address(period))
    return render(request, "publishing/month_close.html", {"period": period, "back_url": _address(period)})


@require_http_methods(["GET", "POST"])
@allow("month.close")
@sent_once
def month_reopen(request, month):
    period = _month(month)
    closed = ClosedMonth.objects.standing().filter(council=_council(), month=period.first).select_related("council").first()
    if closed is None:
        raise Http404
    form = page_form(request, ReopenForm)
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        services.month_reopen(closed, actor=request.user, why=form.cleaned_data["why"])
        messages.success(request, _("The month is open again. That it was closed, and its figures then, are kept."))
        return redirect(_address(period))
    return render(request, "publishing/month_reopen.html", {"period": period, "form": form, "back_url": _address(period)})


def _form(request) -> ReportForm:
    return _form_of({name: values[-1] for name, values in request.GET.lists()}, request)


def _form_of(given: dict, request) -> ReportForm:
    return ReportForm(given, council=_council(), may_see_exact=can(request.user, "report.exact"))


def _made(request, asked) -> Made:
    with making.at_once() as step:
        return make(
            asked.report, _council(), asked.period, exact=asked.is_exact and can(request.user, "report.exact"), user=request.user,
            district=asked.district, step=step,
        )  # fmt: skip


def _may_close(user, month) -> bool:
    return bool(month) and month.has_ended(timezone.localdate()) and can(user, "month.close")


def _closings(month) -> list[ClosedMonth]:
    """Of this month, the newest first."""
    if not month:
        return []
    rows = ClosedMonth.objects.filter(council=_council(), month=month.first).defer("figures")
    return list(rows.select_related("closed_by", "reopened_by").order_by("-closed_at"))


def _month(written: str):
    period = periods.read(written)
    if period is None or period.kind != periods.MONTH:
        raise Http404
    return period


def _address(period) -> str:
    return f"{reverse('reports')}?period={period.key}"


def _council() -> Area:
    return Area.objects.get(pk=context.current().council_id)
