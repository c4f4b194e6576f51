"""What can be published in place of a table that cannot be, or that hides most of what it counts: with two of its values told as one, without a
column, or of more days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from japan import fiscal
from publishing import crossed, merging, periods
from publishing.models import PublishedTable


@dataclass(frozen=True)
class Instead:
    words: str
    dimensions: list[str]
    first: date
    last: date
    merged: list[str]


def instead_of(table: PublishedTable, today: date) -> list[Instead]:
    """None where it already is by one thing with two values and of the longest period."""
    days = (table.from_date, table.until_date)
    fewer = [(name, [other for other in table.dimensions if other != name]) for name in table.dimensions]
    kept = {name: [one for one in table.merged if not one.startswith(f"{name}:")] for name in table.dimensions}
    return [
        *(Instead(words, table.dimensions, *days, merged) for words, merged in _merged(table, kept)),
        *(
            Instead(_("Without %(column)s") % {"column": crossed.DIMENSIONS[name]}, rest, *days, kept[name])
            for name, rest in fewer
            if rest
        ),
        *(
            Instead(_("Of %(period)s") % {"period": words}, table.dimensions, *longer, table.merged)
            for words, longer in _longer(table, today)
        ),
    ]


def _longer(table: PublishedTable, today: date) -> Iterator[tuple[str, tuple[date, date]]]:
    """Whole months that have ended, with all of its own among them."""
    year = fiscal.fiscal_year(table.from_date)
    ended = today.replace(day=1) - timedelta(days=1)
    quarter = periods.quarter(year, fiscal.month_index(table.from_date) // 3 + 1)
    for first, last in ((quarter.first, quarter.last), fiscal.bounds(year)):
        days = first, min(last, ended)
        if days != (table.from_date, table.until_date) and days[1] >= table.until_date:
            yield periods.Period(periods.FREE, *days).days, days


def _merged(table: PublishedTable, kept: dict[str, list[str]]) -> Iterator[tuple[str, list[str]]]:
    for name in (name for name in table.dimensions if name in table.words):
        if pair := merging.next_pair(name, table):
            called, own = dict(table.words[name]), [one for one in table.merged if one not in kept[name]]
            rest = [one for one in own if one.partition(":")[2] not in pair]
            words = _("%(first)s and %(second)s as one") % {"first": called[pair[0]], "second": called[pair[1]]}
            yield words, [*kept[name], *rest, f"{name}:{'+'.join(pair)}"]
