"""Statements that take longer to plan than to run: each connection plans one once, and then only gives the values.

A question (`together.py`) is such a statement: its text is written once a process, and its plan does not depend on whose reach it is asked
for, since every way into a dossier has its own index. Behind PgBouncer a connection is somebody else's each time: there all are planned anew.
"""

import re
from functools import lru_cache
from itertools import count
from typing import Any

from django.db import connection

PLACE = re.compile("%s|%%")


def rows_of(sql: str, params: list[Any]) -> list[tuple[Any, ...]]:
    with connection.planned_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(_numbered(sql), params)
        rows: list[tuple[Any, ...]] = cursor.fetchall() if cursor.description else []
        return rows


def row_of(sql: str, params: list[Any]) -> tuple[Any, ...]:
    """The one row of this statement."""
    return next(iter(rows_of(sql, params)), ())


@lru_cache(maxsize=128)
def _numbered(sql: str) -> str:
    """With its places as the server counts them ($1, $2), which psycopg would find anew in a long text each time."""
    numbers = count(1)
    return PLACE.sub(lambda found: "%" if found[0] == "%%" else f"${next(numbers)}", sql)
