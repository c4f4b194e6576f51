"""事業報告: the register, a new one, each as page and as files; and the forms of others that it fills."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from annual import figures, files, own_forms, services
from annual.forms import FieldsForm, OwnFormForm, ReportForm
from annual.laid_out import laid_out
from annual.models import OwnForm, YearReport
from documents import word
from privacy import asked, context, ledger
from privacy.access import allow
from privacy.methods import require_GET, require_http_methods, require_POST
from privacy.models import Area
from privacy.reach import can
from publishing.pages.making import progress
from ui.once import brought_once, once_of, sent_once
from ui.redisplay import page_form, redisplay

SHOWN = 100


@require_GET
@allow("report.public")
def year_reports(request):
    """Whoever issues sees also what was not issued."""
    may_issue = can(request.user, "report.publish")
    rows = _visible(request).order_by("-asked_at").defer("said", "points").select_related("asked_by", "issued_by")
    rows = list(rows[: SHOWN + 1])
    context_ = {"rows": rows[:SHOWN], "more": len(rows) > SHOWN, "may_issue": may_issue}
    if may_issue:
        context_["forms"] = _forms().defer("file")
    return render(request, "annual/register.html", context_)


@require_http_methods(["GET", "POST"])
@allow("report.publish")
@sent_once
def year_report_new(request):
    form = page_form(request, ReportForm, council=_council())
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        given = form.cleaned_data
        report = services.report_ask(
            given["plan"], actor=request.user, year=given["year"], until=given["until_date"], for_office=given["for_office"],
            id=once_of(request.POST),
        )  # fmt: skip
        return redirect(report)
    return render(request, "annual/new.html", {"form": form})


@require_GET
@allow("report.public")
def year_report(request, pk):
    report = _found(request, pk)
    may_issue = can(request.user, "report.publish")
    context_ = {"report": report, "may_issue": may_issue, "body": None if report.is_being_made else laid_out(report)}
    if report.is_being_made:
        context_["progress"] = progress(report.pk, reverse("year_report_state", args=[report.pk]))
    if may_issue and not report.is_being_made:
        context_["forms"] = _forms().defer("file")
    return render(request, "annual/report.html", context_)


@require_GET
@allow("report.publish")
def year_report_state(request, pk):
    """What the page asks until it is made."""
    report = _found(request, pk)
    if not report.is_being_made:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "publishing/_making.html", {"progress": progress(report.pk, request.path)})


@require_GET
@allow("report.public")
def year_report_file(request, pk, form):
    report = _found(request, pk)
    if form not in files.FORMS or report.is_being_made:
        raise Http404
    with override("ja"):
        content, content_type = files.FORMS[form](report, laid_out(report))
    _tell_ledger(report)
    return _download(content, content_type, f"report-{report.fiscal_year}-{report.until_date:%Y%m%d}.{form}")


@require_POST
@allow("report.publish")
@sent_once
def year_report_issue(request, pk):
    report = _found(request, pk)
    try:
        report = services.report_issue(report, actor=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(report)
    if report.is_issued:
        messages.success(request, _("Issued. From now on it stays as it is."))
    else:
        messages.info(
            request,
            _("Something else left meanwhile, or a record was corrected: the report is made anew. Please look at it again."),
        )
    return redirect(report)


@require_POST
@allow("report.publish")
@sent_once
def year_report_drop(request, pk):
    report = _found(request, pk)
    try:
        services.report_drop(report, actor=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(report)
    messages.success(request, _("Put aside."))
    return redirect("year_reports")


@require_http_methods(["GET", "POST"])
@allow("report.publish")
@sent_once
def own_form_new(request):
    form = page_form(request, OwnFormForm)
    if request.method == "POST":
        form = OwnFormForm(request.POST, request.FILES)
        if not form.is_valid():
            return redisplay(request, form)
        given = form.cleaned_data
        taken = services.form_take(
            _council(), actor=request.user, name=given["name"], data=given["data"], format=given["format"],
            fields=_proposed(given["found"]), id=brought_once(request),
        )  # fmt: skip
        return redirect(taken)
    return render(request, "annual/own_form_new.html", {"form": form})


@require_http_methods(["GET", "POST"])
@allow("report.publish")
@sent_once
def own_form(request, pk):
    """What each of its fields holds, of what the chosen report, or the last one made, has to offer."""
    taken = get_object_or_404(_forms(), pk=pk)
    reports = list(_made(request).order_by("-asked_at").defer("points")[:SHOWN])
    chosen = asked.id_of(request.GET.get("report", ""))
    report = next((one for one in reports if one.pk == chosen), next(iter(reports), None))
    body = laid_out(report) if report else None
    form = page_form(request, FieldsForm, taken=taken, body=body)
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        services.form_bind(taken, actor=request.user, fields=form.fields_of())
        messages.success(request, _("Saved."))
        return redirect(f"{taken.get_absolute_url()}?report={report.pk}" if report else taken.get_absolute_url())
    context_ = {"taken": taken, "form": form, "report": report, "reports": reports, "loses": own_forms.loses(bytes(taken.file))}
    return render(request, "annual/own_form.html", context_)


@require_GET
@allow("report.publish")
def own_form_filled(request, pk, report):
    taken = get_object_or_404(_forms(), pk=pk)
    report = get_object_or_404(_made(request), pk=report)
    body = laid_out(report)
    values = {held["field"]: figures.value_of(body, held["code"], held["period"]) for held in taken.fields}
    content_type = word.CONTENT_TYPE if taken.format == OwnForm.Format.WORD else files.workbook.CONTENT_TYPE
    content = own_forms.filled(taken, values)
    _tell_ledger(report)
    return _download(content, content_type, f"form-{report.fiscal_year}.{taken.format}")


@require_POST
@allow("report.publish")
@sent_once
def own_form_retire(request, pk):
    services.form_retire(get_object_or_404(_forms(), pk=pk), actor=request.user)
    messages.success(request, _("Put aside."))
    return redirect("year_reports")


def _proposed(found: list[str]) -> list[dict]:
    report = YearReport.objects.filter(council=_council(), said__has_key="goals").order_by("-asked_at").first()
    body = laid_out(report) if report else {"goals": []}
    with override("ja"):
        return [{"field": field, "code": figures.proposed(field, body), "period": figures.YEAR} for field in found]


def _council() -> Area:
    return Area.objects.get(pk=context.current().council_id)


def _visible(request):
    rows = YearReport.objects.filter(council=context.current().council_id)
    return rows if can(request.user, "report.publish") else rows.filter(status=YearReport.Status.ISSUED)


def _made(request):
    return _visible(request).filter(status__in=[YearReport.Status.READY, YearReport.Status.ISSUED]).select_related("council")


def _found(request, pk) -> YearReport:
    return get_object_or_404(_visible(request).select_related("council", "plan__area", "asked_by", "issued_by"), pk=pk)


def _forms():
    return OwnForm.objects.filter(council=context.current().council_id, retired_at=None)


def _tell_ledger(report) -> None:
    """That its figures were taken out as a file, and whether all of them."""
    ledger.record("export", action="report.exact" if report.for_office else "report.public", model="annual.YearReport")


def _download(content, content_type, name) -> HttpResponse:
    return HttpResponse(content, content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
