"""Records of what programmes did, as their pages show them."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from programs.helping import may_record
from programs.models import Activity, ActivityChange

WAITS = timedelta(days=21)
CHIPS = {
    Activity.State.PLANNED: ("off", "ring"), Activity.State.HELD: ("ok", "ok"), Activity.State.CANCELLED: ("warn", "minus"),
}  # fmt: skip


def row_of(activity, labels, measure=None) -> dict:
    """`again`: the other programmes it is shown in (再掲). A list of one measure shows that one's number first."""
    values = sorted(activity.shown_values, key=lambda value: measure is not None and value.measure_id != measure.pk)
    again = dict.fromkeys(value.measure.program.name for value in values if value.measure.program_id != activity.program_id)
    return {
        "activity": activity, "values": values, "again": list(again),
        "where": "、".join(labels.get(pk, "") for pk in activity.districts) or _("Whole council"),
        "chip": (activity.get_state_display(), *CHIPS[Activity.State(activity.state)]),
    }  # fmt: skip


def changes_of(activity) -> list[dict]:
    """The newest first; columns by their own words, measures by their names."""
    words = {field.name: str(field.verbose_name) for field in Activity._meta.concrete_fields}
    words |= {"districts": _("Where"), "state": _("State")}
    states = dict(Activity.State.choices)
    rows = []
    for change in activity.changes.select_related("by"):
        lines = [
            (words.get(name, name), states.get(before, before), states.get(after, after))
            for name, before, after in change.lines
        ]
        rows.append({"change": change, "lines": lines if change.what == ActivityChange.What.CORRECTED else []})
    return rows


def waiting(user, council, measures) -> list[dict]:
    """What was planned until today and is not recorded yet, the nearest first."""
    today = timezone.localdate()
    programs = {measure.program_id for measure in measures}
    found = Activity.objects.filter(
        council=council, state=Activity.State.PLANNED, date__range=(today - WAITS, today), program__in=programs
    ).select_related("program__policy__goal__plan__area", "series__measure", "series__district")
    return [
        {"activity": one, "series": one.series}
        for one in found.order_by("-date", "id")[:10]
        if may_record(user, one.program, one.districts)
    ]
