"""The board by month: per visitor their doors in walking order, planned against done, and who has nobody yet.

A constant number of queries, however many doors there are; what a row says is ready before a template sees it.
"""

from collections import defaultdict
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime
from urllib.parse import urlencode

from dateutil.relativedelta import relativedelta
from django.db.models import Count, DateField, DateTimeField, Q, UUIDField
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from accounts.models import User
from casework.given import PEOPLE
from casework.models import Person
from privacy.models import Area
from privacy.reach import within
from privacy.together import Given, ask, number_of, question
from ui.chips import chip
from ui.dates import day_text, due_text
from visits.codes import Outcome, Part
from visits.models import Alert, Assignment, Enrolment, Pause, SafetyCheck, Visit
from visits.pages.tally import Tally
from visits.querysets import moments
from visits.rhythm import rhythm_words
from visits.services.schedule import month_key

# Whatever else stands in an address is no month of this board.
YEARS = range(2000, 2100)


# What a row is made of: nothing of it is encrypted but the name.
COLUMNS = (
    "id", "dossier_id", "person_id", "area_id", "pattern", "times", "weeks", "weekdays", "nth", "planned", "next_due_date",
    "last_visit_date", "last_outcome", "ended_date", "created_at",
)  # fmt: skip


@dataclass(frozen=True)
class Month:
    first: date
    today: date

    @classmethod
    def of(cls, text: str, today: date) -> "Month":
        """2026-11; anything else is this month."""
        try:
            first = datetime.strptime(text, "%Y-%m").date()
        except ValueError:
            first = today
        return cls((first if first.year in YEARS else today).replace(day=1), today)

    @property
    def last(self) -> date:
        return self.first + relativedelta(months=1, days=-1)

    @property
    def on(self) -> date:
        """The day whose visitors are shown: today, or the nearest day of the month."""
        return min(max(self.today, self.first), self.last)

    @property
    def key(self) -> str:
        return month_key(self.first)

    @property
    def is_current(self) -> bool:
        return self.first <= self.today <= self.last

    def moved(self, months: int) -> str:
        return month_key(self.first + relativedelta(months=months))


@dataclass
class Row:
    """One door under one visitor, as the page shows it."""

    id: str
    url: str
    name: str
    area: str
    rhythm: str
    tally: Tally
    due: str
    is_late: bool
    is_waiting: bool
    last: str
    paused: bool
    ended: bool
    is_missing: bool
    part: str = ""
    part_code: str = ""
    assignment: str = ""
    move_url: str = ""
    position: int = 0
    is_first: bool = False
    is_last: bool = False


@dataclass
class Column:
    """One visitor's doors. A substitute's doors are shown, and are no load."""

    user: User
    rows: list[Row] = field(default_factory=list)
    # The whole way is shown, so that it can be arranged.
    is_whole: bool = True
    html: str = ""

    @property
    def may_walk(self) -> bool:
        return self.is_whole and len(self.rows) > 1

    @property
    def load(self) -> list[Row]:
        return [row for row in self.rows if row.part_code != Part.SUBSTITUTE]

    @property
    def tally(self) -> Tally:
        return Tally.of_all(row.tally for row in self.load)


@dataclass
class Board:
    month: Month
    columns: list[Column]
    without: list[Row]
    enrolments: list[Enrolment]
    people: list[Person]
    tally: Tally = field(default_factory=Tally)
    waiting: int = 0
    late: int = 0

    @property
    def doors(self) -> int:
        return len(self.enrolments)


def running_in(user, month: Month, area=None):
    """Enrolments that run on some day of the month."""
    return _running(Enrolment.objects.visible_to(user), month, area)


def board(user, month: Month, *, area=None, only_waiting=False) -> Board:
    # Ciphertext: no row shows what is encrypted in an enrolment, so no key of theirs is fetched.
    running = _running(Enrolment.objects.filter(dossier__in=within(user, "enrolment.read")), month, area)
    enrolments = list(running.only(*COLUMNS).order_by("created_at", "id"))
    walked = walked_now if month.on >= timezone.localdate() else walked_then
    answers = ask(user, [named, done, paused, missing, walked], _about(enrolments, month))
    people = {person.pk: person for person in answers[named]}
    draw = _Drawing(
        user, month, enrolments, people, dict(answers[done]), *({pk for (pk,) in answers[one]} for one in (paused, missing))
    )
    rows = {enrolment.pk: draw.row(enrolment) for enrolment in enrolments}
    found = Board(month, [], [], enrolments, list(people.values()))
    found.tally = Tally.of_all(row.tally for row in rows.values())
    for row in rows.values():
        found.waiting += row.is_waiting
        found.late += row.is_late
    found.columns, without = _columns(answers[walked], rows)
    found.without = [rows[pk] for pk in without if not rows[pk].ended]
    if only_waiting or area:
        for column in found.columns:
            column.is_whole = False
    if only_waiting:
        for column in found.columns:
            column.rows = [row for row in column.rows if row.is_waiting]
        found.columns = [column for column in found.columns if column.rows]
        found.without = [row for row in found.without if row.is_waiting]
    return found


def by_visitor(enrolments, on, visitor=None) -> list[tuple[User, list[Assignment]]]:
    """(visitor, their assignments in walking order), by kana: what is printed."""
    found = (
        Assignment.objects.filter(enrolment__in=[enrolment.pk for enrolment in enrolments]).walked(on).select_related("user")
    )
    if visitor:
        found = found.filter(user=visitor)
    by_user = defaultdict(list)
    for assignment in found.order_by("position", "created_at", "id"):
        by_user[assignment.user].append(assignment)
    return sorted(by_user.items(), key=lambda pair: (pair[0].kana, str(pair[0].pk)))


def address_of(month: Month, **chosen) -> str:
    """The board with these filters."""
    chosen = {name: value for name, value in chosen.items() if value}
    if not month.is_current:
        chosen["month"] = month.key
    return reverse("watch") + (f"?{urlencode(chosen)}" if chosen else "")


def _running(found, month, area):
    found = found.filter(start_date__lte=month.last).filter(Q(ended_date=None) | Q(ended_date__gte=month.first))
    return found.filter(area=area) if area else found


# What the board asks about its doors and their month, in one statement.
DOORS = Given("doors", UUIDField(), many=True)
BEGUN, ENDED, ON = Given("begun", DateTimeField()), Given("ended", DateTimeField()), Given("on", DateField())


def _about(enrolments, month) -> dict:
    begun, ended = moments(month.first, month.last)
    doors, people = ([getattr(one, name) for one in enrolments] for name in ("pk", "person_id"))
    return {DOORS: doors, PEOPLE: people, BEGUN: begun, ENDED: ended, ON: month.on}


@question
def named(asker):
    found = asker.sees(Person, "person.find").filter(pk__in=PEOPLE)
    return found.only("id", "dossier_id", "family_name", "given_name")


@question
def done(asker):
    """(enrolment, visits of the month that met somebody)"""
    visits = Visit.objects.filter(enrolment__in=DOORS, visited_at__gte=BEGUN, visited_at__lt=ENDED).counted()
    return visits.order_by().values_list("enrolment_id").annotate(Count("pk"))


@question
def paused(asker):
    return Pause.objects.filter(enrolment__in=DOORS).valid(ON).values_list("enrolment_id")


@question
def missing(asker):
    return SafetyCheck.objects.open().filter(enrolment__in=DOORS).values_list("enrolment_id")


@question
def walked_now(asker):
    return _in_order(Assignment.objects.filter(enrolment__in=DOORS).walked_today(ON))


@question
def walked_then(asker):
    return _in_order(Assignment.objects.filter(enrolment__in=DOORS).valid(ON))


def _in_order(assignments):
    return assignments.order_by("position", "created_at", "id").values_list("pk", "enrolment_id", "user_id", "part")


@question
def open_checks(asker):
    return number_of(asker.sees(SafetyCheck).open())


@question
def open_alerts(asker):
    return number_of(asker.sees(Alert).open())


def open_of(user) -> dict[str, int]:
    """How many are not yet confirmed safe, and how many alerts are open."""
    found = ask(user, [open_checks, open_alerts])
    return {name: sum(number for (number,) in found[one]) for name, one in (("checks", open_checks), ("alerts", open_alerts))}


def _columns(assignments, rows) -> tuple[list[Column], list]:
    """Each visitor with copies of their doors' rows, and the ids of doors that nobody goes to."""
    users = User.objects.in_bulk({user for _pk, _enrolment, user, _part in assignments})
    columns = {pk: Column(user) for pk, user in users.items()}
    words = {part.value: str(part.label) for part in Part}
    base = reverse("watch")
    for pk, enrolment, user, part in assignments:
        row = copy(rows[enrolment])
        row.part_code, row.part = part, "" if part == Part.VISITOR else words[part]
        row.assignment, row.move_url = str(pk), f"{base}assignments/{pk}/move/"
        row.position = len(columns[user].rows) + 1
        columns[user].rows.append(row)
    for column in columns.values():
        column.rows[0].is_first = column.rows[-1].is_last = True
    served = {enrolment for _pk, enrolment, _user, part in assignments if part == Part.VISITOR}
    ordered = sorted(columns.values(), key=lambda column: (column.user.kana, str(column.user.pk)))
    return ordered, [pk for pk in rows if pk not in served]


class _Drawing:
    """What does not change from row to row, made once."""

    def __init__(self, user, month, enrolments, people, done, paused, missing):
        self.month, self.people, self.done, self.paused, self.missing = month, people, done, paused, missing
        self.calendar, self.on = user.calendar, month.on
        self.key, self.is_current = month.key, month.is_current
        self.base = reverse("watch")
        self.chips = {outcome: chip(*outcome.chip) for outcome in Outcome}
        self.rhythms: dict = {}
        self.areas = {area.pk: area.label for area in Area.objects.filter(pk__in={one.area_id for one in enrolments})}
        self.days: dict = {}
        self.dues: dict = {}

    def row(self, enrolment) -> Row:
        person = self.people.get(enrolment.person_id)
        tally = Tally.of_door(enrolment.planned.get(self.key, 0), self.done.get(enrolment.pk, 0))
        paused = enrolment.pk in self.paused
        ended = bool(enrolment.ended_date and enrolment.ended_date < self.on)
        due = enrolment.next_due_date if self.is_current else None
        return Row(
            id=str(enrolment.pk), url=f"{self.base}{enrolment.pk}/", name=person.name if person else "—", 
            area=self.areas[enrolment.area_id], rhythm=self._rhythm(enrolment), tally=tally,
            due=self._due(due) if due else "", is_late=bool(due and due < self.month.today),
            is_waiting=tally.planned > 0 and tally.done == 0 and not (paused or ended),
            last=self._last(enrolment), paused=paused, ended=ended, is_missing=enrolment.pk in self.missing,
        )  # fmt: skip

    def _rhythm(self, enrolment) -> str:
        key = (enrolment.pattern, enrolment.times, enrolment.weeks, tuple(enrolment.weekdays), tuple(enrolment.nth))
        if key not in self.rhythms:
            self.rhythms[key] = rhythm_words(enrolment)
        return self.rhythms[key]

    def _last(self, enrolment):
        if not enrolment.last_visit_date:
            return ""
        return self.chips[enrolment.last_outcome] + self._day(enrolment.last_visit_date)

    def _day(self, day):
        """Three hundred doors were visited on some thirty days."""
        if day not in self.days:
            self.days[day] = format_html('<span class="nw">{}</span>', day_text(day, "short", self.calendar))
        return self.days[day]

    def _due(self, day):
        if day not in self.dues:
            self.dues[day] = due_text(day, self.calendar)
        return self.dues[day]
