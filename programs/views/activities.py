"""実施記録: recorded on a telephone, listed, read with its changes, corrected and called off."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from japan import fiscal
from privacy import asked
from privacy.access import allow
from privacy.errors import Denied
from privacy.methods import require_GET, require_http_methods
from privacy.models import Area
from privacy.reach import can
from programs import services
from programs.forms.activities import ActivityForm, CancelForm, QuickForm, shown_of
from programs.helping import ACTION, may_record, programs_to_record
from programs.models import Activity, Measure, RecordFile
from programs.pages.activity_rows import changes_of, row_of, waiting
from programs.pages.frame import council_of, frame, year_of
from programs.usual import known_places
from ui.once import once_of, sent_once
from ui.redisplay import page_form, redisplay
from ui.refusals import refuse

SIZE = 50


@require_GET
@allow("activity.read")
def activities(request):
    year, council = year_of(request), council_of(request)
    program, measure = asked.id_of(request.GET.get("program", "")), asked.id_of(request.GET.get("measure", ""))
    district = asked.number(request.GET.get("district", ""))
    found = Activity.objects.filter(council=council, date__range=fiscal.bounds(year)).listed()
    # What is still to come stands with its series.
    found = found.exclude(state=Activity.State.PLANNED, date__gt=timezone.localdate())
    if measure:
        found = found.filter(values__measure=measure, values__number__isnull=False)
    if program:
        found = found.filter(Q(program=program) | Q(values__measure__program=program, values__number__isnull=False)).distinct()
    if district:
        found = found.filter(districts__contains=[district])
    found = _before(found, request.GET.get("before", ""))
    rows = list(found.order_by("-date", "-id")[: SIZE + 1])
    labels = {area.pk: area.label for area in Area.objects.filter(council=council)}
    said = {"measure": measure, "program": program, "district": district}
    chosen = (
        Measure.objects.filter(pk=measure, program__policy__goal__plan__area=council).select_related("program").first()
        if measure
        else None
    )
    context = frame(request, year) | {
        "rows": [row_of(one, labels, chosen) for one in rows[:SIZE]], "measure": chosen,
        "query": urlencode({"year": year} | {name: found for name, found in said.items() if found}),
        "last": rows[SIZE - 1] if len(rows) > SIZE else None, "may_record": can(request.user, ACTION),
        "may_take_in": can(request.user, "program.write"), "program": program,
    }  # fmt: skip
    return render(request, "programs/activities.html", context)


def _before(found, mark):
    """Those below the last row of the page before."""
    day, _comma, pk = mark.partition(",")
    day, pk = asked.day(day), asked.id_of(pk)
    return found.filter(Q(date__lt=day) | Q(date=day, id__lt=pk)) if day and pk else found


@require_http_methods(["GET", "POST"])
@allow(ACTION)
@sent_once
def activity_new(request):
    """Three fields and a button. `planned`: one of a series; `measure`: what is chosen already."""
    council = council_of(request)
    measures = _measures(request.user, council)
    planned = _planned(request, council)
    initial = _initial(request, measures, planned)
    form = page_form(request, QuickForm, measures=measures, council=council, initial=initial)
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        try:
            found = services.activity_record(actor=request.user, id=once_of(request.POST), planned=planned, **form.said)
        except ValidationError as error:
            refuse(form, error, {"districts": "district"})
            return redisplay(request, form)
        messages.success(request, _("Recorded: %(what)s.") % {"what": _in_words(form.cleaned_data)})
        return redirect(found)
    chosen = next((one for one in measures if str(one.pk) == str(form["measure"].value())), None)
    context = {
        "form": form, "measures": measures, "planned": planned, "waiting": waiting(request.user, council, measures),
        "places": known_places(chosen.program) if chosen else [], "open": {"place", "partners", "date"} & set(form.errors),
    }  # fmt: skip
    return render(request, "programs/activity_new.html", context)


def _in_words(values) -> str:
    number = values["number"]
    return f"{values['measure'].name} {number:f} {values['measure'].unit}"


def _measures(user, council):
    """In the plan's order, of the programmes in which this person records."""
    programs = programs_to_record(user, council, timezone.localdate())
    found = Measure.objects.filter(program__in=programs, retired_date=None).select_related("program__policy__goal__plan__area")
    return list(
        found.order_by("program__policy__goal__number", "program__policy__position", "program__position", "position", "name")
    )


def _planned(request, council) -> Activity | None:
    pk = asked.id_of(request.GET.get("planned", ""))
    found = (
        Activity.objects.filter(pk=pk, council=council, state=Activity.State.PLANNED).select_related("series__measure")
        if pk
        else None
    )
    return found.first() if found else None


def _initial(request, measures, planned) -> dict:
    """A telephone remembers nothing: where this person last recorded something, they probably stand again."""
    shown: dict = {"date": timezone.localdate()}
    if planned:
        district = planned.districts[0] if planned.districts else ""
        return shown | {
            "measure": str(planned.series.measure_id), "district": str(district), "place": planned.place,
            "date": min(planned.date, timezone.localdate()),
        }  # fmt: skip
    chosen = asked.id_of(request.GET.get("measure", ""))
    last = Activity.objects.filter(recorded_by=request.user).order_by("-recorded_at").first()
    if last and len(last.districts) == 1:
        shown["district"] = str(last.districts[0])
    return shown | {"measure": str(chosen) if chosen else (str(measures[0].pk) if measures else "")}


@require_GET
@allow("activity.read")
def activity(request, pk):
    one = _one(request, pk)
    labels = {area.pk: area.label for area in Area.objects.filter(council=one.council_id)}
    context = {
        "activity": one, "row": row_of(one, labels), "changes": changes_of(one), "may_correct": _may_correct(request, one),
        "may_record": can(request.user, ACTION) and may_record(request.user, one.program, one.districts),
        "taken_from": RecordFile.objects.filter(rows__activity=one).first() if can(request.user, "program.write") else None,
    }  # fmt: skip
    return render(request, "programs/activity.html", context)


@require_http_methods(["GET", "POST"])
@allow(ACTION)
@sent_once
def activity_edit(request, pk):
    one = _one(request, pk)
    if not _may_correct(request, one):
        raise Denied(ACTION)
    measures, others = _of_form(request, one)
    form = page_form(
        request, ActivityForm, edits=[one], activity=one, measures=measures, others=others, initial=shown_of(one, measures)
    )
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        try:
            services.activity_correct(one, actor=request.user, **form.said)
        except ValidationError as error:
            refuse(form, error, {"number": f"value_{measures[0].pk}"})
            return redisplay(request, form)
        messages.success(request, _("Saved."))
        return redirect(one)
    return render(request, "programs/activity_edit.html", {"form": form, "activity": one, "places": known_places(one.program)})


@require_http_methods(["GET", "POST"])
@allow(ACTION)
@sent_once
def activity_cancel(request, pk):
    one = _one(request, pk)
    if not _may_correct(request, one):
        raise Denied(ACTION)
    form = page_form(request, CancelForm)
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        services.activity_cancel(one, actor=request.user, **form.cleaned_data)
        messages.success(request, _("It was called off, and counts no more."))
        return redirect(one)
    return render(request, "programs/activity_cancel.html", {"form": form, "activity": one})


def _one(request, pk) -> Activity:
    return get_object_or_404(
        Activity.objects.listed().select_related("council", "series__measure"), pk=pk, council=council_of(request)
    )


def _may_correct(request, one) -> bool:
    return (
        can(request.user, ACTION)
        and one.state != Activity.State.CANCELLED
        and may_record(request.user, one.program, one.districts)
    )


def _of_form(request, one):
    """The measures of its programme and those it counts for already; the others in which this person records."""
    every = _measures(request.user, one.council)
    counted = [value.measure for value in one.shown_values]
    own = [measure for measure in every if measure.program_id == one.program_id]
    shown = [*dict.fromkeys([*counted, *own])]
    return shown, [measure for measure in every if measure not in shown]
