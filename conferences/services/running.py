"""A meeting runs: it is begun, comes to an item, sees who came, ends."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conferences.codes import State
from conferences.models import CandidateAsk, Conference, Item, Minutes
from conferences.services.meetings import hold
from conferences.services.minutes import minutes_keep, standing
from conferences.taking_part import is_left_out
from privacy.gate import service


@service("conference.record", on=lambda conference, **_: conference)
def conference_begin(conference, *, actor, now=None) -> Conference:
    """Also once more, as long as nothing of it was approved."""
    now = now or timezone.now()
    held = hold(conference, actor, "conference.record")
    if held.state == State.RUNNING:
        return held
    if held.state == State.CANCELLED:
        raise ValidationError(_("This meeting was cancelled."))
    if held.date > timezone.localdate(now):
        raise ValidationError(_("This meeting is on another day: change its day first."))
    if Minutes.objects.filter(item__conference=held, locked_at__isnull=False).exists():
        raise ValidationError(_("Minutes of this meeting were approved: it is not held again."))
    held.state, held.held_at = State.RUNNING, None
    held.save()
    return held


@service("conference.record", on=lambda item, **_: item)
def item_begin(item, *, actor, now=None) -> Item:
    """The meeting comes to it, or comes back to it: its clock counts from here."""
    now = now or timezone.now()
    Item.objects.filter(pk=item.pk).update(begun_at=now)
    item.begun_at = now
    return item


@service("conference.record", on=lambda attendee, **_: attendee)
def attendee_came(attendee, *, actor, came):
    """None: not known yet."""
    attendee.came = came
    attendee.save()
    return attendee


@service("conference.record", on=lambda conference, **_: conference)
def conference_end(conference, *, actor, now=None) -> Conference:
    """What is still being typed of an item is kept as its minutes; whoever asked for these cases to be spoken of was heard."""
    now = now or timezone.now()
    held = hold(conference, actor, "conference.record")
    if held.state == State.HELD:
        return held
    if held.state != State.RUNNING:
        raise ValidationError(_("This meeting has not begun."))
    held.state, held.held_at = State.HELD, now
    held.save()
    items = (
        Item.objects.visible_to(actor, "conference.record").present().filter(conference=held).select_related("dossier", "case")
    )
    for item in items.order_by("order", "id"):
        there = standing(item, actor, "conference.record")
        # What a colleague types of an item that one takes no part in stays theirs to keep.
        if there.is_draft and not is_left_out(item, actor):
            minutes_keep(item, actor=actor, text=there.text, take_over=True, now=now)
    for ask in CandidateAsk.objects.visible_to(actor).open().filter(case__in=[item.case_id for item in items if item.case_id]):
        ask.ended_at = now
        ask.save()
    return held
