"""活動記録: what a visitor did in a month, day by day, as the basis of their allowance. Nobody who was visited is named."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from visits.codes import Outcome
from visits.models import Assignment, Visit
from visits.pages.board import Month


@dataclass
class Going:
    """One visit, whoever of those at the door wrote it down."""

    at: datetime
    is_absence: bool
    minutes: int | None = None
    people: set[UUID] = field(default_factory=set)

    @property
    def with_others(self) -> bool:
        return len(self.people) > 1


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
    """Of each who went somewhere, or of one of them. Two records that were joined are one visit, and count for all who were there; where
    nobody went (中止) nothing is counted."""
    visits = Visit.objects.made(council_id, month.first, month.last).effective().exclude(outcome=Outcome.CANCELLED)
    visits = visits.annotate(one=Coalesce("same_as", "id"))
    if user_id:
        own = visits.filter(Q(visitor=user_id) | Q(companions__contains=[user_id]))
        visits = visits.filter(one__in=own.order_by().values("one"))
    found: dict[UUID, Going] = {}
    rows = visits.order_by("visited_at", "id").values_list("one", "visitor", "companions", "visited_at", "outcome", "minutes")
    for one, visitor, companions, at, outcome, minutes in rows:
        going = found.setdefault(one, Going(timezone.localtime(at), outcome == Outcome.ABSENT))
        going.people |= {visitor, *companions}
        # What one of them wrote of the time holds for the other who left it open.
        going.minutes = minutes if minutes is not None else going.minutes
    days: dict[UUID, list[Going]] = defaultdict(list)
    for going in found.values():
        for person in going.people:
            days[person].append(going)
    return {person: _by_day(goings) for person, goings in days.items() if user_id in (None, person)} or _none_of(user_id)


def goes_here(council_id: int, user_id: UUID) -> bool:
    """Whether this person was ever named to a door, or went to one: whose month is empty has a sheet all the same. Two looks at an index,
    however many visits there are."""
    named = Assignment.objects.filter(user=user_id, enrolment__council=council_id)
    return named.exists() or Visit.objects.filter(visitor=user_id, council=council_id).exists()


def _none_of(user_id: UUID | None) -> dict[UUID, Record]:
    return {user_id: Record([])} if user_id else {}


def _by_day(goings) -> Record:
    days: dict[date, Day] = {}
    for going in sorted(goings, key=lambda one: one.at):
        days.setdefault(going.at.date(), Day(going.at.date())).goings.append(going)
    return Record(list(days.values()))
