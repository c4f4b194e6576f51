"""発送停止: that nothing is sent to where the person of a case lives, and why; and that it is sent again."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from casework import services
from casework.codes import StepKind
from casework.forms.cases import MailStopForm
from casework.models import Case, CaseStep
from casework.pages.whom import whom_of
from privacy.access import allow, get_or_404
from privacy.methods import require_http_methods
from ui.once import sent_once
from ui.redisplay import page_form, redisplay
from ui.refusals import refuse


@require_http_methods(["GET", "POST"])
@allow("case.write", about=Case)
@sent_once
def mail_stop(request, pk):
    """One page for both: the button says which of them is asked for."""
    record = get_or_404(request, Case.objects.select_related("area", "dossier"), pk, "case.write", hold=True)
    form = page_form(request, MailStopForm)
    if request.method == "POST":
        is_stopped = "resume" not in request.POST
        act = services.mail_stop if is_stopped else services.mail_resume
        try:
            if not form.is_valid():
                return redisplay(request, form)
            act(record, actor=request.user, why=form.cleaned_data["why"])
        except ValidationError as error:
            refuse(form, error)
            return redisplay(request, form)
        messages.success(request, _("Nothing is sent to the address any more.") if is_stopped else _("Things are sent again."))
        return redirect(record)
    steps = CaseStep.objects.in_dossier_of(record, request.user).filter(
        case=record, kind__in=(StepKind.MAIL_STOPPED, StepKind.MAIL_RESUMED)
    )
    context = {"case": record, "form": form, "whom": whom_of(request.user, record), "steps": steps.select_related("actor")}
    return render(request, "casework/case/mail_stop.html", context)
