"""How far the watch-over has come in each school district: its status, since when, and how it went."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from privacy.access import allow
from privacy.methods import require_http_methods
from privacy.models import Area
from privacy.reach import reach
from ui.redisplay import page_form, redisplay
from ui.refusals import refuse
from visits import services
from visits.codes import RolloutStatus
from visits.forms.rollout import RolloutForm
from visits.models import Rollout

CHIPS = {
    RolloutStatus.STUDY: ("off", "search"), RolloutStatus.PREPARE: ("warn", "draft"), RolloutStatus.TRIAL: ("now", "run"),
    RolloutStatus.RUNNING: ("ok", "ok"),
}  # fmt: skip


@require_http_methods(["GET", "POST"])
@allow("activity.write")
def rollout(request):
    """One form a district; who may not work on enrolments there sees none."""
    within = Area.objects.filter(pk__in=reach(request.user, "enrolment.write").areas, kind=Area.Kind.DISTRICT, special="")
    districts = list(within.filter(closed_date=None).order_by("path"))
    if request.method == "POST":
        return _set(request, districts)
    history: dict = {}
    for row in (
        Rollout.objects.filter(district__in=districts).select_related("recorded_by").order_by("-from_date", "-recorded_at")
    ):
        history.setdefault(row.district_id, []).append((row, *CHIPS[row.status]))
    today = timezone.localdate()
    rows = [
        (area, history.get(area.pk, []), page_form(request, RolloutForm, str(area.pk), prefix=str(area.pk), initial={"from_date": today}))
        for area in districts
    ]  # fmt: skip
    return render(request, "visits/board/rollout.html", {"rows": rows})


def _set(request, districts):
    area = next((area for area in districts if str(area.pk) == request.POST.get("district")), None)
    if area is None:
        raise Http404
    form = page_form(request, RolloutForm, prefix=str(area.pk))
    if form.is_valid():
        try:
            services.rollout_set(actor=request.user, district=area, **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("rollout")
    return redisplay(request, form, str(area.pk))
