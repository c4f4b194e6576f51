"""Who is on duty at a moment, in the order in which they are called; behind them the office.

A turn belongs to the day on which it begins: Sunday's night lasts into Monday. On a holiday those come first that say so, then those of the
weekday: somebody answers all the same. A turn that ends on a day, made for an absence, comes before one that goes on for ever. Whoever
has left the council, or may take up nothing there any more, is not called.
"""

from datetime import date, datetime, time, timedelta

from django.db.models import DateField, Q
from django.utils import timezone

from accounts.models import Organisation
from accounts.people import staff_at, staff_of
from japan.workdays import is_holiday
from privacy.policy import roles_for
from privacy.together import Given, question
from visits.models import DutyTurn
from visits.models.duty import HOLIDAY

WEEK = timedelta(days=7)
FIRST, LAST = Given("first", DateField()), Given("last", DateField())


def phones(council, at: datetime) -> list[tuple[str, str]]:
    """(who, telephone) in the order in which they are called; the office's own last. With nobody on duty that alone."""
    found = [(turn.user.display_name, turn.phone) for turn in on_duty(council, at)]
    office = (
        Organisation.objects.filter(area=council, kind=Organisation.Kind.COUNCIL, closed_date=None).exclude(phone="").first()
    )
    return [*found, *([(office.name, office.phone)] if office else [])]


def on_duty(council, at: datetime) -> list[DutyTurn]:
    local = timezone.localtime(at)
    day = local.date()
    found = [turn for turn in turns_of(council, day - timedelta(days=1), day) if runs(turn, day, local.time())]
    found.sort(key=lambda turn: order_on(turn, begun_on(turn, day, local.time())))
    # Whoever has two turns at once is called once, by the first of them.
    first: dict[tuple, DutyTurn] = {}
    for turn in found:
        first.setdefault((turn.user_id, turn.phone), turn)
    return list(first.values())


def spans(turns: list[DutyTurn], first: date, last: date) -> list[tuple[DutyTurn, datetime, datetime]]:
    """Every turn of these days, from when until when: of those that run at one moment, the order is that in which they are called.
    `turns`: those that may begin on one of them, or on the day before."""
    begun: list[tuple] = []
    for number in range((last - first).days + 2):
        day = first + timedelta(days=number - 1)
        begun += [(order_on(turn, day), turn, day) for turn in turns if begins_on(turn, day)]
    begun.sort(key=lambda one: one[0])
    found = [
        (turn, _at(day, turn.from_time), _at(day + timedelta(days=over_midnight(turn)), turn.until_time))
        for _order, turn, day in begun
    ]
    return [one for one in found if one[2] > _at(first, time())]


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=timezone.get_current_timezone())


def turns_of(council, first: date, last: date) -> list[DutyTurn]:
    """Those that may begin on one of these days, of people who can act."""
    return list(_turns(council, first, last, people_of(council)))


@question
def turns_between(asker):
    """The same, of the council in which one works."""
    people = staff_at(asker.council, roles_for("alert.take"), asker.today)
    return _turns(asker.council, FIRST, LAST, people)


def _turns(council, first, last, people):
    rows = DutyTurn.objects.filter(council=council, ended_at=None, from_date__lte=last)
    rows = rows.filter(Q(until_date=None) | Q(until_date__gte=first), user__in=people.values("pk"))
    return rows.select_related("user").order_by("made_at", "id")


def gaps(council, today: date) -> list[date]:
    """Days of the next week on which nobody's turn begins, though one stands in the roster for somebody who has left, or was on that weekday
    within four weeks. Where the office alone answers on purpose, nothing is missing."""
    rows = DutyTurn.objects.filter(council=council, ended_at=None, from_date__lt=today + WEEK)
    written = list(rows.filter(Q(until_date=None) | Q(until_date__gte=today - 4 * WEEK)))
    if not written:
        return []
    can = set(people_of(council).filter(pk__in=[turn.user_id for turn in written]).values_list("pk", flat=True))
    found = []
    for day in (today + timedelta(days=number) for number in range(7)):
        if any(begins_on(turn, day) for turn in written if turn.user_id in can):
            continue
        if any(begins_on(turn, day - weeks * WEEK) for turn in written for weeks in range(5)):
            found.append(day)
    return found


def people_of(council):
    """Who can be on duty."""
    return staff_of([council], roles=roles_for("alert.take"))


def runs(turn: DutyTurn, day: date, clock: time) -> bool:
    if over_midnight(turn):
        return (begins_on(turn, day) and clock >= turn.from_time) or (
            begins_on(turn, day - timedelta(days=1)) and clock < turn.until_time
        )
    return begins_on(turn, day) and turn.from_time <= clock < turn.until_time


def begins_on(turn: DutyTurn, day: date) -> bool:
    if day < turn.from_date or (turn.until_date and day > turn.until_date):
        return False
    return not turn.weekdays or day.weekday() in turn.weekdays or (is_holiday(day) and HOLIDAY in turn.weekdays)


def over_midnight(turn: DutyTurn) -> bool:
    return turn.until_time <= turn.from_time


def begun_on(turn: DutyTurn, day: date, clock: time) -> date:
    """Of one that runs: the day to which it belongs."""
    return day if clock >= turn.from_time and begins_on(turn, day) else day - timedelta(days=1)


def order_on(turn: DutyTurn, day: date) -> tuple:
    """Of those that begin on this day."""
    return turn.until_date is None, is_holiday(day) and HOLIDAY not in turn.weekdays, turn.position
