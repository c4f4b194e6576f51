"""What tablets brought and the program could not place: somebody of the office looks, takes it up or puts it aside."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from field.forms.arrivals import AsideForm, TakeForm
from field.models import Held
from field.pages.arrivals import doors_for, reading, rows
from field.services import arrival_put_aside, arrival_take
from privacy.access import allow, get_or_404
from privacy.methods import require_GET, require_http_methods, require_POST
from ui.once import sent_once
from ui.redisplay import page_form, redisplay
from ui.refusals import refuse
from visits.models import Enrolment


@require_GET
@allow("arrival.settle")
def arrivals(request):
    aside = request.GET.get("show") == "aside"
    return render(request, "field/arrivals.html", {"rows": rows(request.user, settled=aside), "aside": aside})


@require_http_methods(["GET", "POST"])
@allow("arrival.settle", about=Held)
@sent_once
def arrival(request, pk):
    """What can be read of it, and at which door and when it was."""
    held = get_or_404(request, Held.objects.in_order().select_related("dossier", "settled_by"), pk)
    found = reading(request.user, held)
    form = None
    if found.can_take and not held.settled:
        doors, first = doors_for(request.user, held)
        form = page_form(request, TakeForm, doors=doors, moment=found.moment, first=first, asks_outcome=found.outcome is None)
    if request.method == "POST":
        return _take(request, held, form)
    aside = None if held.settled else page_form(request, AsideForm, "aside", saved_by="arrival_aside", about=held.pk)
    context = {
        "held": held,
        "reading": found,
        "form": form,
        "aside": aside,
        "own": held.arrival.device.visitor_id == request.user.pk,
    }
    return render(request, "field/arrival.html", context)


@require_POST
@allow("arrival.settle", about=Held)
@sent_once
def arrival_aside(request, pk):
    held = get_or_404(request, Held.objects.select_related("dossier"), pk)
    form = page_form(request, AsideForm)
    if form.is_valid():
        try:
            arrival_put_aside(held, actor=request.user, why=form.cleaned_data["why"])
        except ValidationError as error:
            refuse(form, error)
    if not form.is_valid():
        return redisplay(request, form, "aside", to=request.path.removesuffix("aside/"))
    messages.success(request, _("Put aside: it stays readable, and nothing follows from it."))
    return redirect("arrivals")


def _take(request, held, form):
    if form is None:
        messages.error(request, _("Somebody has looked at this already, or it cannot be read as a visit."))
        return redirect("arrival", held.pk)
    if form.is_valid():
        door = get_or_404(request, Enrolment.objects.select_related("dossier"), form.cleaned_data["door"], "visit.write")
        try:
            outcome = form.cleaned_data.get("outcome", "")
            visit = arrival_take(held, actor=request.user, door=door, visited_at=form.visited_at(), outcome=outcome)
        except ValidationError as error:
            refuse(form, error, {"visited_at": "visited_date"})
        else:
            messages.success(request, _("Taken up: it is a visit now, and what follows from it was done."))
            return redirect("visit", visit.pk)
    return redisplay(request, form)
