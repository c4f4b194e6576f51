"""The areas and the cast, made once a worker: each test gets their rows in one statement, where making them takes a hundred."""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

# Where they stand. Something made that stands elsewhere too would be missing in the tests, so that it is refused below.
TABLES = (
    "privacy_area", "accounts_organisation", "accounts_user", "accounts_pledge", "accounts_membership", "privacy_accessevent",
)  # fmt: skip
# How much this transaction has written into each table, what the test's own fixtures wrote before too.
WRITTEN = """
SELECT coalesce(pg_partition_root(relid), relid)::regclass::text, sum(n_tup_ins) FROM pg_stat_xact_user_tables
WHERE n_tup_ins > 0 GROUP BY 1
"""

# What the app may say of a row itself. An event's number and time are the database's.
COLUMNS = """
SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND has_column_privilege(attrelid, attnum, 'INSERT')
"""


@dataclass(frozen=True)
class Prepared:
    """What was made, and the statement that puts its rows there again."""

    made: Any
    statement: str

    def put(self) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(self.statement)
        # Each test changes its own.
        return copy.deepcopy(self.made)


def prepare(makers: dict[str, Callable[[dict[str, Any]], Any]]) -> dict[str, Prepared]:
    """`{name: make}`, each made after those before it and given them. What was written is taken back; its ids are not given again."""
    with transaction.atomic():
        prepared = dict(_prepare(makers))
        transaction.set_rollback(True)
    return prepared


def _prepare(makers) -> Iterator[tuple[str, Prepared]]:
    made, before, written = {}, _rows(), _written()
    for name, make in makers.items():
        made[name] = make(made)
        now = _rows()
        assert before.keys() <= now.keys(), f"{name} changes what was made before it"
        yield name, Prepared(made[name], _statement([row for row in now if row not in before]))
        before = now
    assert {table for table, _number in _written() - written} <= set(TABLES)


def _written() -> set[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN)
        return set(cursor.fetchall())


def _rows() -> dict[tuple[str, str], None]:
    """(table, a row of it as JSON), in the order in which they were written."""
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}', to_json(r)::text FROM {table} r" for table in TABLES))
        return dict.fromkeys(cursor.fetchall())


def _statement(rows) -> str:
    parts = []
    with connection.cursor() as cursor:
        for table in TABLES:
            if written := ",".join(row for place, row in rows if place == table):
                cursor.execute(COLUMNS, [table])
                ((columns,),) = cursor.fetchall()
                into = f"INSERT INTO {table} ({columns}) SELECT {columns} FROM json_populate_recordset(NULL::{table}, %s)"
                parts.append(cursor.mogrify(into, [f"[{written}]"]))
    return ";".join(parts)
