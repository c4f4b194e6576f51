"""What consultations count, by the council's rules: 新規, 実人数, 延べ, 問い合わせ; the two kinds of number are never mixed.

Only plain columns are read: no name is opened to count. A restricted case counts under 地区不明, so that no number falls when one is
restricted and no district shows it. Published figures: see reports.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from django.db import connection
from django.db.models import Case as Choice
from django.db.models import Count, F, Func, OuterRef, Subquery, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from casework.codes import Means, Route, Sex, StepKind, Topic
from casework.joined import joins_of
from casework.models import Case, CaseStep, Person, ProgressNote
from japan import fiscal
from privacy.models import Area
from privacy.reach import can
from programs.dimensions import AREA, BAND, MONTH, ROUTE, SEX, TOPIC, by_month, last_day, moments
from programs.indicators import Indicator, register, register_flow

CONSULTATION = ("consultation",)
ALL = (MONTH, AREA, TOPIC, ROUTE, BAND, SEX)
UNKNOWN_SEX = Sex.UNKNOWN.value
AGENCY = (Means.AGENCY,)
# What triggers say that has changed (migration 0029).
CASES, NOTES, JOINS = ("cases",), ("notes",), ("joins",)


def cases_taken(council, first, until):
    return Case.objects.filter(council=council, intake_date__range=(first, until))


def contacts_made(council, first, until):
    """Contacts of numbered cases: every means but a memo, the first one included."""
    begun, ended = moments(first, until)
    return ProgressNote.objects.counted().filter(
        case__council=council, case__sequence__isnull=False, met_at__gte=begun, met_at__lt=ended
    )


@dataclass(frozen=True)
class Grouped:
    """By which columns rows are grouped: `case`, how their case is reached, `area` their own district, `day` when they count."""

    first: date
    until: date
    by: tuple[str, ...]
    day: str
    area: str = "area"
    case: str = "case__"
    moments: bool = True

    @property
    def columns(self) -> dict:
        return {f"by_{name}": self.column(name) for name in self.by}

    def column(self, name):
        if name == MONTH:
            return by_month(self.day, self.first, self.until, moments=self.moments)
        if name == TOPIC:
            return Func(self._topics(), function="unnest")
        if name == AREA:
            return where(self.area, self.case)
        return F(self.case + {ROUTE: "route", BAND: "subject__birth_fiscal_year", SEX: "subject__sex"}[name])

    def _topics(self):
        """Of a restricted case never beside its district: where both are told it is その他."""
        own = F(self.case + "topics")
        if AREA not in self.by:
            return own
        other = Value([Topic.OTHER.value], output_field=Case._meta.get_field("topics"))
        return Choice(When(**{self.case + "restricted": True}, then=other), default=own)

    def shown(self, parts) -> tuple:
        """The table's keys of what the database groups by. The age is that at the beginning of the fiscal year in which the period begins."""
        year = fiscal.fiscal_year(self.first)
        return tuple(
            fiscal.band(part, year) if name == BAND else UNKNOWN_SEX if name == SEX and not part else part
            for name, part in zip(self.by, parts, strict=True)
        )

    def count(self, rows, what) -> dict:
        """{keys: number}. Topics overlap: a case with two counts under both (重複計上)."""
        rows = rows.order_by()
        if not self.by:
            return {(): rows.aggregate(n=what)["n"]}
        numbers: Counter = Counter()
        for *parts, number in rows.annotate(**self.columns).values_list(*self.columns).annotate(n=what):
            numbers[self.shown(parts)] += number
        return dict(numbers)

    def sets(self, rows, wanted: list[tuple[str, ...]], counted: str, number: str) -> dict[tuple[str, ...], dict]:
        """{dimensions: {keys: number}} of several at once, none of them with topics: the rows are gone through once for all of them."""
        inner = rows.order_by().annotate(**self.columns, counted=F(counted)).values(*self.columns, "counted")
        sql, given = inner.query.sql_with_params()
        names = [connection.ops.quote_name(name) for name in self.columns]
        groups = ", ".join(f"({', '.join(connection.ops.quote_name(f'by_{name}') for name in by)})" for by in wanted)
        listed = ", ".join(names)
        query = f"SELECT grouping({listed}), {number}, {listed} FROM ({sql}) rows GROUP BY GROUPING SETS ({groups})"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(query, given)
            found: dict = {by: Counter() for by in wanted}
            for left_out, many, *parts in cursor.fetchall():
                own = dict(zip(self.by, parts, strict=True))
                by = next(one for one in wanted if self._left_out(one) == left_out)
                found[by][replace(self, by=by).shown([own[name] for name in by])] += many
        return {by: dict(numbers) for by, numbers in found.items()}

    def _left_out(self, by) -> int:
        """As the database says it: a bit for each column that a row is not grouped by."""
        return int("".join("0" if name in by else "1" for name in self.by), 2)


def count_new(council, first, until, by):
    rows = cases_taken(council, first, until).numbered()
    return Grouped(first, until, by, "intake_date", "counted_area", "", moments=False).count(rows, Count("*"))


def count_enquiries(council, first, until, by):
    rows = cases_taken(council, first, until).enquiries()
    return Grouped(first, until, by, "intake_date", "counted_area", "", moments=False).count(rows, Count("*"))


def count_contacts(council, first, until, by):
    return Grouped(first, until, by, "met_at").count(contacts_made(council, first, until), Count("*"))


def count_people(council, first, until, by):
    """Distinct subjects. Somebody seen in two months is in both, and once in the year: the months are never added."""
    rows = contacts_made(council, first, until).filter(case__subject__isnull=False)
    joins, grouped = joins_of(council), Grouped(first, until, by, "met_at")
    alone = rows.exclude(case__subject__in=joins.people) if joins.people else rows
    found = grouped.count(alone, Count("case__subject", distinct=True))
    joined = _joined(rows, joins, grouped)
    return found | {key: found.get(key, 0) + number for key, number in joined.items()}


def contacts_together(council, first, until, wanted) -> dict:
    grouped = Grouped(first, until, tuple(dict.fromkeys(name for by in wanted for name in by)), "met_at")
    return grouped.sets(contacts_made(council, first, until), wanted, "case", "count(*)")


def people_together(council, first, until, wanted) -> dict:
    rows = contacts_made(council, first, until).filter(case__subject__isnull=False)
    joins, grouped = (
        joins_of(council),
        Grouped(first, until, tuple(dict.fromkeys(name for by in wanted for name in by)), "met_at"),
    )
    alone = rows.exclude(case__subject__in=joins.people) if joins.people else rows
    found = grouped.sets(alone, wanted, "case__subject", "count(DISTINCT counted)")
    for by in wanted:
        for keys, number in _joined(rows, joins, replace(grouped, by=by)).items():
            found[by][keys] = found[by].get(keys, 0) + number
    return found


def _joined(rows, joins, grouped) -> dict:
    """Of those with several records, each once: of the age and sex that their first record says."""
    if not joins.people:
        return {}
    said = {
        pk: {BAND: born, SEX: sex}
        for pk, born, sex in Person.objects.filter(pk__in=joins.people).values_list("pk", "birth_fiscal_year", "sex")
    }
    rows = rows.order_by().filter(case__subject__in=joins.people).annotate(**grouped.columns)
    met = []
    for *parts, person in rows.values_list(*grouped.columns, "case__subject").distinct():
        own = said[joins.first_of(person, grouped.until)]
        parts = [own.get(name, part) for name, part in zip(grouped.by, parts, strict=True)]
        met.append((grouped.shown(parts), person))
    return joins.count(met, lambda keys: day_of(grouped.by, keys, grouped.first, grouped.until))


def day_of(by, keys, first, until) -> date:
    """The last day of what these keys speak of."""
    return last_day(first, keys[by.index(MONTH)], until) if MONTH in by else until


def flow(council, first, until, by=()) -> dict:
    """{keys: 期首 + 新規 + 再開 - 終結 = 期末}, out of the dates of the steps themselves, by what a case has one or several of."""
    cases = Case.objects.filter(council=council, sequence__isnull=False)
    steps = CaseStep.objects.filter(case__council=council, case__sequence__isnull=False)
    of_cases = Grouped(first, until, by, "intake_date", "counted_area", "", moments=False)
    of_steps = Grouped(first, until, by, "on_date", "case__counted_area", "case__", moments=False)

    def count(kind, **days):
        return of_steps.count(steps.filter(kind=kind, **days), Count("*"))

    before, within = {"on_date__lt": first}, {"on_date__range": (first, until)}
    parts = [
        of_cases.count(cases.filter(intake_date__lt=first), Count("*")), count(StepKind.REOPENED, **before), count(StepKind.CLOSED, **before),
        of_cases.count(cases.filter(intake_date__range=(first, until)), Count("*")), count(StepKind.REOPENED, **within),
        count(StepKind.CLOSED, **within),
    ]  # fmt: skip
    return {
        keys: _over(*(part.get(keys, 0) for part in parts))
        for keys in dict.fromkeys([*(key for part in parts for key in part)])
    }


def _over(opened_before, reopened_before, closed_before, new, reopened, closed) -> dict:
    start = opened_before + reopened_before - closed_before
    return {"start": start, "new": new, "reopened": reopened, "closed": closed, "end": start + new + reopened - closed}


def where(area, case):
    """Of a restricted case the council's 地区不明."""
    unknown = Area.objects.filter(council=OuterRef(case + "council"), special=Area.Special.UNKNOWN).values("pk")[:1]
    return Choice(When(**{case + "restricted": True}, then=Subquery(unknown)), default=F(area))


def labels(by, council) -> list[tuple]:
    """(key, words) in the order of a table."""
    if by == AREA:
        return [(area.pk, area.label) for area in Area.objects.filter(council=council, kind=Area.Kind.DISTRICT)]
    if by == TOPIC:
        return [(topic.value, topic.label) for topic in Topic]
    if by == ROUTE:
        return [(route.value, route.label) for route in Route]
    if by == SEX:
        return [(sex.value, sex.label) for sex in Sex]
    bands = [f"{low}-{'' if high is None else high}" for low, high in fiscal.BANDS]
    return [*((band, band.replace("-", "～")) for band in bands), ("unknown", _("unknown"))]


def among_cases(code) -> Callable:
    """In the list of cases, those that this figure counted and this person may see."""

    def listed(user, period) -> str:
        return f"{reverse('case_list')}?status=all&figure={code}.{period}" if can(user, "case.read") else ""

    return listed


def listed_enquiries(user, year) -> str:
    return f"{reverse('case_list')}?kind=enquiry&year={year}" if can(user, "case.read") else ""


NEW = register(Indicator(
    "consultation.new", _("New cases"), _("cases"), gettext_noop("Cases whose intake lies in the period, enquiries apart."),
    CONSULTATION, count_new, ALL, labels=labels, reads=CASES, listed=among_cases("consultation.new"),
    cases=lambda *when: cases_taken(*when).numbered().order_by().values("pk"),
))  # fmt: skip
PEOPLE = register(Indicator(
    "consultation.people", _("Distinct people"), _("people"),
    gettext_noop("Different subjects with at least one contact in the period. Unnamed subjects are not in it; months are never added."),
    CONSULTATION, count_people, ALL, summable=False, labels=labels, reads=(*NOTES, *JOINS), listed=among_cases("consultation.people"),
    counts_together=people_together,
    cases=lambda *when: contacts_made(*when).filter(case__subject__isnull=False).order_by().values("case"),
))  # fmt: skip
CONTACTS = register(Indicator(
    "consultation.contacts", _("Contacts"), _("contacts"),
    gettext_noop("Notes of every means but memos, the intake included; corrections add nothing."),
    CONSULTATION, count_contacts, ALL, labels=labels, reads=NOTES, listed=among_cases("consultation.contacts"),
    counts_together=contacts_together,
    cases=lambda *when: contacts_made(*when).order_by().values("case"),
))  # fmt: skip
ENQUIRIES = register(Indicator(
    "consultation.enquiries", _("Enquiries"), _("enquiries"), gettext_noop("Questions answered at once, without a name and a case."),
    CONSULTATION, count_enquiries, ALL, labels=labels, reads=CASES, listed=listed_enquiries,
))  # fmt: skip
register_flow("consultation", flow)
