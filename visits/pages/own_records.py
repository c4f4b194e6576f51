"""活動記録: what a visitor did in a month, day by day, as the basis of their allowance. Nobody who was visited is named."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from visits.codes import Outcome
from visits.models import Visit
from visits.pages.board import Month


@dataclass(frozen=True)
class Going:
    """One visit, whoever of those at the door wrote it down."""

    at: datetime
    is_absence: bool
    minutes: int | None
    with_others: bool


@dataclass
class Day:
    date: date
    goings: list[Going] = field(default_factory=list)

    @property
    def visits(self) -> int:
        return len(self.goings)

    @property
    def absences(self) -> int:
        return sum(going.is_absence for going in self.goings)

    @property
    def first(self) -> datetime:
        return min(going.at for going in self.goings)

    @property
    def last(self) -> datetime:
        return max(going.at for going in self.goings)

    @property
    def minutes(self) -> int:
        """Those that were written down."""
        return sum(going.minutes or 0 for going in self.goings)

    @property
    def with_others(self) -> int:
        return sum(going.with_others for going in self.goings)


@dataclass
class Record:
    days: list[Day]

    @property
    def visits(self) -> int:
        return sum(day.visits for day in self.days)

    @property
    def absences(self) -> int:
        return sum(day.absences for day in self.days)

    @property
    def minutes(self) -> int:
        return sum(day.minutes for day in self.days)

    @property
    def with_others(self) -> int:
        return sum(day.with_others for day in self.days)


def records(council_id: int, month: Month, user_id: UUID | None = None) -> dict[UUID, Record]:
    """Of each who went somewhere, or of one of them. Two records that were joined are one visit, and count for both who were there; where nobody
    went (中止) nothing is counted."""
    visits = Visit.objects.made(council_id, month.first, month.last).effective().exclude(outcome=Outcome.CANCELLED)
    if user_id:
        visits = visits.filter(Q(visitor=user_id) | Q(companions__contains=[user_id]))
    found: dict[UUID, dict[UUID, Going]] = defaultdict(dict)
    rows = visits.order_by("visited_at", "id").values_list(
        "id", "same_as", "visitor", "companions", "visited_at", "outcome", "minutes"
    )
    for pk, same_as, visitor, companions, at, outcome, minutes in rows:
        for one in {visitor, *companions}:
            before = found[one].get(same_as or pk)
            # What one of them wrote of the time holds for the other who left it open.
            kept = minutes if minutes is not None or before is None else before.minutes
            found[one][same_as or pk] = Going(
                timezone.localtime(at), outcome == Outcome.ABSENT, kept, bool(companions or before)
            )
    mine = found if user_id is None else {user_id: found[user_id]}
    return {one: _by_day(goings.values()) for one, goings in mine.items()}


def _by_day(goings) -> Record:
    days: dict[date, Day] = {}
    for going in sorted(goings, key=lambda one: one.at):
        days.setdefault(going.at.date(), Day(going.at.date())).goings.append(going)
    return Record(list(days.values()))
