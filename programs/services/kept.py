"""Counts what has ended, and counts again what has changed since (ADR 67)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import combinations, pairwise

from django.db import connection, transaction
from django.utils import timezone

from japan import fiscal
from privacy.models import Area
from programs import indicators
from programs.dimensions import MONTH
from programs.indicators import Indicator
from programs.keeping import By, Days, count, name_of, rules
from programs.models import KeptCount
from programs.once import one_page

# One counts at a time, and nothing is forgotten meanwhile: what was counted sooner is never written over what was counted later.
LOCK = 0x796B6570
# This fiscal year and those of a plan's term before it.
YEARS = 6
# What had changed, and with it what is no longer true. It is gone before anything is counted anew: what is written from now on leaves
# another of these, and what was written before is seen.
GONE = """
WITH gone AS (DELETE FROM programs_changedmonth WHERE council_id = %s RETURNING what, month)
UPDATE programs_keptcount k SET rules = '' WHERE k.council_id = %s AND k.rules <> '' AND EXISTS (
    SELECT FROM gone WHERE gone.what = ANY(k.reads) AND gone.month BETWEEN k.first AND k.until
)
"""


def counts_keep(*, today: date | None = None, years: int = YEARS) -> int:
    """Each hour. How much was counted."""
    today, number = today or timezone.localdate(), 0
    for council in Area.objects.filter(kind=Area.Kind.COUNCIL).order_by("pk"):
        with _alone() as is_alone:
            if is_alone:
                _forget(council)
        for days, indicator, parts in _missing(council, today, years):
            with _alone() as is_alone, one_page():
                number += _count(council, indicator, days, parts) if is_alone else 0
    return number


def parts_of(indicator: Indicator) -> list[By]:
    """By what it is kept: each of its dimensions, and each two of them."""
    names = [name for name in indicator.dimensions if name != MONTH]
    return [(), *((name,) for name in names), *combinations(names, 2)]


@contextmanager
def _alone() -> Iterator[bool]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        yield cursor.fetchone()[0]


def _forget(council) -> None:
    with connection.cursor() as cursor:
        cursor.execute(GONE, [council.pk, council.pk])


def _missing(council, today: date, years: int) -> Iterator[tuple[Days, Indicator, list[By]]]:
    """The latest months first."""
    rows = KeptCount.objects.filter(council=council, rules=rules()).values_list("first", "until", "code", "by")
    known = {tuple(row) for row in rows}
    kept = [one for one in indicators.everything() if one.reads]
    for days in sorted(_ended(today, years), reverse=True):
        for indicator in kept:
            parts = [by for by in parts_of(indicator) if (*days, indicator.code, name_of(by)) not in known]
            if parts and not (indicator.summable and _is_long(days)):
                yield days, indicator, parts


def _ended(today: date, years: int) -> Iterator[Days]:
    """Months, quarters and years."""
    for year in range(fiscal.fiscal_year(today) - years + 1, fiscal.fiscal_year(today) + 1):
        begun = [*fiscal.months(year), fiscal.months(year + 1)[0]]
        for first, after in [*pairwise(begun), *pairwise(begun[::3]), (begun[0], begun[-1])]:
            if after <= today:
                yield first, after - timedelta(days=1)


def _is_long(days: Days) -> bool:
    """What adds up is kept by the month alone."""
    return days[1] - days[0] > timedelta(days=31)


def _count(council, indicator: Indicator, days: Days, parts: list[By]) -> int:
    whole = count(indicator, council, days, [()])[()]
    others = [by for by in parts if by]
    # Where there is nothing there is nothing of any kind.
    found = {(): whole} | (count(indicator, council, days, others) if whole.get(()) else {by: {} for by in others})
    KeptCount.objects.bulk_create(
        [
            KeptCount(
                council=council, code=indicator.code, by=name_of(by), first=days[0], until=days[1], reads=list(indicator.reads), rules=rules(),
                numbers=[[*keys, number] for keys, number in found[by].items()],
            ) for by in parts
        ],
        update_conflicts=True, unique_fields=["council", "by", "first", "until", "code"], update_fields=["numbers", "reads", "rules"],
    )  # fmt: skip
    return len(parts)
