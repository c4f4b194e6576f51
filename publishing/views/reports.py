"""Reports as page and as file, and the closing of a month."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from privacy import context, ledger
from privacy.access import allow
from privacy.methods import require_GET, require_http_methods
from privacy.models import Area
from privacy.reach import can
from publishing import periods, report_files, services
from publishing.charts import chart
from publishing.counting import make
from publishing.forms.reports import ReopenForm, ReportForm
from publishing.models import ClosedMonth
from ui.once import once_of, sent_once
from ui.redisplay import page_form, redisplay


@require_GET
@allow("report.public")
def reports(request):
    """Whoever may not see exact figures sees protected ones, here and in every file."""
    form, made = _form(request), None
    if form.is_valid():
        made = _made(request, form.asked)
    month = made.period if made and made.period.kind == periods.MONTH else None
    context_ = {
        "form": form, "made": made, "asked": form.asked if made else None,
        "parts": [(table, chart(table)) for table in made.tables] if made else [],
        "notes": report_files.notes(made) if made else [],
        "forms": [(name, words) for name, words in FILES if name in report_files.FORMS],
        "month": month, "closings": _closings(month), "may_close": made and made.is_exact and _may_close(request.user, month),
        "is_own": form.data.get("report") == "own",
    }  # fmt: skip
    return render(request, "publishing/reports.html", context_)


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
        made = _made(request, asked.asked)
        content, content_type = report_files.FORMS[form](made)
    ledger.record("export", action="report.exact" if made.is_exact else "report.public", model="publishing.Report")
    name = f"report-{made.report.code}-{made.period.key}.{form.removesuffix('-cp932')}"
    return HttpResponse(content, content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


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
    given = {name: values[-1] for name, values in request.GET.lists()}
    return ReportForm(given, council=_council(), may_see_exact=can(request.user, "report.exact"))


def _made(request, asked):
    return make(
        asked.report, _council(), asked.period, exact=asked.is_exact and can(request.user, "report.exact"), user=request.user,
        district=asked.district,
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
