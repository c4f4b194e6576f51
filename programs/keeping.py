"""What was counted of months that have ended is read again, and only the rest is counted: the same numbers, sooner (ADR 67)."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from django.apps import apps
from django.conf import settings
from django.db import connection

from japan import fiscal
from programs.dimensions import BAND, MONTH, SEX, TOPIC, month_number
from programs.once import once

By = tuple[str, ...]
Days = tuple[date, date]


class Counted(Protocol):
    """What is asked of an indicator here (`indicators.py`)."""

    code: str
    dimensions: By
    summable: bool
    reads: By
    counts: Callable
    counts_together: Callable | None


# More stretches that were not kept are counted as one, with what lies between them.
STRETCHES = 3


@cache
def rules() -> str:
    """Of all that this program does: what another version counted is counted again."""
    digest = sha256()
    for app in sorted(apps.get_app_configs(), key=lambda one: one.name):
        if Path(app.path).is_relative_to(settings.BASE_DIR):
            for path in sorted(Path(app.path).rglob("*.py")):
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


# What was kept of these days, and nothing has changed since.
TRUE = """
SELECT k.code, k.first, k.until, k.numbers FROM programs_keptcount k
WHERE k.council_id = %s AND k.by = %s AND k.first >= %s AND k.until <= %s AND k.rules = %s AND NOT EXISTS (
    SELECT FROM programs_changedmonth c WHERE c.council_id = k.council_id AND c.what = ANY(k.reads) AND c.month BETWEEN k.first AND k.until
)
"""


def name_of(by: By) -> str:
    return ",".join(by)


def together(indicator: Counted, council, first: date, until: date, wanted: Iterable[By]) -> dict[By, dict]:
    """{dimensions: {keys: number}} of several at once, as counting all of it would give."""
    found: dict[By, dict] = {}
    left: dict[Days, list[By]] = defaultdict(list)
    for by in wanted:
        found[by], stretches = _split(indicator, council, first, until, by)
        for days in stretches:
            left[days].append(by)
    for days, parts in left.items():
        for by, numbers in count(indicator, council, days, parts).items():
            _add(found[by], numbers, by, month_number(first, days[0]) - month_number(days[0], days[0]))
    return found


def count(indicator: Counted, council, days: Days, parts: Sequence[By]) -> dict[By, dict]:
    """Live."""
    at_once = [by for by in parts if TOPIC not in by]
    found = indicator.counts_together(council, *days, at_once) if indicator.counts_together and len(at_once) > 1 else {}
    return {by: dict(found[by] if by in found else indicator.counts(council, *days, by)) for by in parts}


def _split(indicator: Counted, council, first: date, until: date, by: By) -> tuple[dict, list[Days]]:
    """What is known already, and the stretches of days that have to be counted."""
    if not indicator.reads:
        return {}, [(first, until)]
    own = tuple(name for name in indicator.dimensions if name in by and name != MONTH)
    kept = _kept(getattr(council, "pk", council), first, until, name_of(own)).get(indicator.code, {})
    if MONTH not in by and (first, until) in kept:
        return _told(kept[first, until], own, by), []
    if not _adds_up(indicator, by) or not kept:
        return {}, [(first, until)]
    found: dict = {}
    stretches: list[Days] = []
    for days in _months(first, until):
        if days in kept and (BAND not in by or fiscal.fiscal_year(days[0]) == fiscal.fiscal_year(first)):
            _add(found, _told(kept[days], own, by, month_number(first, days[0])), by)
        elif stretches and stretches[-1][1] == days[0] - timedelta(days=1):
            stretches[-1] = (stretches[-1][0], days[1])
        else:
            stretches.append(days)
    if any(fiscal.fiscal_year(begun) != fiscal.fiscal_year(first) for begun, _ended in stretches) and BAND in by:
        # The age is that of the year in which the whole begins.
        return {}, [(first, until)]
    return (found, stretches) if len(stretches) <= STRETCHES else ({}, [(first, until)])


def _adds_up(indicator: Counted, by: By) -> bool:
    """Months one beside the other do, and months together where nobody is in two of them. Whose age and sex several records tell is asked
    of the last day of all."""
    if indicator.summable:
        return True
    return MONTH in by and not {BAND, SEX} & set(by)


@once
def _kept(council: int, first: date, until: date, by: str) -> dict[str, dict[Days, list]]:
    """{code: {days: numbers}}"""
    found: dict[str, dict[Days, list]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(TRUE, [council, by, first, until, rules()])
        for code, begun, ended, numbers in cursor.fetchall():
            found[code][begun, ended] = json.loads(numbers)
    return found


def _told(numbers: list, own: By, by: By, month: int = 0) -> dict:
    """In the order in which it is asked for, with the month where that is one of it."""
    found = {}
    for *keys, number in numbers:
        named = dict(zip(own, keys, strict=True)) | {MONTH: month}
        found[tuple(named[name] for name in by)] = number
    return found


def _add(found: dict, numbers: dict, by: By, months: int = 0) -> None:
    """`months`: by how many the stretch's own are counted from another April. What is 0 stands in the whole alone."""
    at = by.index(MONTH) if MONTH in by and months else None
    for keys, number in numbers.items():
        if by and not number:
            continue
        own = keys if at is None else (*keys[:at], keys[at] + months, *keys[at + 1 :])
        found[own] = found.get(own, 0) + number


def _months(first: date, until: date) -> Iterator[Days]:
    """The days of each month from the first to the last of these."""
    while first <= until:
        ended = min(until, (first.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1))
        yield first, ended
        first = ended + timedelta(days=1)
