"""Whether somebody who works on a case gets to see its person's own record: asked by the intake, answered by who has both."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import services
from casework.forms.cases import StaffForm
from casework.models import Case, Person
from casework.people_on_cases import askers
from casework.services.subjects import NobodyAsks
from privacy.access import allow, get_or_404
from privacy.methods import require_http_methods


@require_http_methods(["GET", "POST"])
@allow("subject.open", about=Case)
def case_subject(request, pk):
    record = get_or_404(request, Case.objects.select_related("area", "dossier", "subject__dossier"), pk, "subject.open")
    subject = get_or_404(request, Person, record.subject_id, "subject.open")
    waiting = askers(record).exclude(pk=request.user.pk)
    if request.method == "POST":
        form = StaffForm(request.POST, people=waiting)
        messages.success(request, _answer(request, record, form))
        return redirect("home")
    context = {"case": record, "subject": subject, "age": subject.age_words(timezone.localdate()), "askers": waiting}
    return render(request, "casework/case/subject.html", context)


def _answer(request, case, form) -> str:
    is_yes = request.POST.get("answer") == "yes"
    act = services.subject_open if is_yes else services.subject_refuse
    try:
        if not form.is_valid():
            raise NobodyAsks(_("This was answered already."))
        act(case, actor=request.user, user=form.cleaned_data["user"])
    except NobodyAsks as error:
        return error.messages[0]
    return _("The person's record was opened.") if is_yes else _("The person's record stays closed.")
