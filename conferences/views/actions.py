"""決定事項の進み: what meetings decided and is still open, by whom and since when; marked as done with what came of it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.pages.whom import whom_of
from conferences import services
from conferences.forms.meeting import DoneForm
from conferences.models import ActionItem
from conferences.pages.action_rows import board, rows_of
from privacy.access import allow, get_or_404
from privacy.methods import require_GET, require_http_methods
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
        ActionItem.objects.select_related("owner", "done_by", "item__case__dossier"),
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
    context = {
        "action": action, "row": row, "form": form, "whom": whom_of(request.user, action.item.case) if action.item.case_id else None,
    }  # fmt: skip
    return render(request, "conferences/actions/done.html", context)


def _done(form, act) -> bool:
    try:
        act()
    except ValidationError as error:
        refuse(form, error)
        return False
    return True
