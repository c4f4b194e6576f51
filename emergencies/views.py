"""緊急の閲覧: a record that one may not read otherwise, for some minutes; and how others look at it afterwards."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from emergencies import pages, services
from emergencies.forms import OpenForm, ReviewForm
from privacy import ledger
from privacy.access import allow
from privacy.methods import require_GET, require_http_methods, require_POST
from privacy.reach import can
from ui.once import sent_once
from ui.redisplay import page_form, redisplay
from ui.refusals import refuse


@require_http_methods(["GET", "POST"])
@allow("emergency.open")
@sent_once
def emergency(request):
    form = page_form(request, OpenForm)
    if request.method == "POST":
        found = _found(request, form) if form.is_valid() else None
        if found is None:
            return redisplay(request, form)
        if can(request.user, found.read_action, found):
            messages.info(request, _("You may read this anyway: nothing was opened."))
            return redirect(found)
        said = {name: form.cleaned_data[name] for name in ("why", "text", "minutes")}
        services.emergency_open(found, actor=request.user, **said)
        messages.warning(request, _("Opened. The managers, and those who follow this person, are told now."))
        return redirect(found)
    return render(request, "emergencies/open.html", {"form": form})


def _found(request, form):
    """Nobody learns from the answer whether somebody is not there, is there and restricted, or was born on another day."""
    if services.wrong_tries(request.user, timezone.now()) >= services.MOST_WRONG:
        form.add_error(None, _("Too many tries that found nobody. Wait for an hour, or ask a manager."))
        return None
    typed = form.cleaned_data
    found = pages.find(request.user, number=typed["number"], name=typed["name"], born=typed["born"])
    if found is None:
        ledger.record_denied(action="emergency.open")
        form.add_error(
            None,
            _(
                "There is no record that can be opened so. Look at the number, the name and the date of birth, or ask a manager."
            ),
        )
    return found


@require_POST
@allow("emergency.open")
def emergency_end(request):
    services.emergency_end(actor=request.user)
    messages.success(request, _("The emergency access has ended."))
    return redirect("home")


@require_GET
@allow("emergency.review")
def emergencies(request):
    found = list(pages.to_review(request.user)[: pages.SHOWN + 1])
    rows = pages.rows_of(request.user, found[: pages.SHOWN])
    return render(request, "emergencies/emergencies.html", {"rows": rows, "more": len(found) > pages.SHOWN})


@require_http_methods(["GET", "POST"])
@allow("emergency.review")
@sent_once
def emergency_review(request, pk):
    one = get_object_or_404(pages.to_review(request.user), pk=pk)
    words = pages.words_of(request.user, one)
    form = page_form(request, ReviewForm, has_words=bool(words))
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        try:
            services.emergency_review(
                one, actor=request.user, verdict=form.cleaned_data["verdict"], text=form.cleaned_data.get("text", "")
            )
        except ValidationError as error:
            refuse(form, error)
            return redisplay(request, form)
        messages.success(request, _("Saved."))
        return redirect("emergencies")
    [row] = pages.rows_of(request.user, [one])
    return render(request, "emergencies/review.html", {"row": row, "one": one, "words": words, "form": form})
