"""Counts each month that has ended, once."""

from datetime import date

from dateutil.relativedelta import relativedelta
from django.db import connection
from django.db.models import Count, Min
from django.utils import timezone

from casework.joined import Joins
from privacy.gate import service
from privacy.models import Area
from visits.models import KeptMonth, Visit

# The trigger's (migration 0005): who writes a visit shares its month's lock until their transaction ends.
LOCK = 0x766D6F6E


@service("watch.run")
def months_keep(*, actor, today=None) -> int:
    """Each night. The number of months counted; one in which somebody writes at this moment waits for the next night."""
    this_month, number = (today or timezone.localdate()).replace(day=1), 0
    for council in Area.objects.filter(kind=Area.Kind.COUNCIL).order_by("pk"):
        for month in _not_kept(council, this_month):
            if _alone(council, month):
                KeptMonth.objects.bulk_create([counted(council, month)], ignore_conflicts=True)
                number += 1
    return number


def counted(council, month: date) -> KeptMonth:
    """As it stands now."""
    visits = Visit.objects.made(council, month, month + relativedelta(months=1, days=-1)).standing().order_by()
    people = people_met(visits.counted(), Joins(council), month + relativedelta(months=1, days=-1))
    outcomes = dict(visits.values_list("outcome").annotate(n=Count("pk")))
    return KeptMonth(council=council, month=month, people=people, outcomes=outcomes)


def people_met(visits, joins, day) -> int:
    """Each once, as their records belonged together on that day."""
    alone = visits.exclude(enrolment__person__in=joins.people).aggregate(n=Count("enrolment__person", distinct=True))["n"]
    if not joins.people:
        return alone
    joined = visits.filter(enrolment__person__in=joins.people).values_list("enrolment__person", flat=True).distinct()
    return alone + len({joins.first_of(person, day) for person in joined})


def _not_kept(council, this_month):
    """Since the first visit."""
    first = Visit.objects.filter(council=council).aggregate(at=Min("visited_at"))["at"]
    kept = set(KeptMonth.objects.filter(council=council).values_list("month", flat=True))
    month = timezone.localdate(first).replace(day=1) if first else this_month
    while month < this_month:
        if month not in kept:
            yield month
        month += relativedelta(months=1)


def _alone(council, month) -> bool:
    """What others have written is committed, and so is seen by the counting that follows; what they write from now on waits for it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, hashtext(%s))", [LOCK, f"{council.pk} {month}"])
        return cursor.fetchone()[0]
