"""Until when somebody must have answered, by what is asked and how it stands. The first day is the owner's, the second the managers'.

受理 within three working days and 回答 within fourteen days are the office's own rule; a suspected abuse is reported the same day.
"""

from dataclasses import dataclass
from datetime import date, timedelta

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


ANSWER = Wait(14, 7, working=False)
WAITS = {State.SENT: Wait(3, 3), State.ACKNOWLEDGED: ANSWER}
WAITS_OF_ABUSE = {
    State.DRAFT: Wait(0, 1), State.APPROVED: Wait(0, 1), State.SENT: Wait(1, 1), State.ACKNOWLEDGED: ANSWER,
}  # fmt: skip


def ends_of(kind: str, state: str, since: date) -> tuple[date, date] | tuple[None, None]:
    """(the first day, the second day) of this standing; none where nobody waits for an answer."""
    found = (WAITS_OF_ABUSE if kind in ABUSE else WAITS).get(State(state))
    return found.ends(since) if found else (None, None)
