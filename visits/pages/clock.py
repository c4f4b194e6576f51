"""How long it has been, and how long there is left, in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SOON = timedelta(minutes=30)
# Nobody counts in hours beyond this.
IN_HOURS = timedelta(hours=72)
ROUND = 188.5


@dataclass(frozen=True)
class Limit:
    """How near a limit is. `kind` is a chip's: bad when it is over or nearly so."""

    words: str
    kind: str
    is_over: bool


@dataclass(frozen=True)
class Ring:
    """A clock that goes round once in 24 hours. `dash` is the length of its arc on a circle of radius 30."""

    dash: float
    first: str
    second: str
    is_late: bool

    @property
    def words(self) -> str:
        return _joined(self.first, self.second)


def ring(since: datetime, now: datetime) -> Ring:
    passed = max(now - since, timedelta())
    first, second = _parts(passed)
    return Ring(round(min(passed / DAY, 1) * ROUND, 1), first, second, passed >= DAY)


def span(passed: timedelta, *, rough=False) -> str:
    """18時間5分, 25分, 3日4時間; rough: 18時間, 25分, 3日."""
    passed = max(passed, timedelta())
    if passed < HOUR:
        return _minutes(passed)
    return _parts(passed)[0] if rough else _joined(*_parts(passed))


def limit(by: datetime, now: datetime, *, rough=False) -> Limit:
    """のこり25分, のこり2日, 3時間すぎています. Rough: whole hours, for what is due in working days."""
    left = by - now
    distance = _days(by, now) if abs(left) >= DAY else span(abs(left), rough=rough)
    if left < timedelta():
        return Limit(_("%(span)s over") % {"span": distance}, "bad", True)
    return Limit(_("%(span)s left") % {"span": distance}, "bad" if left <= SOON else "warn" if left < DAY else "", False)


def _parts(passed: timedelta) -> tuple[str, str]:
    hours, rest = divmod(passed, HOUR)
    if passed < IN_HOURS:
        return _("%(n)d h") % {"n": hours}, _minutes(rest)
    days, hours = divmod(hours, 24)
    return _day_words(days), _("%(n)d h") % {"n": hours}


def _minutes(passed: timedelta) -> str:
    return _("%(n)d min") % {"n": passed // timedelta(minutes=1)}


def _joined(larger: str, smaller: str) -> str:
    """A language with spaces between its words has one here."""
    return _("%(larger)s %(smaller)s") % {"larger": larger, "smaller": smaller}


def _day_words(days: int) -> str:
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def _days(by: datetime, now: datetime) -> str:
    return _day_words(abs((timezone.localdate(by) - timezone.localdate(now)).days))
