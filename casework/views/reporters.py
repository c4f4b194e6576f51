"""通報者 below a case: writing them down with their readers, and showing them to these."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from casework import services
from casework.forms.reporters import NewReporterForm, ReadersForm, ReporterForm
from casework.models import Case, Reporter
from casework.pages.whom import whom_of
from casework.services.reporters import possible_readers, readers_of
from privacy.access import allow, get_or_404
from privacy.methods import require_GET, require_http_methods
from privacy.reach import can
from ui.once import sent_once
from ui.redisplay import page_form, redisplay
from ui.refusals import refuse

WHOLE = ("dossier", "case__dossier")


@require_http_methods(["GET", "POST"])
@allow("case.write", about=Case)
@sent_once
def reporter_new(request, pk):
    record = get_or_404(request, Case.objects.select_related("area", "dossier"), pk, "case.write")
    form = page_form(request, NewReporterForm, people=possible_readers(record), initial={"readers": [request.user.pk]})
    if request.method == "POST":
        if not _done(form, lambda: services.reporter_record(record, actor=request.user, **form.cleaned_data)):
            return redisplay(request, form)
        messages.success(request, _("Written down. Only those whom you named can open it."))
        return redirect(record)
    # Of those that are written down already, the ones that this reader is named to; the page is the same for everybody else.
    known = list(Reporter.objects.visible_to(request.user).filter(case=record))
    context = {"form": form, "back": record.get_absolute_url(), "whom": whom_of(request.user, record), "known": known}
    return render(request, "casework/reporter/edit.html", context)


@require_GET
@allow("reporter.read", about=Reporter)
def reporter(request, pk):
    record = get_or_404(request, Reporter.objects.select_related(*WHOLE), pk)
    case = Case.objects.visible_to(request.user).filter(pk=record.case_id).only("pk", "dossier").first()
    return render(request, "casework/reporter/page.html", {"reporter": record, "readers": readers_of(record), "case": case})


@require_http_methods(["GET", "POST"])
@allow("reporter.write", about=Reporter)
@sent_once
def reporter_edit(request, pk):
    record = get_or_404(request, Reporter, pk, "reporter.write", hold=True)
    written = {name: getattr(record, name) for name in ReporterForm.base_fields}
    form = page_form(request, ReporterForm, edits=[record], initial=written)
    if request.method == "POST":
        if not _done(form, lambda: services.reporter_correct(record, actor=request.user, **form.cleaned_data)):
            return redisplay(request, form)
        messages.success(request, _("Saved."))
        return redirect(record)
    return render(
        request, "casework/reporter/edit.html", {"form": form, "back": record.get_absolute_url(), "whom": None, "known": []}
    )


@require_http_methods(["GET", "POST"])
@allow("reporter.write", about=Reporter)
def reporter_readers(request, pk):
    record = get_or_404(request, Reporter.objects.select_related(*WHOLE), pk, "reporter.write")
    named = list(readers_of(record).values_list("pk", flat=True))
    form = page_form(request, ReadersForm, people=possible_readers(record.case), initial={"readers": named})
    if request.method == "POST":
        readers = form.cleaned_data.get("readers", ()) if form.is_valid() else ()
        if not _done(form, lambda: services.reporter_name_readers(record, actor=request.user, readers=readers)):
            return redisplay(request, form)
        messages.success(request, _("From now on these people can open it."))
        return redirect(record) if can(request.user, "reporter.read", record) else redirect("home")
    return render(request, "casework/reporter/readers.html", {"form": form, "back": record.get_absolute_url()})


def _done(form, act) -> bool:
    if form.is_valid():
        try:
            act()
        except ValidationError as error:
            refuse(form, error)
    return form.is_valid()
