"""Minutes as they are typed, kept, mended, approved and corrected."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import sessions
from casework.pages.whom import whom_of
from conferences import services
from conferences.codes import State
from conferences.forms.meeting import CorrectionForm, MinutesEditForm, MinutesForm
from conferences.models import Item, Minutes
from conferences.pages.meeting import beside, slots
from conferences.services.minutes import Locked, WrittenElsewhere, standing
from conferences.services.under_way import Over
from conferences.taking_part import must_take_part
from conferences.views.meeting import ITEMS, meeting_of
from privacy.access import allow, get_or_404
from privacy.methods import require_http_methods, require_POST
from privacy.reading import unshown
from ui.once import sent_once
from ui.redisplay import page_form, redisplay
from ui.refusals import refuse


@require_POST
@allow("conference.record", about=Item)
def minutes_draft(request, pk):
    """Every few seconds, from the page that shows the item already: what it says is recorded there, and not again with each save."""
    with unshown():
        item = get_or_404(request, ITEMS, pk, "conference.record")
        form = MinutesForm(request.POST)
        if not form.is_valid() or form.cleaned_data["tab"] is None:
            return _refused([said for messages in form.errors.values() for said in messages])
        if "leave" in request.POST:
            services.minutes_leave(item, actor=request.user, tab=form.cleaned_data["tab"])
            return HttpResponse(status=204)
        if item.conference.state == State.RUNNING:
            sessions.stay_long(request.session)
        try:
            draft = services.minutes_draft_save(item, actor=request.user, **form.said)
        except WrittenElsewhere as error:
            return JsonResponse({"said": error.messages[0]}, status=409)
        except (Over, Locked) as error:
            return _refused(error.messages, status=410)
        except ValidationError as error:
            return _refused(error.messages)
    return JsonResponse({"saved_at": draft.saved_at.isoformat(), "mark": standing(item, request.user).mark})


@require_POST
@allow("conference.record", about=Item)
def minutes_take_over(request, pk):
    """On purpose, from a page that was refused: what stands there now, below which that page puts what it has of its own."""
    item = get_or_404(request, ITEMS, pk, "conference.record")
    there = standing(item, request.user, "conference.record")
    form = MinutesForm(request.POST)
    if not form.is_valid() or form.cleaned_data["tab"] is None:
        return _refused([_("Open the page again.")])
    said = form.said | {"text": there.text, "take_over": True}
    try:
        services.minutes_draft_save(item, actor=request.user, **said)
    except ValidationError as error:
        return _refused(error.messages)
    return JsonResponse({"text": there.text, "mark": standing(item, request.user).mark})


@require_POST
@allow("conference.record", about=Item)
@sent_once
def minutes_save(request, pk):
    """The item has ended for now: what was typed is kept, and the meeting goes on to where the button leads."""
    item = get_or_404(request, ITEMS, pk, "conference.record")
    form = page_form(request, MinutesForm, "minutes")
    if form.is_valid() and _done(form, lambda: _keep_and_go(request, item, form)):
        return redirect(_whither(request, item))
    return _given_back(request, item, form)


@require_http_methods(["GET", "POST"])
@allow("conference.record", about=Item)
@sent_once
def minutes_edit(request, pk):
    """After the meeting, until they are approved."""
    item = get_or_404(request, ITEMS, pk, "conference.record", hold=True)
    must_take_part(item, request.user)
    there = standing(item, request.user, "conference.record")
    form = page_form(request, MinutesEditForm, edits=[there.minutes or item], initial={"text": there.text})
    if request.method == "POST":
        keep = {"text": form.cleaned_data["text"], "seen": there.mark} if form.is_valid() else {}
        if keep and _done(form, lambda: services.minutes_keep(item, actor=request.user, **keep)):
            messages.success(request, _("Saved."))
            return redirect(_record(item))
        return redisplay(request, form)
    if there.is_locked:
        messages.info(request, _("These minutes were approved and stay as they are. Add a correction below them."))
        return redirect(_record(item))
    return render(request, "conferences/meeting/minutes_edit.html", _about(request, item) | {"form": form})


@require_POST
@allow("minutes.approve", about=Minutes)
def minutes_approve(request, pk):
    """One press. Of two at once, the second is told who was first."""
    minutes = get_or_404(request, Minutes.objects.select_related("item"), pk, "minutes.approve")
    try:
        services.minutes_approve(minutes, actor=request.user, seen=request.POST.get("mark", ""))
        messages.success(request, _("Approved: from now on these minutes stay as they are."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(_record(minutes.item))


@require_http_methods(["GET", "POST"])
@allow("conference.record", about=Minutes)
@sent_once
def minutes_correct(request, pk):
    """Below what was approved."""
    minutes = get_or_404(request, Minutes.objects.select_related("item__case__dossier"), pk, "conference.record")
    form = page_form(request, CorrectionForm)
    if request.method == "POST":
        if form.is_valid() and _done(form, lambda: services.minutes_correct(minutes, actor=request.user, **form.cleaned_data)):
            messages.success(request, _("The correction stands below the minutes."))
            return redirect(_record(minutes.item))
        return redisplay(request, form)
    return render(
        request, "conferences/meeting/minutes_correct.html", _about(request, minutes.item) | {"form": form, "minutes": minutes}
    )


def _given_back(request, item, form):
    """With what was typed: to the meeting as long as it goes on; then to the minutes, below what stands there; and of approved ones
    to their correction."""
    there = standing(item, request.user, "conference.record")
    if there.is_locked:
        return redisplay(request, form, to=reverse("minutes_correct", args=[there.minutes.pk]))
    if item.conference.state == State.RUNNING and not item.removed_at:
        return redisplay(request, form, "minutes", to=reverse("meeting_item", args=[item.pk]))
    if there.text not in (typed := form.data.get("text", "")):
        form.data = form.data.copy()
        form.data["text"] = f"{there.text}\n\n{typed}"
    return redisplay(request, form, to=reverse("minutes_edit", args=[item.pk]))


def _keep_and_go(request, item, form) -> None:
    services.minutes_keep(item, actor=request.user, **form.said)
    if request.POST.get("go") == "end":
        services.conference_end(item.conference, actor=request.user)
        messages.success(request, _("The meeting has ended. Its minutes wait for approval."))


def _whither(request, item) -> str:
    go = request.POST.get("go", "")
    if go == "end":
        return _record(item)
    found = slots(request.user, item.conference)
    previous, following = beside(found, item)
    others = {str(slot.item.pk): slot.item for slot in found if slot.item} | {"next": following, "previous": previous}
    to = others.get(go) or item
    if to.pk != item.pk:
        services.item_begin(to, actor=request.user)
    return reverse("meeting_item", args=[to.pk]) + ("?hide=1" if request.POST.get("hide") else "")


def _about(request, item) -> dict:
    """The item, and its meeting, to which the page leads back."""
    item = Item.objects.visible_to(request.user).select_related("case__dossier").get(pk=item.pk)
    meeting = meeting_of(request.user, item)
    whom = whom_of(request.user, item.case) if item.case_id else None
    return {"item": item, "meeting": meeting, "whom": whom, "back": _record(item)}


def _record(item) -> str:
    return reverse("meeting_record", args=[item.conference_id]) + f"#item-{item.pk}"


def _refused(said, status=422) -> JsonResponse:
    """410: no later save will be taken, so that what was typed goes to where it still can be."""
    return JsonResponse({"said": " ".join(map(str, said))}, status=status)


def _done(form, act) -> bool:
    try:
        act()
    except ValidationError as error:
        refuse(form, error)
        return False
    return True
