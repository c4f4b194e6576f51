"""Which cases a conference might speak of, and why: each app gives the reasons that it knows, out of the same questions by which it says
on home what waits (`accounts/attention.py`).

    @candidate_reason
    def silent(asking):
        for referral in asking.few(Referral.objects.visible_to(asking.user).open().silent(asking.today)):
            yield Reason(referral.case_id, "silent", weight, (words, "bad", "clock"), stands=str(referral.due_date))

A giver is asked twice: for its strongest `LIMIT` cases, and then for the cases that any giver named (`asking.among`). So the cost follows what
is shown and not how many cases there are. Whether the reader may see a case is asked once, by whoever ranks them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import ngettext

from casework.codes import OPEN_STATUSES
from casework.models import Case
from privacy.reach import reach

LIMIT = 200
QUIET = timedelta(weeks=6)
# How much a reason weighs: what cannot wait before what goes on too long. The page of an agenda shows this table.
WEIGHTS = {
    "unconfirmed": 50, "alert": 45, "asked": 40, "returned": 35, "silent": 30, "overdue": 25, "quiet": 10, "long": 5,
}  # fmt: skip
# What each week without contact adds, up to so many.
WEEK, MOST_WEEKS = 1, 14


@dataclass(frozen=True)
class Reason:
    """`stands`: at what it stands now, as a code; when that is another one, something has changed."""

    case: UUID
    code: str
    weight: int
    chip: tuple[str, str, str]
    stands: str = ""
    text: str = ""


@dataclass(frozen=True)
class Asking:
    user: object
    council_id: int
    today: date
    among: frozenset[UUID] | None = None

    def few(self, rows, case="case"):
        """The strongest first, as the giver ordered them; or all of the cases that were named."""
        return rows[:LIMIT] if self.among is None else rows.filter(**{f"{case}__in": self.among})

    def cases_of(self, people) -> dict[UUID, list[UUID]]:
        """{person: their open cases}"""
        found: dict = {}
        rows = Case.objects.filter(council=self.council_id, subject__in=list(people), status__in=OPEN_STATUSES)
        for pk, person in rows.order_by("id").values_list("pk", "subject"):
            found.setdefault(person, []).append(pk)
        return found


_givers: list[Callable[[Asking], Iterator[Reason]]] = []


def candidate_reason(function):
    _givers.append(function)
    return function


def reasons(asking: Asking) -> dict[UUID, list[Reason]]:
    found: dict[UUID, list[Reason]] = {}
    for giver in _givers:
        for reason in giver(asking):
            found.setdefault(reason.case, []).append(reason)
    return found


def open_within(asking):
    """Open cases within reach by area, which an index of their own finds. A restricted one nobody reaches so."""
    found = reach(asking.user, "conference.propose")
    rows = Case.objects.filter(council=asking.council_id, restricted=False, status__in=OPEN_STATUSES, sequence__isnull=False)
    return rows if asking.council_id in found.areas else rows.filter(area__in=found.areas)


@candidate_reason
def quiet(asking):
    """No contact for weeks: open cases by their last activity, which is what the case list goes by too."""
    since = timezone.make_aware(datetime.combine(asking.today - QUIET, time()))
    rows = open_within(asking).filter(last_activity_at__lt=since).order_by("last_activity_at", "id")
    for pk, last in asking.few(rows, "pk").values_list("pk", "last_activity_at"):
        weeks = (asking.today - timezone.localdate(last)).days // 7
        words = ngettext("%(n)d week without contact", "%(n)d weeks without contact", weeks) % {"n": weeks}
        weight = WEIGHTS["quiet"] + WEEK * min(weeks, MOST_WEEKS)
        yield Reason(pk, "quiet", weight, (words, "warn", "clock"), stands=timezone.localdate(last).isoformat())
