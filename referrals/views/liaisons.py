"""日々のつなぎ: written from the case page; what may not be told is said at once, with a yes that was given on the telephone beside it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.models import Case
from casework.pages.disclosures import answers_of
from casework.pages.whom import whom_of
from casework.said import what_may_be_told
from privacy.access import allow, get_or_404
from privacy.methods import require_http_methods
from privacy.reach import can
from referrals import services
from referrals.forms.liaisons import LiaisonForm
from referrals.models import Liaison
from ui.once import once_of, sent_once
from ui.redisplay import page_form, redisplay
from ui.refusals import refuse


@require_http_methods(["GET", "POST"])
@allow("note.write", about=Case)
@sent_once(makes=Liaison)
def liaison_new(request, pk):
    found = Case.objects.select_related("area", "dossier", "subject__dossier")
    record = get_or_404(request, found, pk, "note.write", hold=True)
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
    context = {"case": record, "form": form, "whom": whom_of(request.user, record)} | _denied(request.user, record, form)
    return render(request, "referrals/liaison/page.html", context)


def _denied(user, record, form) -> dict:
    """What of it may not be told and why, and whether this person may write down that it was agreed to."""
    agency, contents, purpose = form.asked() if form.is_bound else (None, [], "")
    if not agency or not contents:
        return {"denied": [], "may_agree": False}
    decided = what_may_be_told(
        user, record.subject_id, record, contents=contents, receiver=agency.receiver, purpose=purpose, on=timezone.localdate()
    )
    denied = [answer for answer in answers_of(user, decided) if not answer.may]
    may_agree = bool(denied) and record.subject is not None and can(user, "consent.write", record.subject)
    return {"denied": denied, "may_agree": may_agree, "agency": agency}
