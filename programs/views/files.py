"""Last year's sessions out of the office's own Excel: looked at first, each bad row named, then taken in whole, and taken back whole."""

from dataclasses import asdict

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from japan import fiscal
from privacy.access import allow
from privacy.methods import require_GET, require_http_methods
from programs import services
from programs.files.lines import How, Reader
from programs.files.marked import marked
from programs.files.reading import Table
from programs.forms.files import HowForm, RecordsFileForm, shown_of
from programs.models import Program, RecordFile
from programs.pages.frame import council_of
from programs.services.files import MOST
from ui import workbook
from ui.once import once_of, sent_once
from ui.redisplay import page_form, redisplay

ACTION = "program.write"
WAITING = "records_to_take_in"
SHOWN = 200


@require_http_methods(["GET", "POST"])
@allow(ACTION)
def records_upload(request):
    council = council_of(request)
    programs = _programs(council)
    if request.method == "GET":
        form = page_form(request, RecordsFileForm, programs=programs, initial={"program": request.GET.get("program", "")})
    else:
        form = RecordsFileForm(request.POST, request.FILES, programs=programs)
        if not form.is_valid():
            return redisplay(request, form)
        values = form.cleaned_data
        request.session[WAITING] = {"program": values["program"], "tables": [table.kept() for table in values["document"]]}
        return redirect("records_preview")
    files = RecordFile.objects.filter(council=council).select_related("program", "taken_by")[:20]
    return render(request, "programs/records_upload.html", {"form": form, "files": files})


def _programs(council):
    found = Program.objects.filter(policy__goal__plan__area=council).select_related("policy__goal__plan__area")
    order = ("-policy__goal__plan__from_year", "policy__goal__number", "policy__position", "position")
    return list(found.order_by(*order))


@require_http_methods(["GET", "POST"])
@allow(ACTION)
@sent_once
def records_preview(request):
    reader = _reader(request)
    if reader is None:
        return redirect("records_upload")
    found = reader.read()
    years = range(reader.program.policy.goal.plan.from_year, fiscal.fiscal_year(timezone.localdate()) + 1)
    given = {"reader": reader, "years": years, "spellings": found.spellings}
    form = page_form(request, HowForm, initial=shown_of(reader.how, reader, found.spellings), **given)
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        reader.how = form.how
        request.session[WAITING] |= {"how": asdict(reader.how)}
        request.session.modified = True
        if "take" not in request.POST:
            return redirect("records_preview")
        return _take(request, reader, form.cleaned_data["meant"])
    context = {
        "form": form, "program": reader.program, "found": found, "rows": found.lines[:SHOWN],
        "too_many": len(found.lines) > MOST, "most": f"{MOST:,}",
        "heads": [str(label) for label in (_("Day"), _("What it was"), _("How many"), _("Where"), _("Place"))],
    }  # fmt: skip
    return render(request, "programs/records_preview.html", context)


def _take(request, reader, meant):
    found = reader.read()
    if found.wrong or not found.lines or len(found.lines) > MOST or (found.asked and not meant):
        if found.asked and not found.wrong:
            messages.error(request, _("Look at what is asked about, and say that it is right."))
        return redirect("records_preview")
    try:
        file = services.records_take_in(reader.program, actor=request.user, lines=found.lines, id=once_of(request.POST))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("records_preview")
    del request.session[WAITING]
    if new := len(found.lines) - len(found.corrections):
        messages.success(request, _("%(count)d records were taken in.") % {"count": new})
    if found.corrections:
        messages.success(request, _("%(count)d records were corrected.") % {"count": len(found.corrections)})
    return redirect(file)


def _reader(request) -> Reader | None:
    """Of the file that waits in the session."""
    waiting = request.session.get(WAITING)
    program = next((one for one in _programs(council_of(request)) if waiting and str(one.pk) == waiting["program"]), None)
    if program is None:
        return None
    tables = [Table(**table) for table in waiting["tables"]]
    return Reader(program, tables, How(**waiting["how"]) if "how" in waiting else None)


@require_GET
@allow(ACTION)
def records_marked(request):
    """The file once more, with what is to be mended in yellow and the reasons behind each row."""
    reader = _reader(request)
    if reader is None:
        return redirect("records_upload")
    wrong = reader.read().wrong
    sheets = [
        marked(reader.tables[at], reader.heads[at], [one for one in wrong if one.table == at]) for at in reader.how.sheets
    ]
    response = HttpResponse(workbook.write_sheets(sheets), content_type=workbook.CONTENT_TYPE)
    response["Content-Disposition"] = 'attachment; filename="rows-to-mend.xlsx"'
    return response


@require_http_methods(["GET", "POST"])
@allow(ACTION)
@sent_once
def records_file(request, pk):
    """What came out of one file; a press takes all of it back."""
    file = get_object_or_404(
        RecordFile.objects.select_related("program", "council", "taken_by", "taken_back_by"), pk=pk, council=council_of(request)
    )
    if request.method == "POST":
        try:
            services.records_take_back(file, actor=request.user)
            messages.success(request, _("The file was taken back: its records count no more."))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect(file)
    rows = file.rows.select_related("activity__program").prefetch_related("activity__values__measure")
    return render(request, "programs/records_file.html", {"file": file, "rows": rows})
