"""What was recorded, as plain values: one for each measure that an activity counts for."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from programs.counting.places import key_of
from programs.models import Activity, ActivityValue


@dataclass(frozen=True)
class Fact:
    """`districts`: ids of areas, none for the whole council."""

    activity: UUID
    date: date
    number: float
    districts: tuple[int, ...] = ()
    place: str = ""
    partners: tuple[str, ...] = ()


# Of each measure its facts, in the order of their days.
Facts = dict[UUID, list[Fact]]


def load(council, first: date, last: date, measures: Iterable[UUID] | None = None) -> Facts:
    """What was held from the first to the last day, in one statement."""
    values = ActivityValue.objects.filter(
        activity__council=council, activity__state=Activity.State.HELD, activity__date__range=(first, last)
    ).exclude(number=None)
    if measures is not None:
        values = values.filter(measure__in=measures)
    rows = values.order_by("activity__date", "activity__recorded_at", "id").values_list(
        "measure_id",
        "activity_id",
        "activity__date",
        "number",
        "activity__districts",
        "activity__place_key",
        "activity__partners",
    )
    found: Facts = defaultdict(list)
    for measure, activity, day, number, districts, place, partners in rows:
        names = tuple(sorted({key_of(name) for name in partners.split("、") if key_of(name)}))
        found[measure].append(Fact(activity, day, float(number), tuple(districts), place, names))
    return found
