"""Visits by several dimensions at once, for tables that leave the office. A restricted watch-over counts under 地区不明."""

from collections import Counter

from django.db.models import Count, F
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.crossed import labels
from japan import fiscal
from publishing.crossed import BAND, DISTRICT, MONTH, SEX, Crossed, register
from visits.indicators import where
from visits.models import Visit


def count_visits(council, first, until, dimensions) -> dict[tuple[str, ...], int]:
    """The age is the one at the beginning of the fiscal year of the visit."""
    columns = {
        DISTRICT: where(), BAND: F("enrolment__person__birth_fiscal_year"), SEX: F("enrolment__person__sex"), MONTH: TruncMonth("visited_at"),
    }  # fmt: skip
    keys = {f"by_{name}": columns[name] for name in dimensions}
    rows = Visit.objects.made(council, first, until).counted().order_by().annotate(month=columns[MONTH], **keys)
    found: Counter[tuple[str, ...]] = Counter()
    for month, *parts, number in rows.values_list("month", *keys).annotate(n=Count("pk")):
        year = fiscal.fiscal_year(month)
        shown = {BAND: lambda part, year=year: fiscal.band(part, year), MONTH: lambda part: f"{part:%Y-%m}"}
        found[tuple(shown.get(name, str)(part) for name, part in zip(dimensions, parts, strict=True))] += number
    return dict(found)


VISITS = register(Crossed(
    "watch.visits", _("Visits"), pgettext_lazy("number of visits", "visits"),
    _("Visits that met somebody, whatever was found, each under the age at the beginning of the fiscal year. Pairs count once, absences not."),
    (DISTRICT, BAND, SEX), count_visits, labels,
))  # fmt: skip
