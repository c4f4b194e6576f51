"""提供の記録 and the legal grounds for telling without consent: listed, added to, printed; recorded, confirmed and reviewed."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import services
from casework.forms.disclosures import AdditionForm, GroundForm
from casework.mail_stops import ask_to_send
from casework.models import Case, Disclosure, Ground, Person
from casework.pages.disclosures import ground_rows, told_about, told_rows
from casework.pages.whom import whom_of
from privacy.access import allow, get_or_404
from privacy.methods import require_GET, require_http_methods, require_POST
from privacy.reach import can
from privacy.reading import printed, show
from ui.once import once_of, sent_once
from ui.redisplay import page_form, redisplay
from ui.refusals import refuse

# A paper is not read at a screen: an emergency access opens the list alone.
PRINT = "document.read"


@require_GET
@allow("consent.read", about=Person)
def told(request, pk):
    person = get_or_404(request, Person, pk, "consent.read")
    context = {"person": person, "rows": told_about(request.user, person), "may_print": can(request.user, PRINT, person)}
    return render(request, "casework/person/told.html", context)


@require_GET
@allow("consent.read", about=Person)
def told_print(request, pk):
    """What the person is given who asks what was told about them."""
    person = get_or_404(request, Person, pk, PRINT)
    try:
        ask_to_send(request.user, person.pk)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("told", person.pk)
    context = {"person": person, "rows": told_about(request.user, person), "now": timezone.now()}
    printed()
    return render(request, "casework/person/told_print.html", context)


@require_http_methods(["GET", "POST"])
@allow("disclosure.write", about=Disclosure)
@sent_once(makes=Disclosure)
def told_add(request, pk):
    """Nothing is changed: what is to be said of it stands behind it."""
    found = Disclosure.objects.filter(adds_to=None).select_related("told_by")
    disclosure = get_or_404(request, found, pk, "disclosure.write")
    form = page_form(request, AdditionForm)
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        services.disclosure_add(disclosure, actor=request.user, id=once_of(request.POST), **form.cleaned_data)
        messages.success(request, _("It was added."))
        return redirect("case", disclosure.case_id) if disclosure.case_id else redirect("told", disclosure.person_id)
    (row,) = told_rows(request.user, [disclosure])
    context = {"row": row, "form": form} | _of_whom(request, disclosure)
    return render(request, "casework/disclosure/add.html", context)


def _of_whom(request, disclosure) -> dict:
    """The case out of which it was told, or the person where it was told out of none."""
    if disclosure.case_id:
        case = get_or_404(request, Case, disclosure.case_id)
        return {"whom": whom_of(request.user, case), "back": case.get_absolute_url()}
    person = get_or_404(request, Person, disclosure.person_id, "consent.read")
    return {"person": person, "back": reverse("told", args=[person.pk])}


@require_http_methods(["GET", "POST"])
@allow("ground.write", about=Case)
@sent_once(makes=Ground)
def ground_new(request, pk):
    record = get_or_404(request, Case.objects.select_related("area", "dossier"), pk, "ground.write")
    form = page_form(request, GroundForm, council_id=record.council_id, initial={"from_date": timezone.localdate()})
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        try:
            ground = services.ground_record(record, actor=request.user, id=once_of(request.POST), **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
            return redisplay(request, form)
        if ground.cannot_wait:
            messages.success(request, _("The ground is recorded and may be used. A manager is asked to look at it."))
        else:
            messages.success(request, _("The ground is recorded. It may be used once a second person has confirmed it."))
        return redirect("ground", ground.pk)
    context = {"case": record, "form": form, "whom": whom_of(request.user, record)}
    return render(request, "casework/ground/new.html", context)


@require_GET
@allow("consent.read", about=Ground)
def ground(request, pk):
    found = get_or_404(request, Ground.objects.select_related("case__area", "recorded_by", "answered_by"), pk)
    show([found.case])
    (row,) = ground_rows([found])
    waits = found.answered_at is None and found.recorded_by_id != request.user.pk
    action = "ground.review" if found.cannot_wait else "ground.confirm"
    context = {
        "case": found.case, "whom": whom_of(request.user, found.case), "row": row,
        "may_answer": waits and can(request.user, action, found),
    }  # fmt: skip
    return render(request, "casework/ground/page.html", context)


@require_POST
@allow("ground.confirm", about=Ground)
def ground_confirm(request, pk):
    return _answer(request, get_or_404(request, Ground, pk, "ground.confirm"), services.ground_confirm)


@require_POST
@allow("ground.review", about=Ground)
def ground_review(request, pk):
    return _answer(request, get_or_404(request, Ground, pk, "ground.review"), services.ground_review)


def _answer(request, found, service):
    answer = request.POST.get("answer")
    if answer in ("yes", "no"):
        try:
            service(found, actor=request.user, agreed=answer == "yes")
            messages.success(request, _("Your answer is recorded."))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    return redirect("ground", found.pk)
