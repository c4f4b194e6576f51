"""How a programme is counted: its measures, the months it is planned in, what comes again, and its own volunteers."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from privacy.access import allow
from privacy.methods import require_http_methods, require_POST
from programs import services
from programs.forms.counting import HelperForm, MeasureForm, MonthsForm, SeriesForm
from programs.models import Helper, Plan, Program, Series
from programs.pages.frame import council_of
from ui.once import sent_once
from ui.redisplay import page_form, redisplay
from ui.refusals import refuse

NEW, MONTHS, HELPER, SERIES = "new", "months", "helper", "series"


@require_http_methods(["GET", "POST"])
@allow("program.write")
@sent_once
def program_counting(request, pk):
    """One page of small forms; `what` says which one was sent."""
    program = get_object_or_404(
        Program.objects.select_related("policy__goal__plan__area"), pk=pk, policy__goal__plan__area=council_of(request)
    )
    measures = {str(one.pk): one for one in program.measures.all()}
    what = request.POST.get("what", "")
    if request.method == "POST":
        return _save(request, program, what, measures)
    forms = [
        (one, page_form(
            request, MeasureForm, key, prefix=key, edits=[one], initial=_shown(one),
        ))
        for key, one in measures.items()
    ]  # fmt: skip
    context = {
        "program": program, "forms": forms, "new": page_form(request, MeasureForm, NEW, prefix=NEW),
        "months": page_form(request, MonthsForm, MONTHS, prefix=MONTHS, initial={"months": program.planned_months}),
        "helper": page_form(request, HelperForm, HELPER, prefix=HELPER, program=program),
        "series": page_form(request, SeriesForm, SERIES, prefix=SERIES, program=program),
        "helpers": program.helpers.filter(ended_at=None).select_related("user"),
        "every": Series.objects.filter(measure__program=program, ended_at=None).select_related("measure", "district"),
    }  # fmt: skip
    return render(request, "programs/counting.html", context)


def _shown(measure) -> dict:
    return {
        "name": measure.name, "unit": measure.unit, "adds": measure.adds, "kind": measure.kind, "retired": measure.retired_date is not None,
    }  # fmt: skip


def _save(request, program, what, measures):
    measure = measures.get(what)
    name = what if measure or what in (MONTHS, HELPER, SERIES) else NEW
    form_class = {MONTHS: MonthsForm, HELPER: HelperForm, SERIES: SeriesForm}.get(name, MeasureForm)
    extra = {"program": program} if name in (HELPER, SERIES) else {}
    if measure:
        extra["initial"] = _shown(measure)
    form = page_form(request, form_class, name, prefix=name, edits=[measure] if measure else [], **extra)
    if not form.is_valid():
        return redisplay(request, form, name)
    try:
        _call(request, program, name, measure, form)
    except ValidationError as error:
        refuse(form, error)
        return redisplay(request, form, name)
    messages.success(request, _("Saved."))
    return redirect("program_counting", program.pk)


def _call(request, program, name, measure, form):
    if name == MONTHS:
        return services.program_plan_months(program, actor=request.user, **form.cleaned_data)
    if name == HELPER:
        return services.helper_name(program, actor=request.user, **form.cleaned_data)
    if name == SERIES:
        return services.series_make(actor=request.user, **form.said)
    return services.measure_save(program, actor=request.user, measure=measure, **form.cleaned_data)


@require_POST
@allow("program.write")
def helper_end(request, pk):
    found = get_object_or_404(
        Helper.objects.select_related("program__policy__goal__plan__area"),
        pk=pk,
        program__policy__goal__plan__area=council_of(request),
    )
    services.helper_end(found, actor=request.user)
    messages.success(request, _("They record nothing here any more."))
    return redirect("program_counting", found.program_id)


@require_POST
@allow("program.write")
def series_end(request, pk):
    found = get_object_or_404(
        Series.objects.select_related("measure__program__policy__goal__plan__area"),
        pk=pk,
        measure__program__policy__goal__plan__area=council_of(request),
    )
    services.series_end(found, actor=request.user)
    messages.success(request, _("The series was ended; what was held stays."))
    return redirect("program_counting", found.measure.program_id)


@require_POST
@allow("program.write")
def plan_begin(request, pk):
    plan = get_object_or_404(Plan, pk=pk, area=council_of(request))
    services.plan_begin_counting(plan, actor=request.user)
    messages.success(request, _("Each programme has its usual measures now; they are changed on its own page."))
    return redirect("plan")
