"""The meeting itself: the item that is spoken of, who came, what was decided, and on to the next."""

import json
import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import sessions
from accounts.acting import able
from casework.pages.whom import whom_of
from conferences import services
from conferences.codes import State
from conferences.forms.meeting import ActionForm, DecisionForm, MinutesForm
from conferences.models import ActionItem, Attendee, Conference, Decision, Item
from conferences.pages.meeting import beside, current, last_time, letter_of, outcomes, people_at, slots, spoken_of, still_open
from conferences.services.minutes import standing
from conferences.taking_part import is_left_out, must_take_part
from conferences.titles import title_of
from privacy.access import allow, get_or_404
from privacy.errors import NotWithinReach
from privacy.methods import require_GET, require_POST
from privacy.reach import can
from ui.once import once_of
from ui.redisplay import has_rejected_form, page_form
from ui.refusals import refuse

ITEMS = Item.objects.select_related(
    "conference__dossier", "case", "presenter__user", "presenter__agency", "presenter__contact", "dossier"
)
# What becomes of what a service calls a place, in the form.
PLACES = {"owner": "who"}
OF_DECISION, OF_ACTION = "decision_%s", "action_%s"
# Where the next row begins.
BEGINS = {"decision": "text", "action": "who"}


@require_POST
@allow("conference.record", about=Conference)
def meeting_begin(request, pk):
    conference = get_or_404(request, Conference, pk, "conference.record")
    try:
        services.conference_begin(conference, actor=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("meeting_record", pk)
    first = current(slots(request.user, conference))
    if first and not first.begun_at:
        services.item_begin(first.item, actor=request.user)
    return redirect("meeting", pk)


@require_POST
@allow("conference.record", about=Conference)
def meeting_end(request, pk):
    conference = get_or_404(request, Conference, pk, "conference.record")
    try:
        services.conference_end(conference, actor=request.user)
        messages.success(request, _("The meeting has ended. Its minutes wait for approval."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("meeting_record", pk)


@require_GET
@allow("conference.record", about=Conference)
def meeting(request, pk):
    """On to the item that is spoken of. Who takes part in none of them is told who can write them down."""
    conference = get_or_404(request, Conference, pk, "conference.record")
    if conference.state != State.RUNNING:
        return redirect("meeting_record", pk)
    found = slots(request.user, conference)
    now = current(found)
    if now:
        return redirect("meeting_item", now.item.pk)
    return render(
        request, "conferences/meeting/nothing.html", {"conference": conference, "title": title_of(conference), "slots": found}
    )


@require_GET
@allow("conference.record", about=Item)
def meeting_item(request, pk):
    item = get_or_404(request, ITEMS, pk, "conference.record")
    user = request.user
    conference = meeting_of(user, item)
    if conference.state != State.RUNNING:
        return redirect("meeting_record", conference.pk)
    if item.removed_at:
        return redirect("meeting", conference.pk)
    must_take_part(item, user)
    sessions.stay_long(request.session)
    found = slots(user, conference)
    previous, following = beside(found, item)
    context = _minutes(request, item) | _outcomes(user, item)
    context |= {
        "conference": conference, "title": title_of(conference), "item": item, "slots": found, "previous": previous, "following": following,
        "hidden": "hide" in request.GET, "names_json": json.dumps(context["spoken"], ensure_ascii=False),
        "people": people_at(user, conference), "last": last_time(user, item), "still_open": still_open(user, conference) if not previous else [],
        "lacks_chair": _lacks_chair(item),
    }  # fmt: skip
    return render(request, "conferences/meeting/page.html", context)


def meeting_of(user, item) -> Conference:
    """Of an item within reach: its meeting may be another district's."""
    found = Conference.objects.visible_to(user).select_related("dossier", "chair").filter(pk=item.conference_id).first()
    if found is None:
        raise NotWithinReach("conference.read", [item.conference.dossier_id], [item.conference_id])
    return found


@require_POST
@allow("conference.record", about=Attendee)
def meeting_came(request, pk):
    """One tap; the other tap takes it back."""
    attendee = get_or_404(request, Attendee.objects.with_names().select_related("conference__dossier"), pk, "conference.record")
    services.attendee_came(attendee, actor=request.user, came=request.POST.get("came") == "on" or None)
    if not request.htmx:
        return redirect("meeting", attendee.conference_id)
    people = people_at(request.user, attendee.conference)
    return render(request, "conferences/meeting/_people.html", {"people": people})


@require_POST
@allow("conference.record", about=Item)
def decision_add(request, pk):
    item = get_or_404(request, ITEMS, pk, "conference.record")
    form = DecisionForm(request.POST, auto_id=OF_DECISION)
    saved = form.is_valid() and _done(
        form, lambda: services.decision_record(item, actor=request.user, id=once_of(request.POST), **form.cleaned_data)
    )
    return _answer(request, item, "decision", form=None if saved else form)


@require_POST
@allow("conference.record", about=Item)
def action_add(request, pk):
    item = get_or_404(request, ITEMS, pk, "conference.record")
    form = _action_form(request.user, item, request.POST)
    saved = form.is_valid() and _done(
        form, lambda: services.action_add(item, actor=request.user, id=once_of(request.POST), **form.said)
    )
    return _answer(request, item, "action", form=None if saved else form)


@require_POST
@allow("conference.record", about=Decision)
def decision_remove(request, pk):
    decision = get_or_404(request, Decision, pk, "conference.record")
    return _removed(request, decision, services.decision_remove, "decision")


@require_POST
@allow("conference.record", about=ActionItem)
def action_remove(request, pk):
    action = get_or_404(request, ActionItem, pk, "conference.record")
    return _removed(request, action, services.action_remove, "action")


def _removed(request, record, remove, kind) -> HttpResponse:
    said = ""
    try:
        remove(record, actor=request.user)
    except ValidationError as error:
        said = " ".join(error.messages)
    return _answer(request, get_or_404(request, ITEMS, record.item_id, "conference.record"), kind, said=said)


def _answer(request, item, kind, *, form=None, said="") -> HttpResponse:
    """The part of the page below the minutes. `form`: what could not be saved, which stays in it; else the next row is typed where this one
    was. Where no script asked, the page again."""
    if form is None and not request.htmx:
        if said:
            messages.error(request, said)
        return redirect("meeting_item", item.pk)
    context = _outcomes(request.user, item) | {"item": item, "said": said}
    if form is not None:
        context[f"{kind}_form"] = form
    else:
        context[f"{kind}_form"].fields[BEGINS[kind]].widget.attrs["autofocus"] = True
    return render(request, "conferences/meeting/_outcomes.html", context)


def _outcomes(user, item) -> dict:
    whom = whom_of(user, item.case) if item.case_id else None
    return {
        "outcome": outcomes(user, [item])[item.pk], "decision_form": DecisionForm(auto_id=OF_DECISION),
        "action_form": _action_form(user, item), "said": "", "whom": whom, "letter": letter_of(item),
        "spoken": spoken_of(whom) if whom and item.letter else [],
    }  # fmt: skip


def _action_form(user, item, data=None) -> ActionForm:
    conference = item.conference
    staff = able("action_item.complete", conference.council_id, timezone.localdate()).order_by("kana", "id")
    people = people_at(user, conference)
    there = [one.user_id for one in people if one.is_staff]
    first = sorted(staff, key=lambda one: there.index(one.pk) if one.pk in there else len(there))
    return ActionForm(data, auto_id=OF_ACTION, staff=first, outsiders=[one for one in people if not one.is_staff])


def _minutes(request, item) -> dict:
    """What stands there, and whether another page writes it."""
    there = standing(item, request.user, "conference.record")
    tab = uuid.uuid4()
    held = there.is_held_against(tab, timezone.now())
    rejected = has_rejected_form(request, "minutes")
    form = page_form(request, MinutesForm, "minutes", initial={"text": there.text, "tab": tab, "mark": there.mark})
    # Its draft lies with the item, and on nobody's desk.
    form.place = None
    return {"form": form, "there": there, "held": held and not rejected, "rejected": rejected}


def _lacks_chair(item) -> bool:
    """Whether the chair is kept off this item."""
    chair = item.conference.chair
    return chair is not None and (is_left_out(item, chair) or not can(chair, "conference.read", item))


def _done(form, act) -> bool:
    try:
        act()
    except ValidationError as error:
        refuse(form, error, PLACES)
        return False
    return True
