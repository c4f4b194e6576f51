"""決定事項の進み: what meetings decided and is still open, by whom and since when; marked as done with what came of it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.pages.whom import whom_of
from conferences import services
from conferences.forms.meeting import DoneForm, HandoverForm
from conferences.models import ActionItem
from conferences.pages.action_rows import board, rows_of
from privacy.access import allow, get_or_404
from privacy.methods import require_GET, require_http_methods, require_POST
from privacy.reach import can
from ui.once import sent_once
from ui.redisplay import page_form, redisplay
from ui.refusals import refuse


@require_GET
@allow("decision.read")
def action_board(request):
    mine = request.GET.get("whose") == "me"
    owners = board(request.user, timezone.localdate(), owner=request.user if mine else None)
    return render(request, "conferences/actions/board.html", {"owners": owners, "mine": mine})


@require_http_methods(["GET", "POST"])
@allow("action_item.complete", about=ActionItem)
@sent_once
def action_done(request, pk):
    """By whoever took it on, or a coordinator for them."""
    action = get_or_404(
        request,
        ActionItem.objects.select_related("owner", "done_by", "item__case__dossier", "item__conference"),
        pk,
        "action_item.complete",
        hold=True,
    )
    form = page_form(request, DoneForm, initial={"done_date": timezone.localdate()})
    if request.method == "POST":
        if form.is_valid() and _done(form, lambda: services.action_done(action, actor=request.user, **form.cleaned_data)):
            messages.success(request, _("Done. It no longer waits on anybody's page."))
            return redirect("action_board")
        return redisplay(request, form)
    (row,) = rows_of(request.user, [action])
    hands_over = not action.done_date and can(request.user, "conference.record", action)
    context = {
        "handover": _handover_form(request, action) if hands_over else None,
        "action": action, "row": row, "form": form, "whom": whom_of(request.user, action.item.case) if action.item.case_id else None,
    }  # fmt: skip
    return render(request, "conferences/actions/done.html", context)


@require_POST
@allow("conference.record", about=ActionItem)
@sent_once
def action_handover(request, pk):
    """To somebody else, or another day: also what nobody can do any more."""
    action = get_or_404(request, ActionItem.objects.select_related("item__conference"), pk, "conference.record", hold=True)
    form = _handover_form(request, action)
    if form.is_valid() and _done(form, lambda: services.action_handover(action, actor=request.user, **form.cleaned_data)):
        messages.success(request, _("Saved."))
        return redirect("action_done", pk)
    return redisplay(request, form, "handover", to=reverse("action_done", args=[pk]))


def _handover_form(request, action) -> HandoverForm:
    return page_form(
        request,
        HandoverForm,
        "handover",
        saved_by="action_handover",
        about=action.pk,
        council_id=action.item.conference.council_id,
    )


def _done(form, act) -> bool:
    try:
        act()
    except ValidationError as error:
        refuse(form, error)
        return False
    return True
