"""A meeting that comes again: its series, and the next ones made ahead out of the last."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conferences.codes import Rhythm, State
from conferences.models import Attendee, Conference, Item, Series
from conferences.querysets import DAY
from conferences.rhythm import next_days
from conferences.services.attendees import WHO, attendee_invite
from conferences.services.items import item_add
from conferences.services.meetings import WRITTEN, conference_cancel, conference_create, hold
from privacy.gate import service

AHEAD = 3


@service("conference.prepare", on=lambda conference, **_: conference)
def series_begin(conference, *, actor, name, rhythm, weekday, nth=1, weeks=1) -> Series:
    """From this meeting on. The next ones are made by `series_go_on`."""
    held = hold(conference, actor)
    if held.series_id:
        raise ValidationError({"name": _("This meeting belongs to a series already.")})
    if held.case_id:
        raise ValidationError(
            {"name": _("A conference about one person is no series: make the next one on the page of the case.")}
        )
    if Series.objects.filter(council=conference.council_id, name=name, ended_date=None).exists():
        raise ValidationError({"name": _("There is a series of this name already.")})
    series = Series(
        council_id=conference.council_id, area_id=conference.area_id, name=name, rhythm=rhythm, weekday=weekday,
        nth=nth if rhythm == Rhythm.MONTHLY else 1, weeks=weeks, made_by=actor,
    )  # fmt: skip
    series.full_clean(exclude=["council", "area", "made_by"])
    series.save()
    held.series = series
    held.save()
    return series


@service("conference.prepare", on=lambda conference, **_: conference)
def series_go_on(conference, *, actor) -> list[Conference]:
    """So that three are made ahead: those of the next days of the rhythm that are missing, each with what stands in this one."""
    series = Series.objects.select_for_update().get(pk=conference.series_id)
    if series.ended_date:
        raise ValidationError(_("This series has ended."))
    days = next_days(
        series.rhythm, day=series.weekday, nth=series.nth, weeks=series.weeks, after=max(conference.date, timezone.localdate()),
        number=AHEAD,
    )  # fmt: skip
    there = set(Conference.objects.filter(series=series).lasting().values_list("date", flat=True))
    return [copy_of(conference, actor, date=day, series=series) for day in days if day not in there]


@service("conference.prepare", on=lambda conference, **_: conference)
def series_end(conference, *, actor, cancels: bool) -> list[Conference]:
    """No next ones are made any more. `cancels`: those that are made ahead take place no more either; else each stays, by itself.
    Gives those that were cancelled."""
    series = Series.objects.select_for_update().get(pk=conference.series_id)
    if series.ended_date:
        raise ValidationError(_("This series has ended."))
    series.ended_date = timezone.localdate()
    series.save()
    return [conference_cancel(one, actor=actor) for one in (made_ahead(conference, actor) if cancels else ())]


def made_ahead(conference, actor) -> list[Conference]:
    """The meetings of its series that are still to come, as far as the actor prepares them."""
    rows = Conference.objects.visible_to(actor, "conference.prepare").filter(series=conference.series_id, series__isnull=False)
    return list(rows.ahead(timezone.localdate() + DAY).filter(state=State.PLANNED).select_related("dossier").order_by("date"))


def copy_of(last, actor, *, date, series=None, id=None, **changes) -> Conference:
    """A meeting of another day with the place, the people and the standing items of this one. Nobody's secrecy is taken over."""
    values = {name: getattr(last, name) for name in WRITTEN} | {"date": date} | changes
    made = conference_create(actor=actor, area=last.area, id=id, series=series, **values)
    take_along(last, made, actor)
    return made


def take_along(last, made, actor) -> None:
    """The people and the standing items. Whoever cannot come any more, and whoever is there already, is passed over."""
    people = Attendee.objects.in_dossier_of(last, actor).filter(conference=last).present().with_names()
    for one in people:
        try:
            attendee_invite(made, actor=actor, **{name: getattr(one, name) for name in WHO})
        except ValidationError:
            continue
    for item in Item.objects.in_dossier_of(last, actor).filter(conference=last, standing=True, case=None).present():
        item_add(
            made,
            actor=actor,
            title=item.title,
            minutes=item.minutes,
            purpose=item.purpose,
            question=item.question,
            standing=True,
        )
