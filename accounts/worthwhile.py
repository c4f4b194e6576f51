"""Which parts of the home page are worth making, asked of the database in one statement before any of them is made.

Most parts are empty on most days. Each of those names rows without which it has nothing to show, as querysets about whoever looks, today
and their reach (`Asker`). Rows out of reach count for nothing, or the time a page takes would tell of them. Whoever looks is a value in
the statement, so that a process writes it once for everybody of the same roles.
"""

from datetime import date
from functools import lru_cache

from django.db import connection
from django.db.models import BigIntegerField, DateField, DateTimeField, Expression, Field, UUIDField
from django.utils import timezone

from privacy.confidential import ConfidentialModel, ConfidentialQuerySet
from privacy.reach import within


class Written(Expression):
    """A piece of the statement."""

    def __init__(self, sql: str, field: Field):
        super().__init__(output_field=field)
        self.sql = sql

    def as_sql(self, compiler, connection):
        return self.sql, []


class Asker:
    """Whoever looks, as values of a condition."""

    user = Written("asker.person", UUIDField())
    council = Written("asker.council", BigIntegerField())
    today = Written("asker.today", DateField())
    now = Written("asker.now", DateTimeField())

    def __init__(self) -> None:
        self.actions: list[str] = []

    def within(self, action: str) -> Written:
        """As `reach.within`."""
        if action not in self.actions:
            self.actions.append(action)
        return Written(f'(SELECT id FROM "{action}")', UUIDField())  # noqa: S608

    def sees(self, model: type[ConfidentialModel], action: str = "") -> ConfidentialQuerySet:
        """As `visible_to`, and opens nothing."""
        return model.objects.filter(dossier__in=self.within(action or model.read_action))


def worthwhile(parts, user, today: date) -> list:
    """Those of the parts that need nothing, or of whose rows there is at least one."""
    asked = tuple(part for part in parts if part.needs)
    if not asked:
        return parts
    sql, values, actions = _question(asked)
    asker = "SELECT %s::uuid AS person, %s::bigint AS council, %s::date AS today, %s::timestamptz AS now"
    reaches = [within(user, action) for action in actions]
    tables = [f'"{action}" (id) AS NOT MATERIALIZED ({reach.sql})' for action, reach in zip(actions, reaches, strict=True)]
    tables.append(f"asker AS NOT MATERIALIZED ({asker})")
    params = [value for reach in reaches for value in reach.params]
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH {', '.join(tables)} {sql}", [*params, user.pk, user.working_council_id, today, timezone.now(), *values]
        )
        found = dict(zip(asked, cursor.fetchone(), strict=True))
    return [part for part in parts if found.get(part, True)]


@lru_cache
def _question(parts) -> tuple[str, list, list[str]]:
    """(SQL with one column a part, its parameters, the actions whose reach it asks)"""
    asker, columns, params = Asker(), [], []
    for part in parts:
        ways = [rows.query.exists().get_compiler(connection=connection).as_sql() for rows in part.needs(asker)]
        columns.append(" OR ".join(f"EXISTS ({sql})" for sql, _values in ways))
        params += [value for _sql, values in ways for value in values]
    return f"SELECT {', '.join(columns)} FROM asker", params, asker.actions  # noqa: S608
