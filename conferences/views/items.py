"""What stands on an agenda: added out of the candidates or by a matter, changed, put in order, taken off."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from casework.models import Case
from conferences import services
from conferences.forms.items import FindForm, MatterForm
from conferences.models import Attendee, Conference, Item
from conferences.pages.finding import cases_called
from conferences.views.meetings import done, item_form
from privacy.access import allow, get_or_404
from privacy.errors import NotWithinReach
from privacy.ledger import record_denied
from privacy.methods import require_POST
from ui.drafts import as_id
from ui.once import once_of, sent_once
from ui.redisplay import page_form, redisplay

HEAD = ("dossier", "conference__dossier", "case__dossier")


@require_POST
@allow("conference.prepare", about=Conference)
@sent_once
def conference_add(request, pk):
    """A case that the coordinator chose, or knows by its number or by a name; or a matter by its title."""
    record = get_or_404(request, Conference.objects.select_related("dossier"), pk, "conference.prepare")
    chosen = as_id(request.POST.get("case"))
    if "called" in request.POST:
        form = page_form(request, FindForm, "find")
        if (chosen := _called(request, record, form)) is None:
            return redisplay(request, form, "find", to=record.get_absolute_url())
    if not chosen:
        return _add_matter(request, record)
    try:
        case = get_or_404(request, Case.objects.select_related("dossier__area"), chosen, "conference.propose")
    except NotWithinReach as refusal:
        return _gone_meanwhile(request, record, refusal)
    try:
        made = services.item_add(record, actor=request.user, case=case, id=once_of(request.POST))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(record)
    return HttpResponseRedirect(made.get_absolute_url())


def _gone_meanwhile(request, record, refusal):
    """Restricted or moved since the page was shown, or never there: one answer for all, on the page of the meeting."""
    record_denied(action=refusal.action, dossiers=refusal.dossiers, objects=refusal.objects)
    messages.error(request, _("This case is not within your reach any more, so that it was not put on the agenda."))
    return redirect(record)


def _add_matter(request, record):
    form, id = page_form(request, MatterForm, "matter"), once_of(request.POST)
    if form.is_valid() and done(form, lambda: services.item_add(record, actor=request.user, id=id, **form.cleaned_data)):
        return redirect(record)
    return redisplay(request, form, "matter", to=record.get_absolute_url())


@require_POST
@allow("conference.prepare", about=Item)
@sent_once
def conference_item(request, pk):
    item = get_or_404(request, Item.objects.select_related(*HEAD), pk, "conference.prepare", hold=True)
    attendees = _attendees(request, item)
    form = item_form(request, item, attendees, _parts(item, attendees))
    if form.is_valid() and done(form, lambda: _save(request, item, form, attendees)):
        return HttpResponseRedirect(item.get_absolute_url())
    return redisplay(request, form, str(item.pk), to=item.conference.get_absolute_url())


@require_POST
@allow("conference.prepare", about=Item)
def conference_item_move(request, pk):
    """`to`: which place it gets, as the page showed it."""
    item = get_or_404(request, Item.objects.select_related(*HEAD), pk, "conference.prepare")
    to = request.POST.get("to", "")
    if to.isascii() and to.isdigit():
        _say(request, lambda: services.item_move(item, actor=request.user, to=int(to[:4])))
    return HttpResponseRedirect(item.get_absolute_url())


@require_POST
@allow("conference.prepare", about=Item)
def conference_item_remove(request, pk):
    item = get_or_404(request, Item.objects.select_related(*HEAD), pk, "conference.prepare")
    if _say(request, lambda: services.item_remove(item, actor=request.user)):
        messages.success(request, _("Taken off the agenda."))
    return redirect(item.conference)


def _called(request, record, form):
    """The id of the one case that is meant. Of several the page lets choose."""
    found = cases_called(request.user, record.council_id, form.cleaned_data["called"]) if form.is_valid() else []
    if form.is_valid() and len(found) != 1:
        several = _("Several cases can be meant: choose one of them.")
        form.add_error("called", several if found else _("There is no open case of this number or name within your reach."))
    return found[0].case.pk if len(found) == 1 else None


def _save(request, item, form, attendees) -> None:
    services.item_change(item, actor=request.user, **form.values(attendees))
    if "present" not in form.fields:
        return
    ticked, out = set(form.cleaned_data["present"]), _out(item)
    for one in attendees:
        if str(one.pk) not in ticked and one.pk not in out:
            services.attendee_leave_out(item, actor=request.user, attendee=one)
        elif str(one.pk) in ticked and one.pk in out:
            services.attendee_let_in(item, actor=request.user, attendee=one)


def _attendees(request, item) -> list[Attendee]:
    rows = Attendee.objects.in_dossier_of(item.conference, request.user).filter(conference=item.conference_id).present()
    found = list(rows.with_names())
    return sorted(found, key=lambda one: (not one.is_staff, one.invited_at))


def _out(item) -> set:
    return set(item.left_out.filter(ended_at=None).values_list("attendee", flat=True))


def _parts(item, attendees):
    out = _out(item)
    return [_TakesPart(one, one.pk not in out) for one in attendees]


class _TakesPart:
    def __init__(self, attendee, takes_part):
        self.attendee, self.takes_part = attendee, takes_part


def _say(request, act) -> bool:
    try:
        act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return False
    return True
