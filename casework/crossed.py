"""New cases by several dimensions at once, each under one value of each, for tables that leave the office.

A restricted case counts under 地区不明, and under その他 wherever a table has topics: so no two tables together show that there is one.
"""

from collections import Counter

from django.db.models import Case as Choice
from django.db.models import Count, F, Value, When
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from casework import indicators
from casework.codes import Sex, Topic
from casework.models import Case
from japan import fiscal
from programs.indicators import AREA
from programs.indicators import BAND as BANDS
from programs.indicators import ROUTE as ROUTES
from publishing.crossed import BAND, DISTRICT, MONTH, ROUTE, SEX, TOPIC, Crossed, register

UNKNOWN = "unknown"


def count_new(council, first, until, dimensions) -> dict[tuple[str, ...], int]:
    """The age is the one at the beginning of the fiscal year of the intake."""
    rows = Case.objects.filter(council=council, intake_date__range=(first, until)).numbered().order_by()
    keys = {f"by_{name}": _KEYS[name]() for name in dimensions}
    rows = rows.annotate(taken=TruncMonth("intake_date"), **keys).values_list("taken", *keys).annotate(n=Count("pk"))
    found: Counter[tuple[str, ...]] = Counter()
    for taken, *parts, number in rows:
        found[tuple(_shown(name, part, taken) for name, part in zip(dimensions, parts, strict=True))] += number
    return dict(found)


_KEYS = {
    DISTRICT: lambda: indicators.where("counted_area", ""),
    TOPIC: lambda: Choice(When(restricted=True, then=Value(Topic.OTHER.value)), default=F("main_topic")),
    BAND: lambda: F("subject__birth_fiscal_year"),
    SEX: lambda: F("subject__sex"),
    ROUTE: lambda: F("route"),
    MONTH: lambda: TruncMonth("intake_date"),
}


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
