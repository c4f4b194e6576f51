"""Two visitors who go together may each record the door: both records are kept, and one counts."""

from datetime import timedelta

from visits.codes import APART
from visits.models import Visit

# A pair's two records of one door lie close together.
SAME_DOOR = timedelta(minutes=90)


def other_record(visit) -> Visit | None:
    """The record of the same visit by the other visitor of a pair, or None. People decide whether the two are joined."""
    if visit.late in APART:
        return None
    near = (
        Visit.objects.standing()
        .filter(
            enrolment=visit.enrolment_id,
            visited_at__range=(visit.visited_at - SAME_DOOR, visit.visited_at + SAME_DOOR),
        )
        .exclude(visitor=visit.visitor_id)
    )
    return next((other for other in near if is_same_door(visit, other)), None)


def is_same_door(visit, other) -> bool:
    """Whether the two records are of one visit: one names the other's visitor as companion, and their times are close."""
    together = visit.visitor_id in other.companions or other.visitor_id in visit.companions
    return together and abs(visit.visited_at - other.visited_at) <= SAME_DOOR
