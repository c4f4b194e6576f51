"""One target: how it is judged and why, by what its numbers are counted, its steps, and what was said of it before."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from privacy.access import allow
from privacy.methods import require_http_methods
from programs import reports, services
from programs.forms.targets import BindForm, StepForm, TargetForm, bound_to
from programs.models import Target
from programs.pages.frame import council_of, frame, year_of
from ui.once import sent_once
from ui.redisplay import page_form, redisplay
from ui.refusals import refuse

JUDGE, NUMBER, STEP = "judge", "number", "step"


@require_http_methods(["GET", "POST"])
@allow("target.judge")
@sent_once
def target(request, pk):
    """`what` says which form was sent: the judgement, one of its numbers or of its steps, or one more of them."""
    row = get_object_or_404(
        Target.objects.select_related("program__policy__goal__plan__area"),
        pk=pk,
        program__policy__goal__plan__area=council_of(request),
    )
    year = row.fiscal_year or year_of(request)
    result = _result(row, year)
    numbers = {str(one.pk): one for one in row.quantities.select_related("counted")}
    steps = {str(one.pk): one for one in row.milestones.all()}
    if request.method == "POST":
        return _save(request, row, result, numbers, steps)
    context = frame(request, year) | {
        "target": row, "result": result,
        "form": page_form(request, TargetForm, JUDGE, edits=[row], instance=row, counted=_counts(result)),
        "numbers": [(one, _number_form(request, row, key, one)) for key, one in numbers.items()],
        "new_number": page_form(request, BindForm, NUMBER, prefix=NUMBER, program=row.program),
        "steps": [(one, _step_form(request, key, one)) for key, one in steps.items()],
        "new_step": page_form(request, StepForm, STEP, prefix=STEP),
        "remarks": row.remarks.select_related("by"),
    }  # fmt: skip
    return render(request, "programs/target.html", context)


def _result(row, year):
    found = reports.results(row.program.policy.goal.plan, year, only=row.program)
    return next((one for result in found for one in result.targets if one.target == row), None)


def _counts(result) -> bool:
    return bool(result and (result.lines or result.steps))


def _number_form(request, row, key, quantity):
    return page_form(
        request, BindForm, key, prefix=key, edits=[quantity], program=row.program, quantity=quantity, initial=bound_to(quantity)
    )


def _step_form(request, key, step):
    shown = {"name": step.name, "due_date": step.due_date, "done_date": step.done_date, "evidence": step.evidence}
    return page_form(request, StepForm, key, prefix=key, edits=[step], initial=shown)


def _save(request, row, result, numbers, steps):
    what = request.POST.get("what", "")
    if what in numbers:
        name, form = what, _number_form(request, row, what, numbers[what])
    elif what in steps:
        name, form = what, _step_form(request, what, steps[what])
    elif what == NUMBER:
        name, form = what, page_form(request, BindForm, NUMBER, prefix=NUMBER, program=row.program)
    elif what == STEP:
        name, form = what, page_form(request, StepForm, STEP, prefix=STEP)
    else:
        name, form = JUDGE, page_form(request, TargetForm, JUDGE, edits=[row], instance=row, counted=_counts(result))
    if not form.is_valid():
        return redisplay(request, form, name)
    try:
        _call(request, row, name, form, numbers, steps)
    except ValidationError as error:
        refuse(form, error)
        return redisplay(request, form, name)
    messages.success(request, _("Saved."))
    return redirect(row.program) if name == JUDGE else redirect("target", row.pk)


def _call(request, row, name, form, numbers, steps):
    if name == JUDGE:
        return services.target_judge(row, actor=request.user, **form.cleaned_data)
    if name in numbers or name == NUMBER:
        return services.quantity_bind(row, actor=request.user, quantity=numbers.get(name), **form.said())
    return services.milestone_save(row, actor=request.user, milestone=steps.get(name), **form.cleaned_data)
