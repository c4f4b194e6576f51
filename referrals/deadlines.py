"""Until when somebody must have answered, by what is asked and how it stands. The first day is the owner's, the second the managers'.

受理 within three working days and 回答 within fourteen days are the office's own rule, a suspected abuse is reported the same day: the
table stands in the settings (REFERRAL_DEADLINES). What was changed there holds from the next step of a referral on.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings

from japan.workdays import workdays_after
from referrals.codes import ABUSE, State


@dataclass(frozen=True)
class Wait:
    """`first` and `second`, counted from the day before them: working days, or days of the calendar (never ending on a holiday)."""

    first: int
    second: int
    working: bool = True

    def ends(self, since: date) -> tuple[date, date]:
        first = self._after(since, self.first)
        return first, self._after(first, self.second)

    def _after(self, day: date, count: int) -> date:
        if not count:
            return day
        return workdays_after(day, count) if self.working else workdays_after(day + timedelta(days=count), 0)


def ends_of(kind: str, state: str, since: date) -> tuple[date, date] | tuple[None, None]:
    """(the first day, the second day) of this standing; none where nobody waits for an answer."""
    found = settings.REFERRAL_DEADLINES["abuse" if kind in ABUSE else "ordinary"].get(State(state).value)
    if found is None:
        return None, None
    first, second, counted_in = found
    return Wait(first, second, working=counted_in == "working days").ends(since)
