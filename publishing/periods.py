"""Of which days a report is: a month, a quarter or a year as the council counts them, or any days. Each has a key for an address."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from japan import fiscal
from japan.wareki import format_wareki
from privacy import asked

MONTH, QUARTER, YEAR, FREE = "month", "quarter", "year", "free"
_WRITTEN = re.compile(r"(?P<year>\d{4})(-(?P<month>\d\d)|-q(?P<quarter>[1-4]))?", re.ASCII)
# As many days as a report tells of: six fiscal years.
LONGEST = 2200
YEARS = range(2000, 2100)
# As many are offered by name.
MONTHS = 14


@dataclass(frozen=True)
class Period:
    kind: str
    first: date
    last: date

    @property
    def key(self) -> str:
        if self.kind == MONTH:
            return f"{self.first:%Y-%m}"
        if self.kind == QUARTER:
            return f"{fiscal.fiscal_year(self.first)}-q{fiscal.month_index(self.first) // 3 + 1}"
        return str(self.first.year) if self.kind == YEAR else f"{self.first}_{self.last}"

    @property
    def words(self) -> str:
        year = fiscal.fiscal_year(self.first)
        japanese = get_language() == "ja"
        if self.kind == MONTH:
            return format_wareki(self.first).partition("月")[0] + "月" if japanese else f"{self.first:%B %Y}"
        words = fiscal.label(year) if japanese else _("fiscal year %(year)d") % {"year": year}
        if self.kind == QUARTER:
            return _("%(year)s, quarter %(number)d") % {"year": words, "number": fiscal.month_index(self.first) // 3 + 1}
        return words if self.kind == YEAR else self.days

    @property
    def days(self) -> str:
        if get_language() == "ja":
            return f"{format_wareki(self.first)}～{format_wareki(self.last)}"
        return f"{self.first}～{self.last}"

    def has_ended(self, today: date) -> bool:
        return self.last < today

    def until(self, today: date) -> date:
        """The last day that is counted."""
        return max(self.first, min(self.last, today))


def month(day: date) -> Period:
    first = day.replace(day=1)
    return Period(MONTH, first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))


def quarter(year: int, number: int) -> Period:
    """Of the fiscal year; the first begins in April."""
    months = fiscal.months(year)[3 * number - 3 : 3 * number]
    return Period(QUARTER, months[0], month(months[2]).last)


def year(number: int) -> Period:
    return Period(YEAR, *fiscal.bounds(number))


def read(text: str) -> Period | None:
    """A key; nothing where it is none."""
    if found := _WRITTEN.fullmatch(text):
        number = int(found["year"])
        if number not in YEARS:
            return None
        if found["quarter"]:
            return quarter(number, int(found["quarter"]))
        if found["month"]:
            return month(date(number, int(found["month"]), 1)) if 1 <= int(found["month"]) <= 12 else None
        return year(number)
    first, _bar, last = text.partition("_")
    return free(asked.day(first), asked.day(last))


def free(first: date | None, last: date | None) -> Period | None:
    if not first or not last or not first <= last <= first + timedelta(days=LONGEST) or first.year not in YEARS:
        return None
    return Period(FREE, first, last)


def choices(today: date, *, ended: bool) -> list[tuple[str, list[Period]]]:
    """Each kind with its last ones, the newest first; `ended`: none that still runs."""
    number = fiscal.fiscal_year(today)
    months = [month(today)]
    while len(months) < MONTHS:
        months.append(month(months[-1].first - timedelta(days=1)))
    quarters = [quarter(one, part) for one in (number, number - 1) for part in (4, 3, 2, 1)]
    years = [year(one) for one in range(number, number - 4, -1)]
    groups = [(_("Month"), months), (_("Quarter"), quarters), (_("Fiscal year"), years)]
    return [
        (words, [one for one in periods if one.has_ended(today) or (not ended and one.first <= today)])
        for words, periods in groups
    ]
