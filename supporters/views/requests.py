"""Requests: the list of what waits, one with its proposals, its steps, and each time that help was given."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.pages.changes import changes_page, words_of
from privacy import asked
from privacy.access import allow, get_or_404
from privacy.methods import require_GET, require_http_methods, require_POST
from privacy.reach import can
from supporters import services
from supporters.codes import Band, Kind, State, Step, Task, Weekday
from supporters.forms import DeedForm, HelpRequestForm, NewHelpRequestForm, StepForm
from supporters.models import HelpDeed, HelpRequest, HelpStep, Host, Supporter
from supporters.pages import (
    SHOWN,
    deeds_of,
    districts_of,
    labels,
    next_steps,
    proposals_for,
    request_row,
    requests,
    steps_of,
)
from supporters.views.begin import WRITE, Begin, begin
from ui.once import once_of, sent_once
from ui.redisplay import page_form, redisplay
from ui.refusals import refuse

READ = "support.read"
RECORD = HelpRequest.objects.select_related("person", "dossier", "district", "host", "supporter", "council")


@require_GET
@allow(READ)
def help_requests(request):
    show, kind = request.GET.get("show", "waiting"), request.GET.get("kind", "")
    show, kind = show if show in SHOWN else "waiting", kind if kind in Kind.values else ""
    district = asked.number(request.GET.get("district", ""))
    rows, more = requests(request.user, show=show, kind=kind, district=district)
    context = {
        "rows": rows, "more": more, "may_write": can(request.user, WRITE), "may_keep_places": can(request.user, "program.write"),
        "filters": [
            ("show", _("State"), [("waiting", _("Not ended yet")), *State.choices, ("all", _("All"))], show),
            ("kind", _("For what"), [("", _("All")), *Kind.choices], kind),
            ("district", _("Where"), [("", _("All")), *((str(one.pk), one.label) for one in districts_of(request.user.working_council_id))],
             str(district or "")),
        ],
    }  # fmt: skip
    return render(request, "supporters/requests.html", context)


@require_http_methods(["GET", "POST"])
@allow(WRITE)
@sent_once(makes=HelpRequest)
def help_request_new(request):
    return begin(
        request,
        Begin(
            "help_request_new", HelpRequestForm, NewHelpRequestForm, services.request_take,
            lambda: {"title": _("Take down a request"), "back": reverse("help_requests"), "back_words": _("Requests for help")},
            {"asked_date": timezone.localdate(), "sex": "unknown"},
        ),
    )  # fmt: skip


@require_GET
@allow(READ, about=HelpRequest)
def help_request(request, pk):
    one = get_or_404(request, RECORD, pk, READ)
    steps = steps_of(request.user, one)
    may_write = can(request.user, WRITE, one)
    deeds = deeds_of(request.user, one)
    found = request_row(one, {step["step"].supporter_id: step["who"] for step in steps if step["step"].supporter_id})
    context = {
        "one": one, "row": found, "steps": steps, "deeds": deeds, "hours": sum(deed.hours for deed in deeds),
        "may_write": may_write, "next": next_steps(one) if may_write else [], "can_undo": may_write and _can_undo(steps),
        "proposals": proposals_for(request.user, one) if may_write else [],
        "may_give": may_write and one.is_open and bool(one.supporter_id or one.host_id),
        "deed_form": page_form(request, DeedForm, "deed", saved_by="help_deed", about=one.pk, initial={"date": timezone.localdate()}),
        "step_form": page_form(request, StepForm, "step", saved_by="help_step", about=one.pk),
        "may_see_changes": can(request.user, "history.read", one),
    }  # fmt: skip
    return render(request, "supporters/request.html", context)


def _can_undo(steps) -> bool:
    return any(one["step"].step != Step.ASKED and one["step"].undone_at is None for one in steps)


@require_http_methods(["GET", "POST"])
@allow(WRITE, about=HelpRequest)
@sent_once
def help_request_edit(request, pk):
    one = get_or_404(request, RECORD, pk, WRITE)
    shown = {name: getattr(one, name) for name in ("kind", "task", "text", "weekdays", "bands", "asked_date")}
    shown["district"] = one.district_id
    form = page_form(request, HelpRequestForm, edits=[one], areas=districts_of(one.council_id), initial=shown)
    if request.method == "POST":
        if form.is_valid():
            try:
                services.request_correct(one, actor=request.user, **form.said)
                messages.success(request, _("Saved."))
                return redirect(one)
            except ValidationError as error:
                refuse(form, error)
        return redisplay(request, form)
    return render(request, "supporters/edit.html", {"form": form, "one": one, "title": _("Correct the request")})


@require_POST
@allow(WRITE, about=HelpRequest)
@sent_once
def help_step(request, pk):
    """One press; what it needs of words stands beside it."""
    one = get_or_404(request, RECORD, pk, WRITE)
    form = page_form(request, StepForm)
    if not form.is_valid():
        return redisplay(request, form, "step", to=one.get_absolute_url())
    said = form.cleaned_data
    try:
        if said["step"] == "undo":
            services.step_undo(one, actor=request.user)
        else:
            services.request_step(
                one, actor=request.user, step=said["step"], text=said["text"], **_who(request, one, said["who"])
            )
    except ValidationError as error:
        refuse(form, error)
        return redisplay(request, form, "step", to=one.get_absolute_url())
    messages.success(request, _("Saved."))
    return redirect(one)


def _who(request, one, text) -> dict:
    """ "supporter <id>" or "host <id>", within reach."""
    kind, _space, pk = text.partition(" ")
    key = asked.id_of(pk)
    if kind == "supporter" and key:
        return {"supporter": get_or_404(request, Supporter.objects.select_related("dossier"), key, READ)}
    if kind == "host" and key:
        return {"host": get_object_or_404(Host, pk=key, council=one.council_id)}
    return {}


@require_POST
@allow(WRITE, about=HelpRequest)
@sent_once(makes=HelpDeed)
def help_deed(request, pk):
    one = get_or_404(request, RECORD, pk, WRITE)
    form = page_form(request, DeedForm)
    if form.is_valid():
        try:
            services.deed_record(one, actor=request.user, id=once_of(request.POST), **form.cleaned_data)
            messages.success(request, _("Recorded."))
            return redirect(one)
        except ValidationError as error:
            refuse(form, error)
    return redisplay(request, form, "deed", to=one.get_absolute_url())


@require_POST
@allow(WRITE, about=HelpDeed)
def deed_remove(request, pk):
    one = get_or_404(request, HelpDeed.objects.select_related("request__dossier", "supporter__dossier", "dossier"), pk, WRITE)
    services.deed_remove(one, actor=request.user)
    messages.success(request, _("Removed from the list."))
    return redirect(one.request)


@require_GET
@allow("history.read", about=HelpRequest)
def help_request_changes(request, pk):
    one = get_or_404(request, RECORD, pk, "history.read")
    records = [one]
    for model in (HelpStep, HelpDeed):
        records += model.objects.in_dossier_of(one, request.user, "history.read").filter(request=one)
    return changes_page(request, one, records)


@words_of("supporters.helprequest", "task")
def task(value) -> str:
    return str(Task(value).label) if value in Task.values else value


@words_of("supporters.helprequest", "weekdays")
@words_of("supporters.supporter", "weekdays")
def weekdays(value) -> str:
    return labels(value, Weekday)


@words_of("supporters.helprequest", "bands")
@words_of("supporters.supporter", "bands")
def bands(value) -> str:
    return labels(value, Band)
