"""当番表: who answers when, as a page to read and to print, and by whom it is written."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from japan.workdays import is_holiday
from privacy import asked, context
from privacy.access import allow
from privacy.methods import require_GET, require_POST
from privacy.models import Area
from privacy.reach import can
from ui.once import once_of, sent_once
from ui.redisplay import page_form, redisplay
from ui.refusals import refuse
from visits import services
from visits.duty import people_of, phones
from visits.forms.duty import DutyForm
from visits.models import DutyTurn
from visits.pages.duty_rows import ahead, ended_turns, every_turn


@require_GET
@allow("alert.take")
def duty(request):
    council, now = _council(), timezone.now()
    may_write = can(request.user, "duty.write", council)
    people = list(people_of(council).order_by("kana", "id"))
    known = {one.pk for one in people}
    turns = every_turn(council)
    context_ = {
        "now": now, "phones": phones(council, now), "days": ahead(council, timezone.localdate(now), is_holiday),
        "rows": [(turn, turn.user_id in known, _form(request, people, turn) if may_write else None) for turn in turns],
        "ended": ended_turns(council), "new": _form(request, people) if may_write else None,
    }  # fmt: skip
    return render(request, "visits/duty/page.html", context_)


@require_POST
@allow("duty.write")
@sent_once
def duty_save(request):
    """A new one, or one in the place of another."""
    council = _council()
    pk = asked.id_of(request.POST.get("instead", ""))
    instead = get_object_or_404(DutyTurn, pk=pk, council=council, ended_at=None) if pk else None
    form = _form(request, people_of(council).order_by("kana", "id"), instead)
    if not form.is_valid():
        return redisplay(request, form, _key(instead))
    try:
        services.duty_save(council, actor=request.user, id=once_of(request.POST), instead=instead, **form.cleaned_data)
    except ValidationError as error:
        refuse(form, error)
        return redisplay(request, form, _key(instead))
    messages.success(request, _("Saved."))
    return redirect("duty")


@require_POST
@allow("duty.write")
@sent_once
def duty_end(request, pk):
    services.duty_end(get_object_or_404(DutyTurn, pk=pk, council=_council()), actor=request.user)
    messages.success(request, _("This turn is ended. It stays below, with who ended it."))
    return redirect("duty")


def _form(request, people, turn: DutyTurn | None = None) -> DutyForm:
    initial = {name: getattr(turn, name) for name in DutyForm.base_fields} if turn else {}
    if turn:
        initial |= {"user": str(turn.user_id), "from_time": f"{turn.from_time:%H:%M}", "until_time": f"{turn.until_time:%H:%M}"}
    return page_form(
        request, DutyForm, _key(turn), prefix=_key(turn), people=people, saved_by="duty_save",
        initial=initial,
    )  # fmt: skip


def _key(turn: DutyTurn | None) -> str:
    return str(turn.pk) if turn else "new"


def _council() -> Area:
    council = Area.objects.filter(pk=context.current().council_id).first()
    if council is None:
        raise Http404
    return council
