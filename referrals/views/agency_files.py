"""The directory as an Excel file: given out, and taken in after a look at what would change. All of it or nothing."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from casework.views.drafts import working_council
from privacy.access import allow
from privacy.methods import require_GET, require_http_methods
from referrals import services
from referrals.forms.agency_files import AgencyFileForm
from referrals.forms.agency_rows import lines_of, missing_columns, rows_of
from ui import workbook
from ui.redisplay import page_form, redisplay

WAITING = "agencies_to_take_in"


@require_GET
@allow("agency.write")
def agency_export(request):
    rows = rows_of(working_council(request).pk)
    response = HttpResponse(workbook.write(rows), content_type=workbook.CONTENT_TYPE)
    response["Content-Disposition"] = 'attachment; filename="agencies.xlsx"'
    return response


@require_http_methods(["GET", "POST"])
@allow("agency.write")
def agency_upload(request):
    form = page_form(request, AgencyFileForm) if request.method == "GET" else AgencyFileForm(request.POST, request.FILES)
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        request.session[WAITING] = form.cleaned_data["document"]
        return redirect("agency_preview")
    return render(request, "referrals/agency/upload.html", {"form": form})


@require_http_methods(["GET", "POST"])
@allow("agency.write")
def agency_preview(request):
    rows, council = request.session.get(WAITING), working_council(request)
    if rows is None:
        return redirect("agency_upload")
    if missing := missing_columns(rows):
        del request.session[WAITING]
        messages.error(request, _("One of the first rows must name these columns: %(names)s") % {"names": "、".join(missing)})
        return redirect("agency_upload")
    lines = lines_of(rows, council.pk)
    wrong = [line for line in lines if line.errors]
    if request.method == "POST" and lines and not wrong:
        services.agencies_take_in(actor=request.user, council=council, lines=[(line.agency, line.values) for line in lines])
        del request.session[WAITING]
        messages.success(request, _("The directory was taken in: %(count)d agencies.") % {"count": len(lines)})
        return redirect("agencies")
    return render(request, "referrals/agency/preview.html", {"lines": lines, "wrong": wrong})
