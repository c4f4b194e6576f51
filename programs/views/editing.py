"""The plan's own words on a page: one page for each part, with what stands below it and how it changed."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from privacy.access import allow
from privacy.methods import require_http_methods
from programs import services
from programs.forms.plan_parts import (
    MoveForm,
    NameForm,
    NewGoalForm,
    NewPolicyForm,
    NewTargetForm,
    NumberForm,
    PlanForm,
    ProgramForm,
    TargetTextForm,
    WithdrawForm,
)
from programs.pages.frame import council_of, frame, year_of
from programs.pages.plan_outline import PARTS, above, below, changes_of
from ui.once import sent_once
from ui.redisplay import page_form, redisplay
from ui.refusals import refuse

EDIT, ADD, WITHDRAW, NUMBER, DROP, RESTORE = "edit", "add", "withdraw", "number", "drop-", "restore"
MOVE, UP, DOWN = "move", "up", "down"
# What has a place among others of its kind that the document does not number.
PLACED = ("program", "target")
EDITS = {"plan": PlanForm, "goal": NameForm, "policy": NameForm, "program": ProgramForm, "target": TargetTextForm}
ADDS = {"plan": NewGoalForm, "goal": NewPolicyForm, "policy": ProgramForm, "program": NewTargetForm}


@require_http_methods(["GET", "POST"])
@allow("plan.import")
@sent_once
def plan_part(request, pk, kind):
    """`what` says which form was sent: the words, something more below, a number, or that it goes."""
    model, area, related = PARTS.get(kind, PARTS["plan"])
    part = get_object_or_404(model.objects.select_related(*related), pk=pk, **{area: council_of(request)})
    if kind not in PARTS:
        raise Http404
    numbers = {str(one.pk): one for one in part.quantities.filter(by_hand=False)} if kind == "target" else {}
    if request.method == "POST":
        return _save(request, part, kind, numbers)
    year = getattr(part, "fiscal_year", None) or year_of(request)
    context = frame(request, year) | {
        "part": part,
        "kind": kind,
        "above": above(part),
        "below": below(part, year),
        "gone_below": below(part, year, gone=True),
        "edit": _form(request, EDIT, part, kind, numbers),
        "add": _form(request, ADD, part, kind, numbers) if kind in ADDS else None,
        "withdraw": _form(request, WITHDRAW, part, kind, numbers) if kind != "plan" else None,
        "numbers": [(one, _form(request, key, part, kind, numbers)) for key, one in numbers.items()],
        "number": _form(request, NUMBER, part, kind, numbers) if kind == "target" else None,
        "move": _form(request, MOVE, part, kind, numbers) if kind == "program" else None,
        "placed": kind in PLACED,
        "changes": changes_of(part),
        "gone": kind != "plan" and (getattr(part, "withdrawn_at", None) or getattr(part, "withdrawn_date", None)),
    }
    return render(request, "programs/part.html", context)


def _form(request, name, part, kind, numbers):
    if name == ADD:
        extra = {"goal": part} if kind == "goal" else {}
        return page_form(request, ADDS[kind], ADD, prefix=ADD, **extra)
    if name == WITHDRAW:
        return page_form(request, WithdrawForm, WITHDRAW, prefix=WITHDRAW)
    if name == MOVE:
        return page_form(request, MoveForm, MOVE, prefix=MOVE, program=part, initial={"policy": str(part.policy_id)})
    if name == NUMBER:
        return page_form(request, NumberForm, NUMBER, prefix=NUMBER)
    if name in numbers:
        return page_form(
            request, NumberForm, name, prefix=name, edits=[numbers[name]], initial=_shown(numbers[name], NumberForm)
        )
    return page_form(request, EDITS[kind], EDIT, prefix=EDIT, edits=[part], initial=_shown(part, EDITS[kind]))


def _shown(row, form_class) -> dict:
    return {name: getattr(row, name) if getattr(row, name) is not None else "" for name in form_class.base_fields}


def _save(request, part, kind, numbers):
    what = request.POST.get("what", "")
    if what.removeprefix(DROP) in numbers and what.startswith(DROP):
        services.number_withdraw(numbers[what.removeprefix(DROP)], actor=request.user)
        messages.success(request, _("It was taken out. Its words stay in the changes below."))
        return redirect(_address(request, part, kind))
    if what == RESTORE:
        return _restore(request, part, kind)
    if what in (UP, DOWN) and kind in PLACED:
        services.part_place(part, actor=request.user, up=what == UP)
        messages.success(request, _("Saved."))
        return redirect(_address(request, part, kind))
    allowed = {EDIT, *numbers, *([ADD] if kind in ADDS else []), *([WITHDRAW] if kind != "plan" else [])}
    allowed |= {NUMBER} if kind == "target" else {MOVE} if kind == "program" else set()
    name = what if what in allowed else EDIT
    form = _form(request, name, part, kind, numbers)
    if not form.is_valid():
        return redisplay(request, form, name)
    try:
        _call(request, name, part, form, numbers)
    except ValidationError as error:
        refuse(form, error, {"__all__": ""})
        return redisplay(request, form, name)
    messages.success(request, _("Saved."))
    if name == WITHDRAW:
        parent_kind, parent = above(part)[-1]
        return redirect(_address(request, parent, parent_kind))
    return redirect(_address(request, part, kind))


def _restore(request, part, kind):
    try:
        services.part_restore(part, actor=request.user)
        messages.success(request, _("It stands in the plan again."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(_address(request, part, kind))


def _call(request, name, part, form, numbers):
    year = getattr(part, "fiscal_year", None) or year_of(request)
    if name == ADD:
        return services.part_add(part, actor=request.user, year=year, **form.cleaned_data)
    if name == WITHDRAW:
        return services.part_withdraw(part, actor=request.user, year=year, **form.cleaned_data)
    if name == MOVE:
        return services.program_move(part, actor=request.user, **form.cleaned_data)
    if name == NUMBER or name in numbers:
        return services.number_save(part, actor=request.user, quantity=numbers.get(name), **form.said())
    return services.part_save(part, actor=request.user, **form.cleaned_data)


def _address(request, part, kind) -> str:
    return f"{reverse('plan_part', args=[part.pk, kind])}?year={getattr(part, 'fiscal_year', None) or year_of(request)}"
