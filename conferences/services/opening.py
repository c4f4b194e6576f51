"""To whom of the staff a meeting and its items are open, by name and for how long.

The meeting itself (day, place, who comes) from the invitation on; an item from the day on which the papers are made, to its presenter
from the moment they are named; all of it until some days after the meeting. The chair approves the minutes. No item opens another one.
Where secrecy comes first (`kinds.py`), no item opens before everybody who comes has acknowledged it. What was taken off the agenda, and
the items of a meeting that was cancelled, close at once.
"""

from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from conferences.codes import State
from conferences.models import Attendee, Conference, Item, LeftOut
from privacy import context, granting
from privacy.dossiers import READ, WORK, permission
from privacy.gate import service
from privacy.models import Dossier, Grant


@service("conference.prepare", on=lambda conference, **_: conference)
def papers_open(conference, *, actor, now=None) -> Conference:
    """The papers are made: from today on whoever is invited reads their items."""
    now = now or timezone.now()
    if conference.papers_at is None:
        conference.papers_at = now
        conference.save()
    open_meeting(conference, actor)
    return conference


def open_meeting(conference, actor) -> None:
    """Brings the grants to what the list of attendees says now. Called by every service that changes it, in its transaction."""
    invited = {one.user_id: one for one in _staff(conference, actor)}
    people = {pk: one.user for pk, one in invited.items()}
    levels = _who_may(conference, dict.fromkeys(invited, READ))
    _bring(conference.dossier, levels, people, conference, actor)
    # What the actor does not reach closes like everything else, and opens to nobody by this.
    items = list(Item.objects.filter(conference=conference, case__isnull=False).select_related("dossier", "case__dossier"))
    reached = set(
        Item.objects.visible_to(actor, "conference.prepare").filter(conference=conference).values_list("pk", flat=True)
    )
    out, waits = _left_out(items), conference.state == State.CANCELLED or _waits_for_secrecy(conference, actor)
    for item in items:
        presenting, is_closed = item.presenter_id, waits or item.removed_at
        levels = {
            user: WORK if one.pk == presenting or user == conference.chair_id else READ
            for user, one in invited.items()
            if not is_closed and (item.pk, one.pk) not in out and (conference.papers_at or one.pk == presenting)
        }
        _bring(item.dossier, _who_may(item, levels), people, conference, actor, opens=item.pk in reached)
    context.current().forget_decisions()


def name_keepers(dossier, case, actor) -> None:
    """What lies below a restricted case is open to those who hold the case, and to nobody by their area."""
    if case is None or not case.dossier.restricted:
        return
    today = timezone.localdate()
    for grant in (
        Grant.objects.filter(content_object=case.dossier_id, permission=permission(WORK)).valid(today).select_related("user")
    ):
        granting.grant(
            grant.user, dossier, Grant.Kind.ASSIGNED, level=WORK, from_date=today, until_date=grant.until_date, given_by=actor
        )
    context.current().forget_decisions()


def last_day(conference):
    return conference.date + timedelta(days=settings.CONFERENCE_OPEN_DAYS)


def _staff(conference, actor):
    rows = Attendee.objects.in_dossier_of(conference, actor).filter(conference=conference, user__isnull=False)
    return rows.present().select_related("user")


def _waits_for_secrecy(conference, actor) -> bool:
    people = Attendee.objects.in_dossier_of(conference, actor).filter(conference=conference).present()
    return conference.way.secrecy_first and people.filter(pledged_date=None).exists()


def _left_out(items) -> set:
    rows = LeftOut.objects.filter(item__in=[item.pk for item in items], ended_at=None)
    return set(rows.values_list("item", "attendee"))


def _who_may(record, levels) -> dict:
    """Below a restricted case, its holders alone."""
    if not record.dossier.restricted:
        return levels
    holders = holders_of(record.case.dossier)
    return {user: level for user, level in levels.items() if user in holders}


def holders_of(dossier) -> set:
    today = timezone.localdate()
    return set(Grant.objects.filter(content_object=dossier.pk).valid(today).values_list("user", flat=True))


def _bring(dossier: Dossier, levels: dict, people: dict, conference, actor, *, opens=True) -> None:
    """{user: level} from today until the last day; whoever is invited no more is let out today. What somebody has for good stays."""
    today, until = timezone.localdate(), last_day(conference)
    standing = Grant.objects.filter(content_object=dossier).valid(today)
    invited = standing.filter(kind=Grant.Kind.INVITED)
    kept = Q()
    for user, level in levels.items():
        kept |= Q(user=user, permission=permission(level))
    (invited.exclude(kept) if levels else invited).end(today)
    lasting = set(standing.exclude(kind=Grant.Kind.INVITED).values_list("user", "permission"))
    same = set(invited.filter(until_date=until).values_list("user", "permission"))
    for user, level in levels.items() if opens else ():
        if (user, permission(level)) not in lasting | same and until >= today:
            granting.grant(
                people[user], dossier, Grant.Kind.INVITED, level=level, from_date=today, until_date=until, purpose="conference",
                given_by=actor,
            )  # fmt: skip
