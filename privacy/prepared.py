"""Statements that take longer to plan than to run: each connection plans one once, and then only gives the values.

A question (`together.py`) is such a statement: its text is written once a process, and its plan does not depend on whose reach it is asked
for, since every way into a dossier has its own index. Behind PgBouncer a connection is somebody else's each time: there all are planned anew.
"""

from typing import Any

from django.db import connection


def row_of(sql: str, params: list[Any]) -> tuple[Any, ...]:
    """The one row of this statement."""
    with connection.planned_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(sql, params)
        return cursor.fetchone() or ()
