"""A report as it was counted: each table with its heads, rows and numbers, for whoever sees exact figures and for whoever does not.

A month that was closed shows what was counted then (確定値), and beside it what is counted now where that differs (訂正); but no difference by
school district: somebody would see where a case was restricted. What is not exact is protected here, before anything is laid out: no page
and no file can show more.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from japan import fiscal
from privacy import replica
from privacy.models import Area
from programs import indicators
from programs.dimensions import AREA, MONTH, month_number, month_of, months_between
from programs.indicators import Indicator
from programs.once import one_page
from programs.suppression.rounding import HIDDEN, K, protected
from publishing.catalogue import DIMENSIONS, FLOW, Report, Section
from publishing.making import Step
from publishing.models import ClosedMonth
from publishing.models.months import name_of
from publishing.periods import Period
from publishing.periods import month as month_period

STAGES = ("start", "new", "reopened", "closed", "end")


@dataclass(frozen=True)
class Cell:
    """`now`: what is counted today, where that differs from what the month was closed with. A month that has not come has no number."""

    number: float | None
    now: float | None = None
    is_final: bool = False
    is_hidden: bool = False

    @property
    def words(self) -> str:
        return HIDDEN if self.is_hidden else "" if self.number is None else plain(self.number)

    @property
    def now_words(self) -> str:
        return "" if self.now is None else plain(self.now)


def plain(number: float) -> str:
    return f"{number:,.1f}".removesuffix(".0")


@dataclass(frozen=True)
class Row:
    words: str
    cells: list[Cell]
    is_total: bool = False


@dataclass(frozen=True)
class Counted:
    """One table. `defined`: (what is counted, its unit, its definition, where the records stand that the reader may see)."""

    title: Promise | str
    corner: str
    heads: list[str]
    rows: list[Row]
    defined: list[tuple[str, str, str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Made:
    """`closed`: the months of it that are closed, by their number; `is_exact` or protected."""

    report: Report
    period: Period
    until: date
    at: datetime
    is_exact: bool
    district: Area | None
    tables: list[Counted]
    closed: dict[int, ClosedMonth]
    figures: "Figures"


@dataclass(frozen=True)
class Snapshot:
    at: datetime
    figures: Mapping[str, list]


class Figures:
    """What was counted, each thing once. Of one district it is what lies under its key. `kept`: what a task counted (`as_kept`).

    `within`: where it is counted; it gives the moment of which the records are, and `at` is the earliest of those.
    """

    def __init__(
        self, council, first: date, until: date, district: Area | None = None, kept: Mapping[str, list] | None = None,
        within: Callable[[], AbstractContextManager[datetime]] = lambda: nullcontext(timezone.now()),
    ):  # fmt: skip
        self.council, self.first, self.until, self.district, self.within = council, first, until, district, within
        self.at: datetime | None = None
        self._found: dict[str, dict] = {
            name: {tuple(keys): number for *keys, number in rows} for name, rows in (kept or {}).items()
        }

    @property
    def as_kept(self) -> dict[str, list]:
        return {name: [[*keys, number] for keys, number in found.items()] for name, found in self._found.items()}

    def between(self, indicator: Indicator, by: tuple[str, ...]) -> dict:
        name = name_of(indicator.code, self.by(by))
        if name not in self._found:
            with self._counting():
                self._found[name] = dict(indicator.between(self.council, self.first, self.until, self.by(by)))
        return self.own(self._found[name], by)

    def flow(self) -> dict[tuple, dict]:
        """{(stage, by): {keys: number}}, by school district and in all."""
        names = {(stage, by): name_of(f"{FLOW}.{stage}", by) for stage in STAGES for by in ((AREA,), ())}
        if not set(names.values()) <= self._found.keys():
            with self._counting():
                self._found |= {names[at]: found for at, found in flow_of(self.council, self.first, self.until).items()}
        return {at: self._found[name] for at, name in names.items()}

    def look_ahead(self, wanted: dict[str, set[tuple[str, ...]]], step: Step = lambda _done, _total: None, of: int = 1) -> None:
        """What the tables will ask for, of each indicator together."""
        for number, (code, parts) in enumerate(wanted.items()):
            step(number, of)
            one = indicators.get(code)
            asked = sorted({self.by(by) for by in parts if set(self.by(by)) <= set(one.dimensions)}) if one else []
            asked = [by for by in asked if name_of(code, by) not in self._found]
            if one and len(asked) > 1:
                with self._counting():
                    found = one.together(self.council, self.first, self.until, asked)
                self._found |= {name_of(code, by): dict(numbers) for by, numbers in found.items()}

    @contextmanager
    def _counting(self) -> Iterator[None]:
        with self.within() as at:
            self.at = min(self.at or at, at)
            yield

    def by(self, by: tuple[str, ...]) -> tuple[str, ...]:
        return (AREA, *by) if self.district and AREA not in by else by

    def own(self, found: Mapping, by: tuple[str, ...]) -> dict:
        """Of the one district."""
        if not self.district:
            return dict(found)
        if AREA in by:
            return {keys: number for keys, number in found.items() if keys[by.index(AREA)] == self.district.pk}
        return {keys[1:]: number for keys, number in found.items() if keys[0] == self.district.pk}


def make(
    report: Report, council, period: Period, *, exact: bool, user, district: Area | None = None, today: date | None = None,
    step: Step = lambda _done, _total: None, kept: "Snapshot | None" = None,
) -> Made:  # fmt: skip
    """`kept`: what a task counted, and when."""
    at = kept.at if kept else timezone.now()
    until = period.until(today or timezone.localdate(at))
    closed = _closed(council, period)
    figures = Figures(council, period.first, until, district, kept.figures if kept else None, replica.reading)
    wanted = wanted_of(report.sections)
    parts = len(wanted) + len(report.sections)
    tables = []
    with one_page():
        figures.look_ahead(wanted, step, parts)
        for number, section in enumerate(report.sections, len(wanted)):
            step(number, parts)
            if table := _table(section, figures, period, closed, user):
                tables.append(table)
    shown = [table if exact else _protected(table, counted) for table, counted in tables]
    # A page that was counted on the database itself is of the moment when it began.
    at = at if kept or not figures.at else min(at, figures.at)
    return Made(report, period, until, at, exact, district, shown, closed, figures)


def wanted_of(sections: Iterable[Section]) -> dict[str, set[tuple[str, ...]]]:
    """{code: by what the tables tell it}, each with its sums."""
    found: dict[str, set] = defaultdict(set)
    for section in sections:
        named = tuple(name for name in (section.rows, section.columns) if name)
        for code in section.indicators:
            found[code] |= {(), named, *((name,) for name in named)}
    return found


def _closed(council, period: Period) -> dict[int, ClosedMonth]:
    rows = (
        ClosedMonth.objects.standing()
        .filter(council=council, month__range=(period.first, period.last))
        .select_related("closed_by")
    )
    whole = (row for row in rows if month_period(row.month).last <= period.last)
    return {month_number(period.first, row.month): row for row in whole}


def _table(section: Section, figures: Figures, period: Period, closed: dict, user) -> tuple[Counted, list] | None:
    """With the indicator of each cell, row by row."""
    kept = _Kept(figures, period, closed)
    if section.indicators == (FLOW,):
        return _flow(section, kept)
    counted = [indicators.get(code) for code in section.indicators]
    counted = [one for one in counted if one and {section.rows, section.columns} - {""} <= set(one.dimensions)]
    if figures.district:
        counted = [one for one in counted if AREA in one.dimensions]
    if not counted:
        return None
    made = _crossed if section.rows and section.columns else _by_rows if section.rows else _by_columns
    return made(section, counted, kept, user)


class _Kept:
    """A cell, by what its month was closed with."""

    def __init__(self, figures: Figures, period: Period, closed: dict[int, ClosedMonth]):
        self.figures, self.period, self.closed = figures, period, closed
        numbers = months_between(figures.first, period.last)
        self.months = list(numbers)
        self.only = closed.get(numbers.start) if len(numbers) == 1 and period.first.day == 1 else None
        self._kept: dict[tuple, dict | None] = {}

    @property
    def is_one_month(self) -> bool:
        return len(self.months) == 1

    def cell(self, indicator: Indicator, by: tuple[str, ...], keys: tuple) -> Cell:
        number = self.figures.between(indicator, by).get(keys, indicator.nothing)
        return self._beside(number, self.only, indicator.code, by, keys, indicator.nothing) if self.only else Cell(number)

    def month(self, indicator: Indicator, number: int, by: tuple[str, ...] = (), keys: tuple = ()) -> Cell:
        if month_of(self.figures.first, number) > self.figures.until:
            return Cell(None)
        now = self.figures.between(indicator, (*by, MONTH)).get((*keys, number), indicator.nothing)
        closing = self.closed.get(number)
        return self._beside(now, closing, indicator.code, by, keys, indicator.nothing) if closing else Cell(now)

    def beside(self, now, code: str, by: tuple[str, ...], keys: tuple) -> Cell:
        """Of the whole period, where that is one month."""
        return self._beside(now, self.only, code, by, keys) if self.only else Cell(now)

    def _beside(
        self, now, closing: ClosedMonth, code: str, by: tuple[str, ...], keys: tuple, nothing: float | None = 0
    ) -> Cell:
        asked = self.figures.by(by)
        at = (closing.pk, code, asked)
        if at not in self._kept:
            kept = closing.numbers(code, asked)
            self._kept[at] = None if kept is None else self.figures.own(kept, by)
        kept = self._kept[at]
        if kept is None:
            return Cell(now)
        then = kept.get(keys, nothing)
        is_told = then != now and AREA not in asked
        return Cell(then, now if is_told else None, is_final=True)


def _by_columns(section: Section, counted: list[Indicator], kept: _Kept, user):
    """What is counted down, across its months or another dimension, and the whole."""
    if section.columns == MONTH:
        columns = [] if kept.is_one_month else [(number, _month_head(kept, number)) for number in kept.months]
    else:
        columns = _values(section.columns, counted[0], kept) if section.columns else []
    rows = []
    for one in counted:
        if section.columns == MONTH:
            cells = [kept.month(one, number) for number, _words in columns]
        else:
            cells = [kept.cell(one, (section.columns,), (key,)) for key, _words in columns]
        rows.append(Row(f"{one.label} ({one.unit})", [*cells, kept.cell(one, (), ())]))
    heads = [*(str(words) for _key, words in columns), _("Whole period") if columns else pgettext("of a table", "Number")]
    return Counted(section.title, "", heads, rows, _defined(counted, kept, user)), [[one] * len(heads) for one in counted]


def _by_rows(section: Section, counted: list[Indicator], kept: _Kept, user):
    """Its values down, what is counted across. The whole is counted by itself: some overlap, and people are never added."""
    values = _values(section.rows, counted[0], kept)
    rows = [Row(str(words), [_at(kept, one, section.rows, key) for one in counted]) for key, words in values]
    rows.append(Row(_("Whole"), [kept.cell(one, (), ()) for one in counted], is_total=True))
    heads = [f"{one.label} ({one.unit})" for one in counted]
    return Counted(section.title, _dimension(section.rows), heads, rows, _defined(counted, kept, user)), [counted] * len(rows)


def _crossed(section: Section, counted: list[Indicator], kept: _Kept, user):
    one = counted[0]
    down, across = _values(section.rows, one, kept), _values(section.columns, one, kept)

    def cell(row, column) -> Cell:
        by = tuple(name for name, key in ((section.rows, row), (section.columns, column)) if key is not None)
        keys = tuple(key for key in (row, column) if key is not None)
        return kept.cell(one, by, keys)

    whole = [(None, _("Whole"))]
    rows = [
        Row(str(words), [cell(key, column) for column, _words in [*across, *whole]], is_total=key is None)
        for key, words in [*down, *whole]
    ]
    heads = [*(str(words) for _key, words in across), _("Whole")]
    title = f"{section.title} ({one.unit})"
    corner = f"{_dimension(section.rows)} × {_dimension(section.columns)}"
    return Counted(title, corner, heads, rows, _defined([one], kept, user)), [[one] * len(heads)] * len(rows)


def _at(kept: _Kept, one: Indicator, name: str, key) -> Cell:
    return kept.month(one, key) if name == MONTH else kept.cell(one, (name,), (key,))


def _flow(section: Section, kept: _Kept):
    """By school district, where it is not of one."""
    figures = kept.figures
    found = figures.flow()
    areas = Area.objects.filter(council=figures.council, kind=Area.Kind.DISTRICT)
    shown = [((AREA,), (area.pk,), area.label) for area in areas if not figures.district or area == figures.district]
    whole = [] if figures.district else [((), (), _("Whole"))]
    rows = [
        Row(
            words,
            [kept.beside(found[stage, by].get(keys, 0), f"{FLOW}.{stage}", by, keys) for stage in STAGES],
            is_total=not by,
        )
        for by, keys, words in [*shown, *whole]
    ]
    heads = [
        _("At the start"), f"{pgettext('cases', 'new')} (＋)", f"{pgettext('cases', 'reopened')} (＋)", f"{pgettext('cases', 'closed')} (－)",
        f"{_('at the end')} (＝)",
    ]  # fmt: skip
    words = _("Numbered cases that were open before the first day, with those begun, reopened and closed in the period.")
    defined = [(str(section.title), _("cases"), words, "")]
    return Counted(section.title, _dimension(AREA), heads, rows, defined), [[None] * len(heads)] * len(rows)


def flow_of(council, first: date, until: date) -> dict[tuple, dict]:
    """{(stage, by): {keys: number}}, by school district and in all. A case lies in one district."""
    function = indicators.flow_of("consultation")
    found = function(council, first, until, (AREA,)) if function else {}
    by_area = {(stage, (AREA,)): {keys: over[stage] for keys, over in found.items()} for stage in STAGES}
    return by_area | {(stage, ()): {(): sum(over[stage] for over in found.values())} for stage in STAGES}


def _values(name: str, indicator: Indicator, kept: _Kept) -> list[tuple]:
    if name == MONTH:
        return [(number, _month_head(kept, number)) for number in kept.months]
    found = indicator.labels(name, kept.figures.council) if indicator.labels else []
    if name == AREA and kept.figures.district:
        return [(key, words) for key, words in found if key == kept.figures.district.pk]
    return found


def _month_head(kept: _Kept, number: int) -> str:
    day = month_of(kept.figures.first, number)
    if len(kept.months) > 12:
        return f"{day:%Y-%m}"
    return _("month %(month)d") % {"month": day.month}


def _dimension(name: str) -> str:
    return str(DIMENSIONS[name])


def _defined(counted: list[Indicator], kept: _Kept, user) -> list[tuple[str, str, str, str]]:
    """What lists cases lists those of the period; other lists are of a year."""
    year = fiscal.fiscal_year(kept.figures.first)
    return [
        (
            str(one.label), str(one.unit), _(one.definition),
            one.listed(user, kept.period.key if one.cases else year) if one.listed else "",
        ) for one in counted
    ]  # fmt: skip


def _protected(table: Counted, counted: list) -> Counted:
    """Every number of people hidden or rounded, and no correction."""
    rows = [
        Row(row.words, [_hidden(cell, one) for cell, one in zip(row.cells, own, strict=True)], row.is_total)
        for row, own in zip(table.rows, counted, strict=True)
    ]  # fmt: skip
    return Counted(table.title, table.corner, table.heads, rows, [(*said[:3], "") for said in table.defined])


def _hidden(cell: Cell, one: Indicator | None) -> Cell:
    if cell.number is None:
        return Cell(None, is_final=cell.is_final)
    number = one.protected(cell.number) if one else protected(cell.number, K)
    return Cell(number, is_final=cell.is_final, is_hidden=number is None)
