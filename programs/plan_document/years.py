"""Fiscal years as offices write them: 2023年度, 令和5年度, 令和5～8年度, R5."""

from __future__ import annotations

import re

from japan.wareki import ERAS

from .text import DASHES, WAVES, half_width, single_spaced

_ERA_BEFORE_FIRST_YEAR = {word: start.year - 1 for name, letter, start in ERAS for word in (name, letter)}
# Of single-spaced text: a repeat beside a repeat over the same signs would try every way to part a long run of them.
_YEAR = r"(?:(?P<era{0}>" + "|".join(_ERA_BEFORE_FIRST_YEAR) + r") ?| )?(?P<year{0}>元|[0-9]{{1,4}}) ?(?:\([^()]*\) ?)?"
_RANGE = re.compile(_YEAR.format(1) + rf"(?:年度? ?)?(?:[{WAVES}{re.escape(DASHES)}]|から) ?" + _YEAR.format(2) + "年")
_FISCAL_YEAR = re.compile(_YEAR.format("") + "年度")


def fiscal_year_in(text: str) -> int | None:
    """The first fiscal year that the text names."""
    for found in _FISCAL_YEAR.finditer(single_spaced(half_width(text))):
        year = _western(found["era"], found["year"])
        if year:
            return year
    return None


def year_range_in(text: str) -> tuple[int, int, slice] | None:
    """First and last year of a span, and where in the text it stands. The text is single-spaced."""
    found = _RANGE.search(half_width(text))
    if not found:
        return None
    first = _western(found["era1"], found["year1"])
    last = _western(found["era2"] or found["era1"], found["year2"])
    if not first or not last or last < first:
        return None
    return first, last, slice(found.start(), found.end())


def _western(era: str | None, year: str) -> int | None:
    number = 1 if year == "元" else int(year)
    if era:
        return _ERA_BEFORE_FIRST_YEAR[era] + number
    return number if number >= 1900 else None
