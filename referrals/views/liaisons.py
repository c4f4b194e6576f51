"""日々のつなぎ: written from the case page; what may not be told is said at once, with a yes that was given on the telephone beside it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from casework.models import Case
from casework.pages.whom import whom_of
from privacy.access import allow, get_or_404
from privacy.methods import require_http_methods, require_POST
from referrals import services
from referrals.forms.liaisons import LiaisonForm
from referrals.models import Liaison
from referrals.pages.telling import telling_in_call
from ui.once import once_of, sent_once
from ui.redisplay import page_form, redisplay
from ui.refusals import refuse

HEAD = ("area", "dossier", "subject__dossier")


@require_http_methods(["GET", "POST"])
@allow("note.write", about=Case)
@sent_once(makes=Liaison)
def liaison_new(request, pk):
    record = get_or_404(request, Case.objects.select_related(*HEAD), pk, "note.write", hold=True)
    form = page_form(request, LiaisonForm, council_id=record.council_id)
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        try:
            services.liaison_record(record, actor=request.user, id=once_of(request.POST), **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error, {"agency": "agency_name"})
            return redisplay(request, form)
        messages.success(request, _("The contact is written down."))
        return redirect(record)
    context = {
        "case": record, "form": form, "whom": whom_of(request.user, record), "telling": telling_in_call(request.user, record, form),
    }  # fmt: skip
    return render(request, "referrals/liaison/page.html", context)


@require_POST
@allow("note.write", about=Case)
def liaison_telling(request, pk):
    """While it is typed: what of it may not be told to this agency. It keeps nothing."""
    record = get_or_404(request, Case.objects.select_related(*HEAD), pk, "note.write")
    form = LiaisonForm(request.POST, council_id=record.council_id)
    context = {"case": record, "form": form, "telling": telling_in_call(request.user, record, form)}
    return render(request, "referrals/liaison/_telling.html", context)
