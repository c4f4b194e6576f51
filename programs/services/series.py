"""What comes again: its days are made ahead as planned activities, and recorded one by one."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy.gate import service
from programs.counting.places import key_of
from programs.models import Activity, Measure, Series

MOST = 120


@service("program.write", on=lambda *, measure, **_: measure.program.policy.goal.plan.area)
def series_make(*, actor, measure: Measure, weekday, weeks, from_date, until_date, district=None, place="", id=None) -> Series:
    """All its days at once, to the last one."""
    series = Series(
        measure=measure,
        weekday=weekday,
        weeks=weeks,
        from_date=from_date,
        until_date=until_date,
        district=district,
        place=place,
    )
    if id:
        series.id = id
    if until_date < from_date:
        raise ValidationError({"until_date": _("The last day lies before the first.")})
    days = series.days()
    if not days:
        raise ValidationError({"until_date": _("No such day lies between the two.")})
    if len(days) > MOST:
        raise ValidationError(
            {"until_date": _("These are more than %(most)s days. Choose an earlier last day.") % {"most": MOST}}
        )
    series.full_clean()
    series.save()
    Activity.objects.bulk_create(_planned(series, day) for day in days)
    return series


@service("program.write", on=lambda series, **_: series.measure.program.policy.goal.plan.area)
def series_end(series: Series, *, actor, now=None) -> Series:
    """What was still to come is called off; what was held stays."""
    now = now or timezone.now()
    if series.ended_at is None:
        series.ended_at = now
        series.save(update_fields=["ended_at"])
        ahead = series.activities.filter(state=Activity.State.PLANNED)
        ahead.update(state=Activity.State.CANCELLED, cancelled_reason=str(_("The series was ended.")))
    return series


def _planned(series, day) -> Activity:
    program = series.measure.program
    return Activity(
        council=program.policy.goal.plan.area, program=program, series=series, kind=series.measure.kind, state=Activity.State.PLANNED,
        date=day, districts=[series.district_id] if series.district_id else [], place=series.place, place_key=key_of(series.place),
    )  # fmt: skip
