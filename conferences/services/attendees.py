"""Who comes to a meeting, who acknowledged secrecy, and who is left out of which item."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.acting import able
from conferences.codes import State
from conferences.models import Attendee, LeftOut
from conferences.services.meetings import hold
from conferences.services.opening import holders_of, open_meeting
from japan import names
from privacy.gate import service

WHO = ("user", "agency", "contact", "name", "organisation", "role")


class ListedAlready(ValidationError):
    """Under another spelling perhaps."""

    def __init__(self):
        super().__init__({"name": _("This person is on the list already, perhaps under another spelling.")})


@service("conference.prepare", on=lambda conference, **_: conference)
def attendee_invite(conference, *, actor, now=None, **who) -> Attendee:
    """`who`: `user` of the staff; or `contact` and `agency` of the directory; or `name`, with `agency` or `organisation` if known.
    Besides `role`, and `pledged_date` where they acknowledged secrecy already. Who was taken off the list and comes after all is the
    same attendee: what they were left out of they stay left out of."""
    held = hold(conference, actor)
    if held.state == State.CANCELLED:
        raise ValidationError(_("This meeting was cancelled."))
    attendee = Attendee(conference=held, dossier=held.dossier, invited_by=actor, invited_at=now or timezone.now(), **who)
    if attendee.contact_id and not attendee.agency_id:
        attendee.agency_id = attendee.contact.agency_id
    listed = list(
        Attendee.objects.in_dossier_of(held, actor).filter(conference=held).with_names().order_by("-invited_at", "id")
    )
    _check(attendee, [one for one in listed if one.removed_at is None])
    attendee = _come_back(attendee, [one for one in listed if one.removed_at])
    attendee.save()
    open_meeting(held, actor)
    return attendee


@service("conference.prepare", on=lambda attendee, **_: attendee)
def attendee_pledge(attendee, *, actor, pledged_date) -> Attendee:
    """None takes it back."""
    if pledged_date and pledged_date > timezone.localdate():
        raise ValidationError({"pledged_date": _("This day has not come yet.")})
    held = hold(attendee.conference, actor)
    attendee.pledged_date = pledged_date
    attendee.save()
    open_meeting(held, actor)
    return attendee


@service("conference.prepare", on=lambda attendee, **_: attendee)
def attendee_remove(attendee, *, actor, now=None) -> Attendee:
    """Comes no more. What they presented has nobody who presents it until somebody else is named."""
    held = hold(attendee.conference, actor)
    attendee.removed_at = attendee.removed_at or now or timezone.now()
    attendee.save()
    open_meeting(held, actor)
    return attendee


@service("conference.prepare", on=lambda item, **_: item)
def attendee_leave_out(item, *, actor, attendee, now=None) -> LeftOut:
    """Out of this one item."""
    held = hold(item.conference, actor)
    standing = LeftOut.objects.in_dossier_of(item, actor, "conference.prepare").filter(
        item=item, attendee=attendee, ended_at=None
    )
    out = standing.first() or LeftOut(
        item=item, dossier_id=item.dossier_id, attendee=attendee, by=actor, at=now or timezone.now()
    )
    if out._state.adding:
        out.save()
    open_meeting(held, actor)
    return out


@service("conference.prepare", on=lambda item, **_: item)
def attendee_let_in(item, *, actor, attendee, now=None) -> None:
    """Takes part in this item again."""
    held = hold(item.conference, actor)
    rows = LeftOut.objects.in_dossier_of(item, actor, "conference.prepare").filter(item=item, attendee=attendee, ended_at=None)
    for out in rows.order_by("at", "id"):
        out.ended_at = now or timezone.now()
        out.save()
    open_meeting(held, actor)


def _come_back(attendee, gone) -> Attendee:
    """The attendee of before with what is said of them now; else the new one."""
    before = next((one for one in gone if _is_same(attendee, one)), None)
    if before is None:
        return attendee
    for name in (*WHO, "invited_by", "invited_at"):
        setattr(before, name, getattr(attendee, name))
    before.pledged_date, before.removed_at, before.came = attendee.pledged_date or before.pledged_date, None, None
    return before


def _check(attendee, listed) -> None:
    if attendee.user_id:
        today = timezone.localdate()
        if not able("conference.read", attendee.conference.council_id, today).filter(pk=attendee.user_id).exists():
            raise ValidationError({"user": _("This person's role opens no conferences: write them down by name.")})
        if attendee.dossier.restricted and attendee.user_id not in holders_of(attendee.conference.case.dossier):
            raise ValidationError({"user": _("This person is not among those who see this case.")})
    elif not attendee.shown_name.strip():
        raise ValidationError({"name": _("Write a name, or choose somebody of the directory.")})
    if attendee.agency_id and attendee.agency.closed_date:
        raise ValidationError({"agency": _("This agency is no longer in use.")})
    if any(_is_same(attendee, other) for other in listed):
        raise ListedAlready
    attendee.clean_values()


def _is_same(one, other) -> bool:
    """The same name however it is written, and no organisation that tells them apart."""
    if one.user_id and other.user_id:
        return one.user_id == other.user_id
    if names.key(one.shown_name) != names.key(other.shown_name):
        return False
    places = {names.key(place) for place in (one.shown_organisation, other.shown_organisation) if place}
    return len(places) < 2
