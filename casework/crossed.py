"""Consultations by several dimensions at once, each under one value of each, for tables that leave the office.

A restricted case counts under 地区不明, and under その他 wherever a table has topics: so no two tables together show that there is one.
"""

from collections import Counter

from django.db.models import Case as Choice
from django.db.models import Count, F, Value, When
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from casework import indicators
from casework.codes import Sex, Topic
from casework.joined import Joins
from casework.models import Case
from japan import fiscal
from programs.dimensions import AREA
from programs.dimensions import BAND as BANDS
from programs.dimensions import ROUTE as ROUTES
from publishing.crossed import BAND, DISTRICT, MONTH, ROUTE, SEX, TOPIC, Crossed, register

UNKNOWN = "unknown"


def count_new(council, first, until, dimensions) -> dict[tuple[str, ...], int]:
    """The age is the one at the beginning of the fiscal year of the intake."""
    rows = Case.objects.filter(council=council, intake_date__range=(first, until)).numbered()
    return _count(rows, dimensions, _columns("", "counted_area", "intake_date"))


def count_contacts(council, first, until, dimensions) -> dict[tuple[str, ...], int]:
    """The age is the one at the beginning of the fiscal year of the contact."""
    return _count(indicators.contacts_made(council, first, until), dimensions, _columns("case__", "area", "met_at"))


def count_people(council, first, until, dimensions) -> dict[tuple[str, ...], int]:
    """Of one fiscal year each person once, under what their first contact in it was; of several records, the first contact of all."""
    joins, columns = Joins(council), _columns("case__", "area", "met_at")
    keys = {f"by_{name}": columns[name] for name in dimensions}
    rows = indicators.contacts_made(council, first, until).filter(case__subject__isnull=False).annotate(**keys)
    rows = rows.order_by("case__subject", "met_at", "pk").distinct("case__subject")
    earliest: dict = {}
    for person, at, pk, *parts in rows.values_list("case__subject", "met_at", "pk", *keys):
        one = joins.first_of(person, until)
        earliest[one] = min(earliest.get(one, ((at, pk), parts)), ((at, pk), parts), key=lambda found: found[0])
    shown = (
        tuple(_shown(name, part, first) for name, part in zip(dimensions, parts, strict=True))
        for _at, parts in earliest.values()
    )
    return dict(Counter(shown))


def _columns(case: str, area: str, day: str) -> dict:
    topic = Choice(When(**{f"{case}restricted": True}, then=Value(Topic.OTHER.value)), default=F(f"{case}main_topic"))
    return {
        DISTRICT: indicators.where(area, case), TOPIC: topic, BAND: F(f"{case}subject__birth_fiscal_year"), SEX: F(f"{case}subject__sex"),
        ROUTE: F(f"{case}route"), MONTH: TruncMonth(day),
    }  # fmt: skip


def _count(rows, dimensions, columns) -> dict[tuple[str, ...], int]:
    keys = {f"by_{name}": columns[name] for name in dimensions}
    rows = rows.order_by().annotate(taken=columns[MONTH], **keys).values_list("taken", *keys).annotate(n=Count("*"))
    found: Counter[tuple[str, ...]] = Counter()
    for taken, *parts, number in rows:
        found[tuple(_shown(name, part, taken) for name, part in zip(dimensions, parts, strict=True))] += number
    return dict(found)


def _shown(name, part, taken) -> str:
    if name == BAND:
        return fiscal.band(part, fiscal.fiscal_year(taken))
    if name == MONTH:
        return f"{part:%Y-%m}"
    return str(part) if part is not None else UNKNOWN


def labels(name, council) -> list[tuple]:
    if name == SEX:
        return [(sex.value, sex.label) for sex in Sex]
    if name == TOPIC:
        return [(topic.value, topic.label) for topic in Topic]
    named = {DISTRICT: AREA, BAND: BANDS, ROUTE: ROUTES}[name]
    return [(str(key), words) for key, words in indicators.labels(named, council)]


NEW = register(Crossed(
    "consultation.new", _("New cases"), _("cases"),
    _("Cases whose intake lies in the period, each under its main topic and the age at the beginning of the fiscal year."),
    (DISTRICT, TOPIC, BAND, SEX, ROUTE), count_new, labels,
))  # fmt: skip
CONTACTS = register(Crossed(
    "consultation.contacts", _("Contacts"), _("contacts"),
    _("Notes of every means but memos, the intake included, each under its case's main topic and the age at the beginning of the fiscal year."),
    (DISTRICT, TOPIC, BAND, SEX, ROUTE), count_contacts, labels,
))  # fmt: skip
PEOPLE = register(Crossed(
    "consultation.people", _("Distinct people"), _("people"),
    _("Different people with a contact in the fiscal year, each once, under the district and main topic of their first contact in it."),
    (DISTRICT, TOPIC, BAND, SEX, ROUTE), count_people, labels, whole_years=True,
))  # fmt: skip
