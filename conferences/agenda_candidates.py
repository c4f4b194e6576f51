"""Why a case might come before a conference: as each app gives its reasons, and as the conferences themselves know it; and the ranking.

A case that was passed this time is no candidate until one of its reasons stands at something else, or a new one came.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.agenda_candidates import WEIGHTS, Asking, Reason, candidate_reason, open_within, reasons
from casework.models import Case
from casework.pages.case_list import ListedCase, open_cases
from conferences.models import ActionItem, CandidateAsk, Item, Passed

# As the page of an agenda says it.
IN_ORDER = gettext_lazy(
    "Each reason has a weight, and the weights are added: twice not confirmed safe 50, to take up 45, asked for by staff 40, referral sent back "
    "35, referral without an answer 30, decided and not done 25, no contact 10 and one for each week, long open 5. What cannot wait is done "
    "today and not put off to a meeting."
)
LONG = timedelta(days=365)
FIRST = 8
MOST = 60


@candidate_reason
def asked(asking):
    """By somebody of the staff, with a line why."""
    rows = CandidateAsk.objects.visible_to(asking.user).open().order_by("-asked_at", "-id")
    for pk, case, who in asking.few(rows).values_list("pk", "case", "asked_by__display_name"):
        yield Reason(case, "asked", WEIGHTS["asked"], (_("Asked for (%(who)s)") % {"who": who}, "off", "user"), str(pk))


@candidate_reason
def overdue(asking):
    """What a conference decided and nobody has done in time."""
    rows = ActionItem.objects.visible_to(asking.user).open().filter(until_date__lt=asking.today, item__case__isnull=False)
    rows = rows.order_by("until_date", "id")
    found: dict = {}
    for pk, case in asking.few(rows, "item__case").values_list("pk", "item__case"):
        found.setdefault(case, []).append(str(pk))
    for case, actions in found.items():
        words = _("Decided and not done: %(n)d") % {"n": len(actions)}
        yield Reason(case, "overdue", WEIGHTS["overdue"], (words, "warn", "flag"), " ".join(sorted(actions)))


@candidate_reason
def long_open(asking):
    """Open for long, and no conference has spoken of it; the longest first. The weakest reason, so of those that have no other one no more
    are named than are shown; of those that were named, the restricted ones too."""
    spoken = Item.objects.filter(case=OuterRef("pk"), removed_at=None).exclude(conference__state="cancelled")
    rows = open_within(asking) if asking.among is None else Case.objects.filter(pk__in=asking.among)
    rows = rows.filter(intake_date__lt=asking.today - LONG).exclude(Exists(spoken)).order_by("intake_date", "id")
    for pk, taken in (rows[:MOST] if asking.among is None else rows).values_list("pk", "intake_date"):
        months = (asking.today - taken).days // 30
        yield Reason(
            pk, "long", WEIGHTS["long"], (_("Open %(n)d months, no conference") % {"n": months}, "off", "case"), "long"
        )


@dataclass(frozen=True)
class Candidate:
    """`changed`: the reasons that are new since it was passed."""

    listed: ListedCase
    reasons: list[Reason]
    why: str = ""
    changed: frozenset[str] = field(default_factory=frozenset)

    @property
    def case(self) -> Case:
        return self.listed.case

    @property
    def weight(self) -> int:
        return sum(reason.weight for reason in self.reasons)


def stands_of(found: list[Reason]) -> dict[str, str]:
    return {reason.code: reason.stands for reason in found}


def candidates(user, council_id, *, without=(), size=FIRST) -> tuple[list[Candidate], int]:
    """(the first ones, how many in all). `without`: cases that stand on the agenda already. As many questions for one as for sixty."""
    ranked = _ranked(user, council_id, without)
    listed = {row.case.pk: row for row in open_cases(user, [pk for pk, _found, _new in ranked[:size]])}
    asks = CandidateAsk.objects.visible_to(user).open().filter(case__in=listed)
    why = {ask.case_id: ask.why for ask in asks}
    shown = [Candidate(listed[pk], found, why.get(pk, ""), new) for pk, found, new in ranked[:size] if pk in listed]
    return shown, len(ranked)


def reasons_of(user, case) -> list[Reason]:
    """Of one case, as whoever passes it sees them."""
    return reasons(_asking(user, case.council_id, frozenset({case.pk}))).get(case.pk, [])


def _asking(user, council_id, among=None) -> Asking:
    return Asking(user, council_id, timezone.localdate(), among)


def _ranked(user, council_id, without) -> list[tuple[UUID, list[Reason], frozenset[str]]]:
    """The heaviest first, of equal ones the longest taken on; of those within reach, open, and not passed as they stand."""
    named = frozenset(reasons(_asking(user, council_id))) - set(without)
    rows = Case.objects.visible_to(user, "conference.propose").unclosed().filter(pk__in=named, council=council_id)
    taken = {pk: (day, number or 0, pk) for pk, day, number in rows.values_list("pk", "intake_date", "sequence")}
    seen = frozenset(taken)
    found = reasons(_asking(user, council_id, seen)) if seen else {}
    passed = dict(Passed.objects.filter(case__in=seen, ended_at=None).values_list("case", "reasons"))
    ranked = []
    for pk in seen & set(found):
        before, now = passed.get(pk), stands_of(found[pk])
        new = frozenset(code for code, stands in now.items() if before is not None and before.get(code) != stands)
        if before is None or new:
            ranked.append((pk, sorted(found[pk], key=lambda one: -one.weight), new))
    return sorted(ranked, key=lambda row: (-sum(one.weight for one in row[1]), taken[row[0]]))[:MOST]
