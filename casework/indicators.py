"""What consultations count, by the council's rules: 新規, 実人数, 延べ, 問い合わせ; the two kinds of number are never mixed.

Only plain columns are read: no name is opened to count. A restricted case counts under 地区不明, so that no number falls when one is
restricted and no district shows it. Published figures: see reports.
"""

from collections import Counter
from collections.abc import Callable

from django.db.models import Case as Choice
from django.db.models import Count, F, Func, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from casework.codes import Means, Route, StepKind, Topic
from casework.joined import Joins
from casework.models import Case, CaseStep, Person, ProgressNote
from japan import fiscal
from privacy.models import Area
from privacy.reach import can
from programs.indicators import AREA, BAND, MONTH, ROUTE, TOPIC, Indicator, register, register_flow

CONSULTATION = ("consultation",)
ALL = (MONTH, AREA, TOPIC, ROUTE, BAND)
AGENCY = (Means.AGENCY,)


def cases_taken(council, year, until):
    first, _last = fiscal.bounds(year)
    return Case.objects.filter(council=council, intake_date__range=(first, until))


def contacts_made(council, year, until):
    """Contacts of numbered cases: every means but a memo, the first one included."""
    first, _last = fiscal.bounds(year)
    return ProgressNote.objects.counted().filter(
        case__council=council, case__sequence__isnull=False, met_at__date__range=(first, until)
    )


def count_new(council, year, until, by):
    rows = cases_taken(council, year, until).numbered()
    return _count(rows, year, by, day="intake_date", area="counted_area", case="", what=Count("pk"))


def count_enquiries(council, year, until, by):
    rows = cases_taken(council, year, until).enquiries()
    return _count(rows, year, by, day="intake_date", area="counted_area", case="", what=Count("pk"))


def count_contacts(council, year, until, by):
    return _count(contacts_made(council, year, until), year, by, day="met_at", area="area", case="case__", what=Count("pk"))


def count_people(council, year, until, by):
    """Distinct subjects. Somebody seen in two months is in both, and once in the year: the months are never added."""
    rows = contacts_made(council, year, until).filter(case__subject__isnull=False)
    joins, where = Joins(council), {"day": "met_at", "area": "area", "case": "case__"}
    alone = rows.exclude(case__subject__in=joins.people)
    found = _count(alone, year, by, **where, what=Count("case__subject", distinct=True))
    joined = _joined(rows, joins, year, until, by, **where)
    return found | {key: found.get(key, 0) + number for key, number in joined.items()}


def _joined(rows, joins, year, until, by, **where) -> dict:
    """Of those with several records, each once: of the age that their first record says."""
    if not joins.people:
        return {}
    born = dict(Person.objects.filter(pk__in=joins.people).values_list("pk", "birth_fiscal_year"))
    pairs = rows.order_by().filter(case__subject__in=joins.people).annotate(key=_key(by, **where))
    met = [(_shown(by, key, year), person) for key, person in pairs.values_list("key", "case__subject").distinct()]
    if by == BAND:
        met = [(fiscal.band(born[joins.first_of(person, until)], year), person) for _key_, person in met]
    return joins.count(met, lambda key: fiscal.last_day(year, key, until) if by == MONTH else until)


def flow(council, year, until):
    """期首 + 新規 + 再開 - 終結 = 期末, out of the dates of the steps themselves."""
    first, _last = fiscal.bounds(year)
    cases = Case.objects.filter(council=council, sequence__isnull=False)
    steps = CaseStep.objects.filter(case__in=cases.order_by().values("pk"))
    before = Q(on_date__lt=first)
    within = Q(on_date__range=(first, until))
    opened = cases.aggregate(
        before=Count("pk", filter=Q(intake_date__lt=first)), within=Count("pk", filter=Q(intake_date__range=(first, until)))
    )
    counted = steps.aggregate(
        closed_before=Count("pk", filter=before & Q(kind=StepKind.CLOSED)),
        reopened_before=Count("pk", filter=before & Q(kind=StepKind.REOPENED)),
        closed=Count("pk", filter=within & Q(kind=StepKind.CLOSED)),
        reopened=Count("pk", filter=within & Q(kind=StepKind.REOPENED)),
    )
    start = opened["before"] + counted["reopened_before"] - counted["closed_before"]
    end = start + opened["within"] + counted["reopened"] - counted["closed"]
    return {"start": start, "new": opened["within"], "reopened": counted["reopened"], "closed": counted["closed"], "end": end}


def _count(rows, year, by, *, day, area, case, what):
    """{key: number} by one dimension. Topics overlap: a case with two counts under both (重複計上)."""
    rows = rows.order_by()
    if by is None:
        return {None: rows.aggregate(n=what)["n"]}
    numbers = Counter()
    for key, number in rows.annotate(key=_key(by, day=day, area=area, case=case)).values_list("key").annotate(n=what):
        numbers[_shown(by, key, year)] += number
    return dict(numbers)


def _key(by, *, day, area, case):
    """By what the database groups; `_shown` makes the table's key of it."""
    if by == MONTH:
        return TruncMonth(day)
    if by == TOPIC:
        return Func(F(case + "topics"), function="unnest")
    return {None: Value(0), AREA: where(area, case), ROUTE: F(case + "route"), BAND: F(case + "subject__birth_fiscal_year")}[by]


def where(area, case):
    """Of a restricted case the council's 地区不明."""
    unknown = Area.objects.filter(council=OuterRef(case + "council"), special=Area.Special.UNKNOWN).values("pk")[:1]
    return Choice(When(**{case + "restricted": True}, then=Subquery(unknown)), default=F(area))


def _shown(by, key, year):
    if by is None:
        return None
    return {MONTH: fiscal.month_index, BAND: lambda born: fiscal.band(born, year)}.get(by, lambda same: same)(key)


def labels(by, council) -> list[tuple]:
    """(key, words) in the order of a table."""
    if by == AREA:
        return [(area.pk, area.label) for area in Area.objects.filter(council=council, kind=Area.Kind.DISTRICT)]
    if by == TOPIC:
        return [(topic.value, topic.label) for topic in Topic]
    if by == ROUTE:
        return [(route.value, route.label) for route in Route]
    bands = [f"{low}-{'' if high is None else high}" for low, high in fiscal.BANDS]
    return [*((band, band.replace("-", "～")) for band in bands), ("unknown", _("unknown"))]


def listed_cases(user, year) -> str:
    return f"{reverse('case_list')}?status=all&year={year}" if can(user, "case.read") else ""


def among_cases(code) -> Callable:
    """In the list of cases, those that this figure counted and this person may see."""

    def listed(user, year) -> str:
        return f"{reverse('case_list')}?status=all&figure={code}.{year}" if can(user, "case.read") else ""

    return listed


def listed_enquiries(user, year) -> str:
    return f"{reverse('case_list')}?kind=enquiry&year={year}" if can(user, "case.read") else ""


NEW = register(Indicator(
    "consultation.new", _("New cases"), _("cases"), gettext_noop("Cases whose intake lies in the period, enquiries apart."),
    CONSULTATION, count_new, ALL, labels=labels, listed=listed_cases,
))  # fmt: skip
PEOPLE = register(Indicator(
    "consultation.people", _("Distinct people"), _("people"),
    gettext_noop("Different subjects with at least one contact in the period. Unnamed subjects are not in it; months are never added."),
    CONSULTATION, count_people, ALL, summable=False, labels=labels, listed=among_cases("consultation.people"),
    cases=lambda *when: contacts_made(*when).filter(case__subject__isnull=False).order_by().values("case"),
))  # fmt: skip
CONTACTS = register(Indicator(
    "consultation.contacts", _("Contacts"), _("contacts"),
    gettext_noop("Notes of every means but memos, the intake included; corrections add nothing."),
    CONSULTATION, count_contacts, ALL, labels=labels, listed=among_cases("consultation.contacts"),
    cases=lambda *when: contacts_made(*when).order_by().values("case"),
))  # fmt: skip
ENQUIRIES = register(Indicator(
    "consultation.enquiries", _("Enquiries"), _("enquiries"), gettext_noop("Questions answered at once, without a name and a case."),
    CONSULTATION, count_enquiries, ALL, labels=labels, listed=listed_enquiries,
))  # fmt: skip
register_flow("consultation", flow)
