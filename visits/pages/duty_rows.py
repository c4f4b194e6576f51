"""The roster as it is read: who answers now, day by day, and every turn."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from visits.codes import Weekday
from visits.duty import begins_on, order_on, over_midnight, turns_of
from visits.models import DutyTurn
from visits.models.duty import HOLIDAY

DAYS = 14


@dataclass(frozen=True)
class Day:
    date: date
    is_holiday: bool
    turns: list[DutyTurn]


def ahead(council, first: date, holiday) -> list[Day]:
    """The next two weeks."""
    days = [first + timedelta(days=number) for number in range(DAYS)]
    turns = turns_of(council, days[0], days[-1])
    return [
        Day(
            day,
            holiday(day),
            sorted((one for one in turns if begins_on(one, day)), key=lambda one: (one.from_time, *order_on(one, day))),
        )
        for day in days
    ]


def every_turn(council) -> list[DutyTurn]:
    """Those too of people who have left, so that somebody else can be put in their place."""
    rows = DutyTurn.objects.filter(council=council, ended_at=None).select_related("user")
    return list(rows.order_by("until_date", "from_time", "position", "made_at", "id"))


def ended_turns(council) -> list[DutyTurn]:
    rows = DutyTurn.objects.filter(council=council, ended_at__gt=timezone.now() - timedelta(days=90))
    return list(rows.select_related("user", "ended_by").order_by("-ended_at", "id")[:20])


def days_words(turn: DutyTurn) -> str:
    if not turn.weekdays:
        return _("every day")
    names = {**{one.value: str(one.label) for one in Weekday}, HOLIDAY: _("holidays")}
    return "・".join(names[day] for day in sorted(turn.weekdays))


def hours_words(turn: DutyTurn) -> str:
    until = f"{turn.until_time:%H:%M}"
    if over_midnight(turn):
        until = _("next day %(time)s") % {"time": until}
    return f"{turn.from_time:%H:%M}～{until}"
