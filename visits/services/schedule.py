"""Keeps the columns that the scan and the lists read: when a visit is due and overdue, and how many are planned in a month."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from visits.models import Enrolment, Pause, Visit
from visits.recurrence import after_pauses, next_due, period, planned

# The plan of a visitor looks one month ahead.
MONTHS_AHEAD = 2


def reschedule(enrolment: Enrolment, *, from_month: date | None = None) -> None:
    """Updates the schedule after a visit, a pause, a new rhythm or an end. `from_month`: it plans the months from that one on anew."""
    rhythm, pauses = enrolment.rhythm, pauses_of(enrolment)
    due = None if enrolment.ended_date else next_due(rhythm, _days_met(enrolment, rhythm), pauses, enrolment.settled_until)
    grace = timedelta(days=enrolment.grace_days)
    enrolment.next_due_date = due
    enrolment.overdue_on = after_pauses(due + grace + timedelta(days=1), pauses, grace) if due else None
    visits = Visit.objects.standing().filter(enrolment=enrolment).order_by("-visited_at", "-id")
    newest = visits.values_list("visited_at", "outcome").first()
    enrolment.last_visit_date = timezone.localdate(newest[0]) if newest else None
    enrolment.last_outcome = newest[1] if newest else ""
    if from_month:
        enrolment.planned = _planned(enrolment, rhythm, pauses, from_month)
    columns = ("next_due_date", "overdue_on", "last_visit_date", "last_outcome", "planned")
    Enrolment.objects.filter(pk=enrolment.pk).update(**{name: getattr(enrolment, name) for name in columns})


def plan_ahead(enrolment: Enrolment, today: date) -> None:
    """A month has begun: the next one gets its plan, and what was planned before stays. Where nothing was due for a long pause, it is
    looked for anew."""
    if enrolment.next_due_date is None:
        reschedule(enrolment, from_month=today)
        return
    missing = max(
        [today.replace(day=1), *(date.fromisoformat(f"{key}-01") + relativedelta(months=1) for key in enrolment.planned)]
    )
    enrolment.planned = _planned(enrolment, enrolment.rhythm, pauses_of(enrolment), missing, today)
    Enrolment.objects.filter(pk=enrolment.pk).update(planned=enrolment.planned)


def settle(enrolment: Enrolment, until: date) -> None:
    """Marks everything planned up to this day as settled, so that nobody is reminded of it."""
    until = max(until, enrolment.settled_until or until)
    Enrolment.objects.filter(pk=enrolment.pk).update(settled_until=until)
    enrolment.settled_until = until
    reschedule(enrolment)


def pauses_of(enrolment: Enrolment) -> list[tuple[date, date | None]]:
    return list(Pause.objects.filter(enrolment=enrolment).values_list("from_date", "until_date"))


def month_key(day: date) -> str:
    return f"{day:%Y-%m}"


def _planned(enrolment, rhythm, pauses, from_month, today=None) -> dict[str, int]:
    """The plan with new months. The plan of the months before does not change."""
    first = from_month.replace(day=1)
    found = {key: number for key, number in enrolment.planned.items() if key < month_key(first)}
    until = (today or timezone.localdate()).replace(day=1) + relativedelta(months=MONTHS_AHEAD)
    while first < until:
        last = first + relativedelta(months=1, days=-1)
        if enrolment.ended_date:
            last = min(last, enrolment.ended_date)
        found[month_key(first)] = len(planned(rhythm, first, last, pauses)) if last >= first else 0
        first += relativedelta(months=1)
    return found


def _days_met(enrolment, rhythm) -> list[date]:
    """The days on which somebody was met, in the period of the last one."""
    met = Visit.objects.counted().filter(enrolment=enrolment)
    newest = met.order_by("-visited_at").values_list("visited_at", flat=True).first()
    if newest is None:
        return []
    first, last = period(rhythm, timezone.localdate(newest))
    days = met.filter(visited_at__date__range=(first, last)).order_by("visited_at").values_list("visited_at", flat=True)
    return [timezone.localdate(moment) for moment in days]
