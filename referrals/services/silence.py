"""Silence: of each day that passed without an answer, the owner is told, and of the second one the managers; once each, by mail."""

from django.utils import timezone

from privacy.gate import service
from privacy.outbox import enqueue_all
from privacy.policy import DUTIES
from referrals.models import Referral
from referrals.people import followers

BATCH = 500


def scan(*, actor, now=None) -> None:
    """Every few minutes, as the job `silence`. It writes nothing where nothing is late."""
    today = timezone.localdate(now or timezone.now())
    if Referral.objects.open().to_be_reminded(today).exists():
        remind(actor=actor, today=today)


@service("referral.remind")
def remind(*, actor, today) -> int:
    """A second run that starts meanwhile leaves to the first one what that one holds. A referral whose owner cannot act has the
    coordinators for one; told of both days at once, an owner hears once of each."""
    rows = Referral.objects.open().to_be_reminded(today).with_holder(today).order_by("due_date", "id")
    rows = list(rows.select_for_update(skip_locked=True, of=("self",))[:BATCH])
    notices = [notice for referral in rows for notice in _notices(referral, today)]
    enqueue_all("referrals.tell", notices, job="silence")
    for reached, days in (
        (1, [row for row in rows if not _is_late(row, today)]),
        (2, [row for row in rows if _is_late(row, today)]),
    ):
        Referral.objects.filter(pk__in=[row.pk for row in days]).update(reminded=reached)
    return len(rows)


def _is_late(referral, today) -> bool:
    return referral.late_date is not None and referral.late_date < today


def _notices(referral, today):
    """The key names the day, so that a retry sends nothing twice and the next silence is told of anew."""
    told = []
    if referral.reminded == 0:
        told += [(referral.due_date, person) for person in _first(referral)]
    if _is_late(referral, today):
        told += [(referral.late_date, person) for person in _overseers(referral, "referral.late")]
    for day, person in told:
        since = f"{referral.since:%Y%m%d%H%M%S%f}"
        yield f"referral-{referral.pk}-{since}-{day}-{person}", {"referral": referral.pk, "person": person, "day": day}


def _first(referral) -> list:
    return [referral.owner_id] if referral.is_held else _overseers(referral, "referral.give_out")


def _overseers(referral, duty) -> list:
    return list(followers(referral, "referral.read", DUTIES[duty]).values_list("pk", flat=True))
