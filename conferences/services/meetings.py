"""A meeting is made, changed, cancelled."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.acting import able
from casework.services.once import made_before
from conferences.codes import State
from conferences.kinds import ONE, way_of
from conferences.models import Attendee, Conference
from conferences.services.opening import name_keepers, open_meeting
from privacy.errors import NotWithinReach
from privacy.gate import require, service
from privacy.models import Dossier
from privacy.opening import open_dossier

# What is typed of a meeting. What it is (kind, host, basis) stays once something stands on its agenda.
WRITTEN = ("kind", "host", "basis", "title", "date", "begins", "ends", "place", "chair", "opening", "review", "closing")


class NotThisWay(ValidationError):
    """No meeting of this kind is called by this host on this basis."""

    def __init__(self):
        super().__init__({"kind": _("There is no meeting of this kind with this host and this basis.")})


class NoLongerOpen(ValidationError):
    """What was begun, held or cancelled stays as it was."""

    def __init__(self):
        super().__init__(_("This meeting was begun, held or cancelled: its agenda stays as it is."))


@service("conference.prepare", on=lambda *, area, **_: area)
def conference_create(*, actor, area, id=None, case=None, series=None, now=None, **values) -> Conference:
    """`case`: the one person it is about; then it lies below their case, wherever that is. `values`: see WRITTEN. Made twice under one
    `id`, it is made once."""
    again, id = made_before(Conference, id, lambda row: row.made_by_id == actor.pk)
    if again:
        return again
    if case is not None:
        # Reading alone is too little, since what is made lies below the case for good.
        require(actor, "conference.propose", case)
    dossier = open_dossier(Dossier.Kind.ITEM, case.dossier.area if case else area, parent=case.dossier if case else None)
    conference = Conference(
        id=id, dossier=dossier, council_id=dossier.council_id, area_id=dossier.area_id, case=case, series=series, made_by=actor,
        created_at=now or timezone.now(), **values,
    )  # fmt: skip
    check(conference)
    name_keepers(dossier, case, actor)
    conference.save()
    _seat_chair(conference, actor, now)
    open_meeting(conference, actor)
    return conference


@service("conference.prepare", on=lambda conference, **_: conference)
def conference_change(conference, *, actor, **values) -> Conference:
    held = hold(conference, actor)
    if not held.is_open:
        raise NoLongerOpen
    if _is_another_way(held, values) and (held.papers_at or held.items.filter(case__isnull=False, removed_at=None).exists()):
        raise ValidationError({"kind": _("Cases stand on its agenda: what kind of meeting it is stays as it is.")})
    for name, value in values.items():
        setattr(held, name, value)
    check(held)
    held.save()
    _seat_chair(held, actor)
    open_meeting(held, actor)
    return held


@service("conference.prepare", on=lambda conference, **_: conference)
def conference_cancel(conference, *, actor) -> Conference:
    """What stood on its agenda can go onto another one."""
    held = hold(conference, actor)
    if not held.is_open:
        raise NoLongerOpen
    held.state = State.CANCELLED
    held.save()
    open_meeting(held, actor)
    return held


def _is_another_way(held, values) -> bool:
    return any(values.get(name, getattr(held, name)) != getattr(held, name) for name in ("kind", "host", "basis"))


def hold(conference, actor, action="conference.prepare") -> Conference:
    """The row as it is now, locked until the transaction ends: two coordinators write one after the other."""
    rows = Conference.objects.visible_to(actor, action).select_related("dossier", "case__dossier")
    held = rows.select_for_update(of=("self",)).filter(pk=conference.pk).first()
    if held is None:
        raise NotWithinReach(action, [conference.dossier_id], [conference.pk])
    return held


def _seat_chair(conference, actor, now=None) -> None:
    """Whoever leads it takes part in it."""
    there = Attendee.objects.in_dossier_of(conference, actor).filter(conference=conference, user=conference.chair_id)
    if conference.chair_id is None or there.present().exists():
        return
    Attendee(
        conference=conference, dossier=conference.dossier, user_id=conference.chair_id, invited_by=actor,
        invited_at=now or timezone.now(),
    ).save()  # fmt: skip


def check(conference) -> None:
    way = way_of(conference.kind, conference.host, conference.basis)
    if way is None or not way.exists:
        raise NotThisWay
    if (way.cases == ONE) != (conference.case_id is not None):
        raise ValidationError({"kind": _("A conference about one person is made on the page of their case.")})
    if conference.case is not None and conference.case.is_closed and conference._state.adding:
        raise ValidationError(_("The case is closed: reopen it first."))
    if conference.begins >= conference.ends:
        raise ValidationError({"ends": _("It ends before it begins.")})
    same = Conference.objects.filter(series=conference.series_id, date=conference.date).lasting().exclude(pk=conference.pk)
    if conference.series_id and same.exists():
        raise ValidationError({"date": _("A meeting of this series stands on this day already.")})
    chair = conference.chair_id
    if chair and not able("conference.read", conference.council_id, timezone.localdate()).filter(pk=chair).exists():
        raise ValidationError({"chair": _("This person cannot take the chair any more: choose somebody else.")})
    conference.clean_values()
