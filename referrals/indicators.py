"""What the rights advocacy counts: referrals and how soon they were received, consultations, everyday つなぎ.

Only plain columns are read: no name is opened to count. What lies in a restricted case is counted under the unknown district.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import product
from statistics import median_low
from uuid import UUID

from django.db.models import Count, Exists, F, Min, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from casework.codes import Topic
from casework.indicators import JOINS, NOTES, Grouped, among_cases, contacts_made, day_of
from casework.joined import joins_of
from privacy.models import Area
from privacy.reach import can
from programs.dimensions import AGENCY, AREA, KIND, MONTH, STATE, moments, month_number
from programs.indicators import Indicator, register
from programs.once import once
from referrals import codes
from referrals.codes import Kind, State
from referrals.deadlines import ends_of
from referrals.models import AgencyKind, Liaison, Referral, ReferralStep

RIGHTS, BOTH = ("rights",), ("consultation", "rights")
# That a case is referred at all (migration 0003).
REFERRED = ("referred",)


@dataclass(frozen=True)
class Handed:
    """A referral that was handed over, or reported orally: when, and when the agency received it."""

    pk: UUID
    month: int
    area: int
    kind: str
    state: str
    agency: object
    on: date
    received: date | None
    restricted: bool

    def is_late(self, until: date) -> bool:
        first, _second = ends_of(self.kind, State.SENT, self.on)
        return bool(first and (self.received or until) > first)


@once
def handed_over(council, first, until) -> list[Handed]:
    """By the day on which each was handed over first: what came back and went out again is one."""
    unknown = _unknown(council)
    rows = Referral.objects.filter(council=council).annotate(sent=_came_to(State.SENT), received=_came_to(State.ACKNOWLEDGED))
    rows = rows.filter(sent__date__range=(first, until)).order_by()
    columns = ("pk", "counted_area", "case__restricted", "kind", "state", "agency", "sent", "received")
    found = []
    for pk, area, restricted, kind, state, agency, sent, received in rows.values_list(*columns):
        on, back = timezone.localdate(sent), timezone.localdate(received) if received else None
        back = back if back and back <= until else None
        found.append(
            Handed(pk, month_number(first, on), unknown if restricted else area, kind, state, agency, on, back, restricted)
        )
    return found


def count_referrals(council, first, until, by):
    return _counted(handed_over(council, first, until), council, by)


def count_late(council, first, until, by):
    return _counted([row for row in handed_over(council, first, until) if row.is_late(until)], council, by)


def count_days(council, first, until, by):
    """The lower one of two in the middle, so that it is a number of days that somebody waited."""
    days = defaultdict(list)
    for row in handed_over(council, first, until):
        if row.received:
            for keys in _keys_of(row, by, {}):
                days[keys].append((row.received - row.on).days)
    return {keys: median_low(numbers) for keys, numbers in days.items()}


def contacts_about_rights(council, first, until):
    """Of cases with this topic, or with a referral; every means but a memo, as consultations are counted."""
    referred = Referral.objects.filter(case=OuterRef("case"))
    return contacts_made(council, first, until).filter(Q(case__topics__contains=[Topic.RIGHTS]) | Exists(referred)).order_by()


def count_contacts(council, first, until, by):
    return Grouped(first, until, by, "met_at").count(contacts_about_rights(council, first, until), Count("*"))


def count_people(council, first, until, by):
    """Somebody seen in two months is in both, and once in the year: the months are never added."""
    grouped = Grouped(first, until, by, "met_at")
    rows = contacts_about_rights(council, first, until).filter(case__subject__isnull=False).annotate(**grouped.columns)
    met = [(tuple(keys), person) for *keys, person in rows.values_list(*grouped.columns, "case__subject").distinct()]
    found = joins_of(council).count(met, lambda keys: day_of(by, keys, first, until))
    return found if by else {(): found.get((), 0)}


def liaisons_made(council, first, until):
    begun, ended = moments(first, until)
    return Liaison.objects.filter(council=council, at__gte=begun, at__lt=ended).order_by()


def count_liaisons(council, first, until, by):
    """One of an agency of two kinds counts under both."""
    rows, own = liaisons_made(council, first, until), Grouped(first, until, by, "at", "counted_area")
    if AGENCY not in by:
        return own.count(rows, Count("*"))
    columns = {f"by_{name}": F("agency__kinds") if name == AGENCY else own.column(name) for name in by}
    found = rows.annotate(**columns).values_list(*columns).annotate(n=Count("*"))
    return {tuple(keys): number for *keys, number in found if None not in keys}


def labels(by, council) -> list[tuple]:
    """(key, words) in the order of a table."""
    if by == AREA:
        return [(area.pk, area.label) for area in Area.objects.filter(council=council, kind=Area.Kind.DISTRICT)]
    if by == AGENCY:
        return list(AgencyKind.objects.filter(council=council).values_list("pk", "name"))
    return [(one.value, one.label) for one in (Kind if by == KIND else State)]


def _came_to(state):
    """When first, of what was not taken back."""
    steps = (
        ReferralStep.objects.filter(referral=OuterRef("pk"), to_state=state, undone=None).exclude(from_state=state).order_by()
    )
    return Subquery(steps.values("referral").annotate(first=Min("at")).values("first"))


@once
def _unknown(council) -> int:
    return Area.objects.unknown_in(council).pk


def _counted(rows, council, by) -> dict:
    if not by:
        return {(): len(rows)}
    kinds = _kinds_of_agencies(council) if AGENCY in by else {}
    return dict(Counter(keys for row in rows for keys in _keys_of(row, by, kinds)))


def _keys_of(row: Handed, by, kinds) -> Iterable[tuple]:
    """Of an agency of two kinds under both."""
    found = {MONTH: [row.month], AREA: [row.area], KIND: [row.kind], STATE: [row.state], AGENCY: kinds.get(row.agency, ())}
    return product(*(found[name] for name in by))


def _kinds_of_agencies(council) -> dict:
    found = defaultdict(list)
    for kind, agency in AgencyKind.objects.filter(council=council, agencies__isnull=False).values_list("pk", "agencies"):
        found[agency].append(kind)
    return found


def listed(user, year) -> str:
    """On the board, those that this person may see."""
    return f"{reverse('referrals')}?year={year}" if can(user, "referral.read") else ""


def late_listed(user, year) -> str:
    found = listed(user, year)
    return f"{found}&due={codes.LATE}" if found else ""


def received_listed(user, year) -> str:
    found = listed(user, year)
    return f"{found}&due={codes.RECEIVED}" if found else ""


REFERRALS = register(Indicator(
    "rights.referrals", _("Referrals handed over"), _("cases"),
    gettext_noop("Handed over or reported orally in the period, by the first time; drafts are in no number. Restricted ones: unknown district."),
    RIGHTS, count_referrals, (MONTH, AREA, KIND, AGENCY, STATE), labels=labels, listed=listed,
))  # fmt: skip
LATE = register(Indicator(
    "rights.late", _("Received late"), _("cases"),
    gettext_noop("Of those: received after the first day of the deadline, or not yet and that day has passed."),
    RIGHTS, count_late, (MONTH, AREA, KIND, AGENCY), labels=labels, listed=late_listed,
))  # fmt: skip
DAYS = register(Indicator(
    "rights.days", _("Days until received"), _("days"),
    gettext_noop("The median of the days from handing over until the agency received it, of those it received. Never added."),
    RIGHTS, count_days, (MONTH, AREA, KIND), summable=False, labels=labels, listed=received_listed, nothing=None,
))  # fmt: skip
CONTACTS = register(Indicator(
    "rights.contacts", _("Consultations about rights"), _("contacts"),
    gettext_noop("Contacts (延べ) of cases with the topic rights advocacy or with a referral, memos apart."),
    RIGHTS, count_contacts, (MONTH, AREA), labels=labels, reads=(*NOTES, *REFERRED), listed=among_cases("rights.contacts"),
    cases=lambda *when: contacts_about_rights(*when).values("case"),
))  # fmt: skip
PEOPLE = register(Indicator(
    "rights.people", _("People who consulted about rights"), _("people"),
    gettext_noop("Different subjects (実) of these cases with at least one contact in the period. Months are never added."),
    RIGHTS, count_people, (MONTH, AREA), summable=False, labels=labels, reads=(*NOTES, *REFERRED, *JOINS), listed=among_cases("rights.people"),
    cases=lambda *when: contacts_about_rights(*when).filter(case__subject__isnull=False).values("case"),
))  # fmt: skip
LIAISONS = register(Indicator(
    "rights.liaisons", _("Everyday liaison with agencies"), _("contacts"),
    gettext_noop("Calls and talks with agencies about a case, each line once. Restricted ones: unknown district."),
    BOTH, count_liaisons, (MONTH, AREA, AGENCY), labels=labels, listed=among_cases("rights.liaisons"),
    cases=lambda *when: liaisons_made(*when).values("case"),
))  # fmt: skip
