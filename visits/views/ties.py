"""「知り合いです」: said at the door's page, answered by the coordinator."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from casework.models import Person
from privacy.access import allow, get_or_404
from privacy.methods import require_http_methods
from privacy.reading import show
from ui.once import sent_once
from ui.redisplay import page_form, redisplay
from ui.refusals import refuse
from visits import services
from visits.codes import TieAnswer
from visits.forms.ties import TieAnswerForm, TieForm
from visits.models import Enrolment, Tie


@require_http_methods(["GET", "POST"])
@allow("tie.tell", about=Enrolment)
@sent_once
def tie_tell(request, pk):
    enrolment = get_or_404(request, Enrolment.objects.select_related("dossier"), pk, "tie.tell")
    form = page_form(request, TieForm)
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        services.tie_tell(enrolment, actor=request.user, **form.cleaned_data)
        messages.success(request, _("The coordinator has been asked. Until they answer, nothing changes."))
        return redirect("visit_new", enrolment.pk)
    person = get_or_404(request, Person, enrolment.person_id, "round.read")
    return render(request, "visits/tie/tell.html", {"form": form, "enrolment": enrolment, "person": person})


@require_http_methods(["GET", "POST"])
@allow("tie.answer", about=Tie)
@sent_once
def tie_answer(request, pk):
    tie = get_or_404(
        request,
        Tie.objects.select_related("enrolment__dossier__subject", "enrolment__area", "dossier", "user"),
        pk,
        "tie.answer",
    )
    form = page_form(request, TieAnswerForm)
    if request.method == "POST":
        if not (form.is_valid() and _answered(form, tie, request.user)):
            return redisplay(request, form)
        done = _("They were taken off this door.") if tie.answer == TieAnswer.OFF else _("They stay with this door.")
        messages.success(request, done)
        return redirect(tie.enrolment)
    show([tie.enrolment])
    person = Person.objects.visible_to(request.user, "person.find").filter(pk=tie.enrolment.person_id).first()
    return render(request, "visits/tie/answer.html", {"form": form, "tie": tie, "person": person})


def _answered(form, tie, user) -> bool:
    try:
        services.tie_answer(tie, actor=user, **form.cleaned_data)
    except ValidationError as error:
        refuse(form, error)
    return form.is_valid()
