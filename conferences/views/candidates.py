"""Asking for a conference on the page of a case, taking it back, and letting a candidate pass this time."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from casework.models import Case
from conferences import services
from conferences.agenda_candidates import reasons_of, stands_of
from conferences.forms.items import AskForm
from conferences.models import CandidateAsk, Conference
from conferences.views.meetings import done
from privacy.access import allow, get_or_404
from privacy.methods import require_POST
from ui.drafts import as_id
from ui.once import once_of, sent_once
from ui.redisplay import page_form, redisplay


@require_POST
@allow("conference.propose", about=Case)
@sent_once(makes=CandidateAsk)
def candidate_ask(request, pk):
    case = get_or_404(request, Case.objects.select_related("dossier"), pk, "conference.propose")
    form = page_form(request, AskForm, "ask")
    if form.is_valid() and done(
        form, lambda: services.candidate_ask(case, actor=request.user, id=once_of(request.POST), **form.cleaned_data)
    ):
        messages.success(request, _("The case is a candidate for the next conference."))
        return redirect(case)
    return redisplay(request, form, "ask", to=case.get_absolute_url())


@require_POST
@allow("conference.propose", about=Case)
def candidate_unask(request, pk):
    case = get_or_404(request, Case.objects.select_related("dossier"), pk, "conference.propose")
    services.candidate_unask(case, actor=request.user)
    messages.success(request, _("Taken back."))
    return redirect(case)


@require_POST
@allow("conference.propose", about=Case)
def candidate_pass(request, pk):
    """今回は見送る: as the case stands now."""
    case = get_or_404(request, Case.objects.select_related("dossier"), pk, "conference.propose")
    try:
        services.candidate_pass(case, actor=request.user, reasons=stands_of(reasons_of(request.user, case)))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Not this time. The case comes back when something about it changes."))
    back = as_id(request.POST.get("conference"))
    record = Conference.objects.visible_to(request.user).filter(pk=back).first() if back else None
    return redirect(record or "conferences")
