"""A visitor's month: which doors wait, in walking order; which come again later in the month; what was recorded so far."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from django.db.models import DateTimeField, F, Q, UUIDField
from django.utils import timezone

from casework.given import PEOPLE
from privacy.reading import show
from privacy.together import TODAY, Given, Question, ask, question
from visits.codes import MET, Outcome, Part
from visits.models import Pause, SafetyCheck, Visit
from visits.pages.doorstep import Doorstep, at_the_door, doorsteps_with, own_doors, own_places, whom_to_call
from visits.pages.tally import Tally
from visits.recurrence import planned
from visits.services.schedule import month_key

# As long as a visit's own visitor mends it without saying why.
MENDABLE = timedelta(minutes=10)
# Longer than the longest rhythm: the planned day before the one that is due lies within.
LOOK_BACK = timedelta(days=62)
# No word of what was found there.
OF_VISIT = (
    "dossier_id", "enrolment_id", "visitor_id", "companions", "visited_at", "received_at", "outcome", "same_as_id", "late",
)  # fmt: skip


@dataclass(frozen=True)
class Stop:
    """A door in this month. `begins`: where it was visited, when the next time begins.
    `tried`: today's visit that met nobody. `paused`: nothing is asked for just now. `check`: open, or confirmed today, by whomever."""

    door: Doorstep
    begins: date | None
    tried: Visit | None = None
    paused: bool = False
    check: SafetyCheck | None = None


@dataclass
class Round:
    """`waiting` in walking order, those that were tried today last. `later`: visited, and planned again before the month ends."""

    month: date
    waiting: list[Stop] = field(default_factory=list)
    later: list[Stop] = field(default_factory=list)
    unplanned: list[Stop] = field(default_factory=list)
    done: list[Stop] = field(default_factory=list)
    visits: list[tuple[Visit, Doorstep]] = field(default_factory=list)
    # As on the board: doors that are somebody else's on other days are no load.
    tally: Tally = field(default_factory=Tally)
    just_recorded: tuple[Visit, Doorstep] | None = None
    besides: dict = field(default_factory=dict)

    @property
    def stops(self) -> list[Stop]:
        return [*self.waiting, *self.later, *self.done, *self.unplanned]

    @property
    def doors_left(self) -> int:
        return len(self.waiting) + len(self.later)

    @property
    def totals(self) -> list[tuple[str, int]]:
        """(outcome in words, how many), in the order of the code list; a pair's two records are one."""
        counted = Counter(visit.outcome for visit, _door in self.visits if visit.same_as_id is None)
        return [(str(Outcome(code).label), counted[code]) for code in Outcome.values if counted[code]]


DOORS = Given("doors", UUIDField(), many=True)
BEGUN, SINCE, MIDNIGHT = (Given(name, DateTimeField()) for name in ("begun", "since", "midnight"))


def _recent(asker):
    """Since the month began, and whatever else this visitor may still mend without a reason."""
    recent = Q(visited_at__gte=BEGUN) | Q(visitor=asker.user, received_at__gt=SINCE)
    visits = asker.sees(Visit, "visit.read").effective().filter(recent, enrolment__in=DOORS)
    return visits.select_related("visitor").only(*OF_VISIT, "visitor__display_name").order_by("-visited_at", "-id")


def _checks(asker):
    """Those that are open, or else were confirmed today."""
    found = asker.sees(SafetyCheck, "visit.read").filter(
        Q(confirmed_at=None) | Q(confirmed_at__gte=MIDNIGHT), enrolment__in=DOORS
    )
    return found.order_by(F("confirmed_at").asc(nulls_last=True), "id")


# Of doors that are out of reach nothing is shown.
recent_visits, checks = Question(_recent, looks_through=True), Question(_checks, looks_through=True)


@question
def pauses(asker):
    return Pause.objects.filter(enrolment__in=DOORS).values_list("enrolment", "from_date", "until_date")


def round_of(user, now, *, contacts=False, besides=(), given=None) -> Round:
    """Three statements, however many doors there are. `besides`: questions that are asked together with those of the doors."""
    today = timezone.localdate(now)
    month = Round(today.replace(day=1))
    zone = timezone.get_current_timezone()
    begun, midnight = (datetime.combine(day, time(), tzinfo=zone) for day in (month.month, today))
    found = ask(user, [own_doors, own_places], {TODAY: today})
    places = {enrolment: position for enrolment, position, _part in found[own_places]}
    rows = sorted(found[own_doors], key=lambda row: (places.get(row.pk, 0), row.created_at))
    asked = [at_the_door, *([whom_to_call] if contacts else []), recent_visits, checks, pauses, *besides]
    given = {BEGUN: begun, SINCE: now - MENDABLE, MIDNIGHT: midnight, TODAY: today, **(given or {})}
    given |= {PEOPLE: [row.person_id for row in rows], DOORS: [row.pk for row in rows]}
    found |= ask(user, asked, given)
    month.besides = {one: found[one] for one in besides}
    doors = {door.enrolment.pk: door for door in doorsteps_with(rows, found)}
    _add_visits(month, user, doors, show(visit for visit in found[recent_visits] if visit.enrolment_id in doors), begun, now)
    paused: dict = {}
    for enrolment, first, last in found[pauses]:
        paused.setdefault(enrolment, []).append((first, last))
    checked = {check.enrolment_id: check for check in show(one for one in found[checks] if one.enrolment_id in doors)}
    load = {enrolment for enrolment, _position, part in found[own_places] if part != Part.SUBSTITUTE and enrolment in doors}
    month.tally = _tally(month, doors, load)
    of_door: dict = {}
    for visit, _door in month.visits:
        of_door.setdefault(visit.enrolment_id, []).append(visit)
    for pk, door in doors.items():
        _place(month, door, of_door.get(pk, []), paused.get(pk, []), today, checked.get(pk))
    month.waiting.sort(key=lambda stop: stop.tried is not None)
    return month


def _add_visits(month, user, doors, visits, begun, now) -> None:
    """`visits`: the newest first."""
    for visit in visits:
        if visit.visited_at >= begun:
            month.visits.append((visit, doors[visit.enrolment_id]))
        if visit.visitor_id == user.pk and visit.received_at > now - MENDABLE:
            newest = month.just_recorded
            if newest is None or newest[0].received_at < visit.received_at:
                month.just_recorded = (visit, doors[visit.enrolment_id])


def _tally(month, doors, load) -> Tally:
    met = Counter(visit.enrolment_id for visit, _door in month.visits if visit.same_as_id is None and visit.outcome in MET)
    key = month_key(month.month)
    return Tally.of_all(Tally.of_door(doors[pk].enrolment.planned.get(key, 0), met[pk]) for pk in load)


def _place(month, door, visits, pauses, today, check) -> None:
    last = month.month + relativedelta(months=1, days=-1)
    paused = any(first <= today and (until is None or today <= until) for first, until in pauses)
    if paused or door.due is None or door.due > last:
        met = any(visit.outcome in MET for visit in visits)
        (month.done if met else month.unplanned).append(Stop(door, None, paused=paused, check=check))
        return
    rhythm = door.enrolment.rhythm
    before = planned(rhythm, door.due - LOOK_BACK, door.due - timedelta(days=1), pauses)
    begins = before[-1] + timedelta(days=1) if before else door.due.replace(day=1)
    newest = next((visit for visit in visits if timezone.localdate(visit.visited_at) == today), None)
    if newest and newest.outcome in MET:
        begins = max(begins, today + timedelta(days=1))
    if begins > today:
        month.later.append(Stop(door, begins, check=check))
    else:
        month.waiting.append(Stop(door, None, tried=newest, check=check))
