"""つなぎの状況: the open referrals within reach, the one that has stood longest first; how many stand where."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework.pages.case_list import opened
from privacy import asked
from privacy.reading import first
from privacy.together import alone
from referrals.codes import OPEN, WAITING, State
from referrals.models import Referral
from ui.chips import chip
from ui.dates import day_text, due_text

PAGE = 50
# What a line shows; nothing of it is encrypted but the person's name.
COLUMNS = (
    "id", "dossier_id", "case_id", "kind", "type", "agency__name", "agency__closed_date", "urgency", "state", "since", "submitted_at",
    "due_date", "late_date", "owner__display_name",
)  # fmt: skip


@dataclass(frozen=True)
class Filters:
    """`state`: a code, "waiting" (for approval), or "" for all that are open.

    `owner`: an id; `nobodys`: whose owner cannot act. `silent`: past their first day. `counted`: only these, whatever became of them."""

    state: str = ""
    kind: str = ""
    agency: UUID | None = None
    owner: UUID | None = None
    nobodys: bool = False
    silent: bool = False
    counted: frozenset[UUID] | None = None


@dataclass(frozen=True)
class Cursor:
    at: datetime
    id: UUID

    def __str__(self):
        return f"{self.at.isoformat()},{self.id}"

    @classmethod
    def read(cls, text):
        found = asked.mark(text)
        return cls(*found) if found else None


@dataclass(frozen=True)
class Row:
    """One line, in words."""

    url: str
    name: str
    number: str
    area: str
    state: str
    since: str
    what: str
    agency: str
    due: str
    is_silent: bool
    owner: str
    is_held: bool
    lost: str


def found_by(user, filters: Filters, on: date):
    """Within reach; without the state, by which they are counted."""
    rows = Referral.objects.visible_to(user)
    chosen = {"kind": filters.kind, "agency": filters.agency, "owner": filters.owner}
    rows = rows.filter(**{name: value for name, value in chosen.items() if value})
    if filters.nobodys:
        rows = rows.nobodys(on)
    if filters.counted is not None:
        rows = rows.filter(pk__in=filters.counted)
    return rows.silent(on).open() if filters.silent else rows


def page(user, filters: Filters, on: date, cursor: Cursor | None = None, size: int = PAGE) -> tuple[list[Row], Cursor | None]:
    rows = found_by(user, filters, on).filter(_of_state(filters.state, filters.counted is not None)).order_by("since", "id")
    if cursor:
        rows = rows.filter(Q(since__gt=cursor.at) | Q(since=cursor.at, id__gt=cursor.id))
    shown, more = first(rows.with_holder(on).select_related("agency", "owner").only(*COLUMNS), size)
    return rows_of(user, shown), Cursor(shown[-1].since, shown[-1].pk) if more else None


def rows_of(user, referrals) -> list[Row]:
    """In this order, with whom each is about, as far as the reader may find them. As many queries for fifty as for one."""
    return alone(user, drawn(user, referrals))


def drawn(user, referrals):
    """As `rows_of`, of a page that asks for more."""
    draw = _Drawing(user, (yield from opened(list({referral.case_id for referral in referrals}))))
    return [draw.row(referral) for referral in referrals]


class _Drawing:
    """What does not change from line to line, made once."""

    def __init__(self, user, listed):
        self.listed = {one.case.pk: one for one in listed}
        self.calendar, self.today = user.calendar, timezone.localdate()
        self.lost = chip(_("Cannot act any more"), "warn", "tri")
        self.days: dict = {}

    def row(self, referral) -> Row:
        listed = self.listed.get(referral.case_id)
        case, person = (listed.case, listed.subject) if listed else (None, None)
        return Row(
            url=referral.get_absolute_url(), name=person.name if person else _("(no name)"), number=case.number if case else "",
            area=str(case.area.label) if case else "", state=chip(*referral.chip), since=self._since(timezone.localdate(referral.since)),
            what=referral.what, agency=referral.agency.name if referral.agency else "—",
            due=self._day(referral.due_date) if referral.due_date else "",
            is_silent=bool(referral.due_date and referral.due_date <= self.today), owner=referral.owner.display_name,
            is_held=referral.is_held or referral.is_final, lost=self.lost,
        )  # fmt: skip

    def _since(self, day):
        if ("since", day) not in self.days:
            self.days["since", day] = since_text(day, self.today, self.calendar)
        return self.days["since", day]

    def _day(self, day):
        """Fifty lines stand on some twenty days."""
        if day not in self.days:
            self.days[day] = due_text(day, self.calendar)
        return self.days[day]


def by_state(user, filters: Filters, on: date) -> dict[str, int]:
    """{state: how many}, and how many wait for approval; of those that are open, or of those that were counted."""
    rows = found_by(user, filters, on).order_by()
    if filters.counted is None:
        rows = rows.open()
    found = dict(rows.values_list("state").annotate(Count("pk")))
    if found.get(State.DRAFT):
        found[WAITING] = rows.filter(_of_state(WAITING)).count()
    return found


def _of_state(state: str, of_counted=False) -> Q:
    if state == WAITING:
        return Q(state=State.DRAFT, submitted_at__isnull=False)
    if of_counted and not state:
        return Q()
    return Q(state=state) if state else Q(state__in=OPEN)


def since_text(day: date, today: date, calendar) -> str:
    """5日前から 11月22日（日）"""
    days = (today - day).days
    distance = ngettext("for %(n)d day", "for %(n)d days", days) % {"n": days} if days else _("since today")
    return format_html("{} <small>{}</small>", distance, day_text(day, "short", calendar))
