"""The lock of a door: its schedule, visits, alerts and checks lie in several tables, and a visit changes them all.

Whoever changes them holds the door first. So of two who do it in the same moment the second waits at the door, holding nothing for which
the first could wait. Somebody who needs several doors takes them in the order of their keys.
"""

from visits.models import Enrolment, Visit

# What others may have changed since the row was read: what follows from a visit rests on it.
CHANGES = (
    "start_date", "ended_date", "end_reason", "pattern", "times", "weeks", "weekdays", "nth", "skip_holidays", "grace_days",
    "settled_until", "overdue_on", "planned",
)  # fmt: skip


def hold_door(enrolment: Enrolment) -> None:
    """Until the transaction ends. What was changed while one waited is read anew."""
    held = Enrolment.objects.select_for_update(no_key=True).values(*CHANGES).get(pk=enrolment.pk)
    for name, value in held.items():
        setattr(enrolment, name, value)


def hold_door_of(actor, pk) -> None:
    """Where a visit itself is read to be changed: its door comes before it. Of one that they may not change nobody waits at the door."""
    visits = Visit.objects.visible_to(actor, "visit.write").filter(pk=pk)
    doors = Enrolment.objects.filter(pk__in=visits.values("enrolment"))
    doors.select_for_update(no_key=True).values_list("pk").first()
