"""The board 安否未確認: everyone not yet confirmed safe, the most urgent first, one page at a time, opened for one reader."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Case, F, IntegerField, Max, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework.models import Person
from privacy import asked
from privacy.reading import first, show
from privacy.together import Question
from visits.codes import Cause, Caution, Step
from visits.models import SafetyCheck, SafetyStep, Visit
from visits.pages.clock import Limit, Ring, limit, ring, span
from visits.pages.doorstep import WatchedPerson, names, names_of, watched_people

PAGE = 30
MOST_CONFIRMED = 50
MOST_URGENT = 5
RANK = Case(When(cause=Cause.EMERGENCY, then=Value(0)), default=Value(1), output_field=IntegerField())
# A whole answer stands on the page of the step; the board shows how it begins.
SHORT = 24


@dataclass(frozen=True)
class Rung:
    """One of the seven steps. `state`: done, next, tried (what came of it is not written) or nothing; `times`: how often it was tried."""

    step: Step
    state: str
    times: int = 0
    at: datetime | None = None
    who: str = ""
    result: str = ""

    @property
    def is_next(self) -> bool:
        return self.state == "next"

    @property
    def is_done(self) -> bool:
        return self.state == "done"

    @property
    def is_tried(self):
        return self.state == "tried"


@dataclass(frozen=True)
class Card:
    check: SafetyCheck
    subject: WatchedPerson | None
    ring: Ring
    limit: Limit | None
    rungs: list[Rung]
    steps: list[SafetyStep]
    # The day on which a visitor last stood before the person.
    last_met: date | None
    today: date
    who: str = ""

    @property
    def met_words(self) -> str:
        """22日前, or nothing for somebody never met."""
        if self.last_met is None:
            return ""
        days = (self.today - self.last_met).days
        return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days} if days else _("today")

    @property
    def emergency(self) -> tuple[str, ...]:
        return ("119", "110") if self.check.next_step == Step.POLICE else ()

    @property
    def calls(self) -> list[tuple[str, str]]:
        """(who, number): whom the next step is to telephone."""
        if self.subject is None:
            return []
        if self.check.next_step == Step.CONTACT:
            return [(one.relation or one.name, one.phone) for one in self.subject.contacts if one.phone]
        return [("", number) for number in self.subject.phones] if self.check.next_step == Step.PHONE else []

    @property
    def dash(self) -> str:
        """With a point, whatever the language."""
        return f"{self.ring.dash:.1f}"

    @property
    def by_style(self) -> str:
        """A narrow place: the time alone says it, where it is today's."""
        is_today = self.check.next_by and timezone.localdate(self.check.next_by) == timezone.localdate()
        return "time" if is_today else "near"

    @property
    def is_bad(self) -> bool:
        return self.ring.is_late or self.check.cause == Cause.EMERGENCY

    @property
    def is_emergency(self) -> bool:
        return self.check.cause == Cause.EMERGENCY

    @property
    def is_overdue(self) -> bool:
        return self.check.cause == Cause.OVERDUE

    @property
    def cautions(self) -> list[str]:
        enrolment = self.check.enrolment
        return [enrolment.get_need_display(), *caution_words(enrolment)]


@dataclass(frozen=True)
class Missed:
    """Somebody not yet confirmed safe, in one line."""

    check: SafetyCheck
    person: Person | None
    ring: Ring
    limit: Limit | None

    @property
    def name(self) -> str:
        return self.person.name if self.person else _("(no name)")


@dataclass(frozen=True)
class Confirmation:
    check: SafetyCheck
    person: Person | None

    @property
    def took(self) -> str:
        at = self.check.confirmed_at
        return span(at - self.check.since) if at else ""


@dataclass(frozen=True)
class Cursor:
    """The last card of the page before."""

    rank: int
    since: datetime
    id: UUID

    def __str__(self):
        return f"{self.rank},{self.since.isoformat()},{self.id}"

    @classmethod
    def read(cls, text):
        rank, _comma, rest = text.partition(",")
        found = asked.mark(rest)
        return cls(int(rank), *found) if found and rank in ("0", "1") else None


@dataclass(frozen=True)
class Board:
    cards: list[Card]
    total: int
    after: Cursor | None


def board(user, now, *, cursor=None, size=PAGE) -> Board:
    """Emergencies, then whoever has been missed the longest."""
    mine = _most_urgent_first(user)
    rows = mine.select_related("enrolment", "area", "next_who")
    if cursor:
        rows = rows.filter(
            Q(rank__gt=cursor.rank)
            | Q(rank=cursor.rank) & (Q(since__gt=cursor.since) | Q(since=cursor.since, id__gt=cursor.id))
        )
    shown, more = first(rows, size)
    total = mine.count() if cursor or more else len(shown)
    last = shown[-1] if more else None
    return Board(cards_of(user, shown, now), total, Cursor(last.rank, last.since, last.pk) if last else None)


def most_urgent(user, now, found):
    """(the first ones of the board, how many stand on it), in steps; `found`: what is `urgent`."""
    checks = show(found[:MOST_URGENT])
    people = yield from names(user, [check.about for check in checks])
    lines = [Missed(check, people.get(check.about), ring(check.since, now), _limit(check, now)) for check in checks]
    return lines, _most_urgent_first(user).count() if len(found) > MOST_URGENT else len(lines)


def _most_urgent_first(user):
    return _by_urgency(SafetyCheck.objects.visible_to(user, "enrolment.read"))


def _by_urgency(checks):
    return checks.open().annotate(rank=RANK).order_by("rank", "since", "id")


def _urgent(asker):
    found = _by_urgency(asker.sees(SafetyCheck, "enrolment.read")).select_related("area")
    return found.annotate(about=F("enrolment__person"))[: MOST_URGENT + 1]


urgent = Question(_urgent, looks_through=True)


def _limit(check, now) -> Limit | None:
    return limit(check.next_by, now) if check.next_by else None


def cards_of(user, checks, now) -> list[Card]:
    """In the given order; the steps of all of them in one query, and when each was last met in another."""
    if not checks:
        return []
    subjects = watched_people(user, [check.enrolment for check in checks])
    steps: dict = {check.pk: [] for check in checks}
    tried = SafetyStep.objects.visible_to(user).filter(check_made__in=checks).annotate(who=F("by__display_name"))
    for made in tried.order_by("at", "created_at", "id"):
        steps[made.check_made_id].append(made)
    named = [check.pk for check in checks if check.next_who_id]
    held = (
        set(SafetyCheck.objects.filter(pk__in=named).held(timezone.localdate(now)).values_list("pk", flat=True))
        if named
        else ()
    )
    met = Visit.objects.counted().filter(enrolment__in=[check.enrolment_id for check in checks]).order_by()
    last_met = {door: timezone.localdate(at) for door, at in met.values_list("enrolment").annotate(last=Max("visited_at"))}
    return [
        Card(
            check=check, last_met=last_met.get(check.enrolment_id), today=timezone.localdate(now),
            subject=subjects.get(check.enrolment.person_id), ring=ring(check.since, now),
            limit=_limit(check, now), rungs=rungs(check, steps[check.pk]), steps=steps[check.pk],
            who=check.next_who.display_name if check.pk in held else "",
        )
        for check in checks
    ]  # fmt: skip


def rungs(check, steps) -> list[Rung]:
    """The seven steps in their order, each with what was last tried."""
    found = []
    for step in Step:
        made = [one for one in steps if one.step == step]
        last = made[-1] if made else None
        # A card that was left says all there is to say.
        is_done = any(one.result.strip() or step == Step.CARD for one in made)
        state = "next" if step == check.next_step else "done" if is_done else "tried" if made else ""
        found.append(
            Rung(step, state, len(made), last and last.at, last.who if last else "", _short(last.result) if last else "")
        )
    return found


def confirmed_today(user, now) -> list[Confirmation]:
    """Whose safety was confirmed today, the newest first."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    found = SafetyCheck.objects.visible_to(user, "enrolment.read").annotate(about=F("enrolment__person"))
    confirmed = found.filter(confirmed_at__gte=midnight, confirmed_at__lt=midnight + timedelta(days=1))
    rows = list(confirmed.select_related("confirmed_by", "confirmed_who").order_by("-confirmed_at", "-id")[:MOST_CONFIRMED])
    people = names_of(user, [check.about for check in rows])
    return [Confirmation(check, people.get(check.about)) for check in rows]


def caution_words(enrolment) -> list[str]:
    words = [str(Caution(code).label) for code in enrolment.cautions]
    return [*words, *filter(None, [enrolment.caution_text])]


def _short(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[: SHORT - 1]}…"
