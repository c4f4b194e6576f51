"""ケース会議: the list, one meeting with its agenda, making and changing one, the next ones of its series, who comes."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.acting import able
from casework.models import Case
from casework.pages.whom import whom_of
from casework.views.drafts import working_council
from conferences import services
from conferences.agenda_candidates import FIRST, IN_ORDER, MOST, candidates, stands_of
from conferences.codes import Kind
from conferences.forms.items import FindForm, ItemForm, MatterForm
from conferences.forms.items import initial_of as initial_of_item
from conferences.forms.meetings import AttendeeForm, ConferenceForm, PledgeForm, SeriesForm, initial_of
from conferences.models import Attendee, Conference
from conferences.pages.agenda import agenda_of, when_of
from conferences.pages.board import meetings
from conferences.pages.finding import cases_called
from conferences.pages.papers import are_old
from conferences.titles import title_of
from privacy.access import allow, get_or_404
from privacy.methods import require_GET, require_http_methods, require_POST
from privacy.reach import can
from ui.drafts import begun_of
from ui.once import once_of, sent_once
from ui.redisplay import page_form, redisplay
from ui.refusals import refuse

HEAD = ("dossier", "area", "chair", "series")
# Where a service's words about one of the staff stand in the form.
OF_STAFF = {"user": "staff", "name": "staff"}
# What the buttons say that end a series, and whether the meetings ahead are cancelled with it.
ENDS = {"end": False, "end_all": True}
PLACES = {"kind": "way", "host": "way", "basis": "way"}


@require_GET
@allow("conference.read")
def conferences(request):
    ahead, _more = meetings(request.user, ahead=True)
    behind, more = meetings(request.user, ahead=False)
    context = {"ahead": ahead, "behind": behind, "more": more, "may_make": can(request.user, "conference.prepare")}
    return render(request, "conferences/list.html", context)


@require_GET
@allow("conference.read", about=Conference)
def conference(request, pk):
    record = get_or_404(request, Conference.objects.select_related(*HEAD), pk)
    user = request.user
    agenda = agenda_of(user, record)
    may = can(user, "conference.prepare", record)
    if may:
        _give_forms(request, agenda)
    context = _around(request, record) | {
        "agenda": agenda, "may_prepare": may, "old": may and are_old(user, record), "bar": agenda.bar, "over": -agenda.left, "candidates": None,
        "matter": page_form(request, MatterForm, "matter", saved_by="conference_add"),
    }  # fmt: skip
    if may and record.is_open and record.speaks_of_cases and record.case_id is None:
        shown = MOST if request.GET.get("candidates") == "all" else FIRST
        on_it = [row.item.case_id for row in agenda.rows if row.item and row.item.case_id]
        found, number = candidates(user, record.council_id, without=on_it, size=shown)
        context |= {
            "candidates": [(one, stands_of(one.reasons)) for one in found],
            "number": number,
            "rest": number - len(found),
            "in_order": IN_ORDER,
            **_found(request, record),
        }
    return render(request, "conferences/page.html", context)


def _found(request, record) -> dict:
    """What was looked for on this page and means several cases."""
    form = page_form(request, FindForm, "find", saved_by="conference_add")
    typed = form["called"].value() if form.is_bound else ""
    return {"find": form, "found": cases_called(request.user, record.council_id, typed) if typed else []}


def _give_forms(request, agenda) -> None:
    rows = [row for row in agenda.rows if row.item is not None]
    begun = begun_of(request, "conference_item", [row.item.pk for row in rows])
    for row in rows:
        row.form = item_form(request, row.item, agenda.attendees, row.parts)
        row.form.begun = begun.get(row.item.pk, [])


def item_form(request, item, attendees, parts=()):
    """The form of one item among those of the page."""
    present = [str(part.attendee.pk) for part in parts if part.takes_part]
    initial = initial_of_item(item) | {"present": present}
    return page_form(
        request, ItemForm, str(item.pk), prefix=f"i{item.pk.hex[:12]}", edits=[item], initial=initial, attendees=attendees,
        has_case=item.case_id is not None, saved_by="conference_item", about=item.pk,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@allow("conference.prepare")
@sent_once(makes=Conference)
def conference_new(request):
    council, last = working_council(request), _like(request)
    form = page_form(request, ConferenceForm, user=request.user, council_id=council.pk, initial=_copied(last))
    if request.method == "POST":
        if form.is_valid() and (made := _make(request, form, form.cleaned_data["area"], last=last)):
            return redirect(made)
        return redisplay(request, form)
    return render(request, "conferences/new.html", {"form": form})


@require_http_methods(["GET", "POST"])
@allow("conference.propose", about=Case)
@sent_once(makes=Conference)
def case_conference_new(request, pk):
    """個別ケース会議: about the person of this case, who stands on its agenda at once."""
    case = get_or_404(request, Case.objects.select_related("dossier__area", "area", "subject"), pk, "conference.propose")
    if not can(request.user, "conference.prepare", case.dossier.area):
        messages.info(request, _("A coordinator makes the meeting: ask for it here."))
        return redirect(case)
    context = {"case": case, "whom": whom_of(request.user, case)}
    form = page_form(
        request, ConferenceForm, user=request.user, council_id=case.council_id, about_one=True, without_area=True,
        initial={"review": 0},
    )  # fmt: skip
    if request.method == "POST":
        if form.is_valid() and (made := _make(request, form, case.dossier.area, case)):
            return redirect(made)
        return redisplay(request, form)
    return render(request, "conferences/new.html", context | {"form": form})


@require_http_methods(["GET", "POST"])
@allow("conference.prepare", about=Conference)
@sent_once
def conference_edit(request, pk):
    record = get_or_404(request, Conference.objects.select_related(*HEAD), pk, "conference.prepare", hold=True)
    form = page_form(
        request, ConferenceForm, edits=[record], initial=initial_of(record), user=request.user, council_id=record.council_id,
        about_one=record.case_id is not None, without_area=True,
    )  # fmt: skip
    if request.method == "POST":
        if form.is_valid() and done(
            form, lambda: services.conference_change(record, actor=request.user, **form.values), PLACES
        ):
            messages.success(request, _("Saved."))
            return redirect(record)
        return redisplay(request, form)
    return render(request, "conferences/edit.html", _around(request, record) | {"form": form})


@require_POST
@allow("conference.prepare", about=Conference)
def conference_cancel(request, pk):
    record = get_or_404(request, Conference.objects.select_related(*HEAD), pk, "conference.prepare")
    try:
        services.conference_cancel(record, actor=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The meeting is cancelled. What stood on its agenda can go onto another one."))
    return redirect(record)


@require_http_methods(["GET", "POST"])
@allow("conference.prepare", about=Conference)
@sent_once
def conference_series(request, pk):
    """Its rhythm; pressed again, the next three are made ahead; and its end."""
    record = get_or_404(request, Conference.objects.select_related(*HEAD), pk, "conference.prepare")
    form = page_form(request, SeriesForm, initial={"name": str(Kind(record.kind).label), "weekday": record.date.weekday()})
    if request.method == "POST":
        if request.POST.get("what") in ENDS:
            return _end_series(request, record, ENDS[request.POST["what"]])
        if record.series_id is None and not (form.is_valid() and done(form, lambda: _begin_series(request, record, form))):
            return redisplay(request, form)
        return _go_on(request, Conference.objects.visible_to(request.user).get(pk=record.pk))
    ahead = [when_of(one, request.user.calendar) for one in services.made_ahead(record, request.user)]
    return render(request, "conferences/series.html", _around(request, record) | {"form": form, "ahead": ahead})


def _go_on(request, record):
    try:
        made = services.series_go_on(record, actor=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("conference_series", record.pk)
    said = ngettext("%(n)d meeting is made ahead.", "%(n)d meetings are made ahead.", len(made)) % {"n": len(made)}
    messages.success(request, said if made else _("The next meetings are there already."))
    return redirect("conferences")


def _end_series(request, record, cancels):
    if record.series_id is None:
        return redirect("conference_series", record.pk)
    try:
        cancelled = services.series_end(record, actor=request.user, cancels=cancels)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("conference_series", record.pk)
    said = ngettext("%(n)d meeting ahead is cancelled.", "%(n)d meetings ahead are cancelled.", len(cancelled))
    messages.success(request, _("This series has ended.") + (" " + said % {"n": len(cancelled)} if cancelled else ""))
    return redirect("conferences")


@require_http_methods(["GET", "POST"])
@allow("conference.prepare", about=Conference)
@sent_once
def conference_people(request, pk):
    record = get_or_404(request, Conference.objects.select_related(*HEAD), pk, "conference.prepare")
    there = list(Attendee.objects.in_dossier_of(record, request.user).filter(conference=record).present().with_names())
    taken = [one.user_id for one in there if one.user_id]
    people = able("conference.read", record.council_id, timezone.localdate()).exclude(pk__in=taken).order_by("kana", "id")
    form = page_form(request, AttendeeForm, people=people, council_id=record.council_id)
    if request.method == "POST":
        if form.is_valid() and done(
            form, lambda: _invite(request, record, form), OF_STAFF if form.cleaned_data["staff"] else None
        ):
            messages.success(request, _("Added."))
            return redirect("conference_people", record.pk)
        return redisplay(request, form)
    context = _around(request, record) | {
        "form": form,
        "attendees": there,
        "pledged": sum(1 for one in there if one.pledged_date),
    }
    return render(request, "conferences/people.html", context)


@require_POST
@allow("conference.prepare", about=Attendee)
def attendee_change(request, pk):
    """One press: secrecy acknowledged today or on the day that was written, or comes no more."""
    attendee = get_or_404(request, Attendee.objects.select_related("conference__dossier", "dossier"), pk, "conference.prepare")
    form = PledgeForm(request.POST)
    try:
        if request.POST.get("what") == "remove":
            services.attendee_remove(attendee, actor=request.user)
        elif form.is_valid():
            services.attendee_pledge(
                attendee, actor=request.user, pledged_date=form.cleaned_data["pledged_date"] or timezone.localdate()
            )
        else:
            messages.error(request, " ".join(form.errors["pledged_date"]))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("conference_people", attendee.conference_id)


def done(form, act, places=None) -> bool:
    try:
        act()
    except ValidationError as error:
        refuse(form, error, places)
        return False
    return True


def _make(request, form, area, case=None, last=None):
    made = []

    def make():
        meeting = services.conference_create(actor=request.user, area=area, case=case, id=once_of(request.POST), **form.values)
        if case is not None:
            services.item_add(meeting, actor=request.user, case=case)
        if last is not None:
            services.take_along(last, meeting, request.user)
        made.append(meeting)

    if done(form, make, PLACES):
        messages.success(request, _("The meeting is made. Invite who comes, and put the agenda together."))
    return made[0] if made else None


@transaction.atomic
def _invite(request, record, form) -> None:
    """All of them or nobody."""
    for who in form.everybody:
        services.attendee_invite(record, actor=request.user, **who)


def _begin_series(request, record, form) -> None:
    services.series_begin(record, actor=request.user, **form.cleaned_data)


def _like(request) -> Conference | None:
    """The meeting that this one is made after."""
    last = request.GET.get("like", "")
    rows = Conference.objects.visible_to(request.user, "conference.prepare").select_related("area")
    try:
        return rows.filter(pk=last, case=None).first() if last else None
    except ValidationError:
        return None


def _copied(last) -> dict:
    """Where and how it was."""
    return initial_of(last) | {"date": None, "area": last.area_id} if last else {}


def _around(request, record) -> dict:
    return {"conference": record, "title": title_of(record), "when": when_of(record, request.user.calendar)}
