"""Cases by the hundred thousand: rows of cases that are there, written again for other people by COPY, on every processor.

Each copy has its own dossiers, keys and ciphertext, a caseworker, and is found and opened like any other. What no page of the bench reads is
not made: versions, proofs, events. By the owner, since triggers that follow a change would be asked for each row; what they keep in step
(the district, until when somebody is named) is written here as they would.
"""

import multiprocessing
import os
import secrets
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import psycopg
from django.db import connection, connections, models
from psycopg import sql

from casework.models import Case, Person, ProgressNote
from privacy import context, keys
from privacy.dossier_keys import DossierKey
from privacy.dossiers import WORK, permission
from privacy.fields import EncryptedField
from privacy.models import Dossier, Grant

PATTERNS, BATCH = 1_000, 1_000
RECORDS = (Dossier, Person, Case, ProgressNote)
TABLES = [model._meta.db_table for model in (Dossier, DossierKey, Person, Case, ProgressNote, Grant)]
GRANT = ("user_id", "content_object_id", "permission_id", "kind", "purpose", "from_date", "lead")
# Numbers far above those that were given out.
SEQUENCE = 1_000_000


@dataclass(frozen=True)
class Row:
    """One row to be written again: `values` by column, of encrypted columns what they hold opened."""

    model: Any
    values: dict[str, Any]


@dataclass(frozen=True)
class Plan:
    """So many cases, each like one of `patterns`; of `nobodys` one has nobody, the others one of `users`, who have `each`."""

    number: int
    patterns: list[list[Row]]
    users: Sequence[Any]
    each: int
    nobodys: int
    permission: int

    def user(self, at: int) -> Any:
        return self.users[at // self.each % len(self.users)] if at % self.nobodys else None

    def back(self, at: int) -> timedelta:
        return timedelta(minutes=1 + at // len(self.patterns))


def copy_cases(number: int, *, council: Any, beside: Any, users: Sequence[Any], each: int, nobodys: int) -> None:
    plan = Plan(number, _patterns(council, beside), users, each, nobodys, permission(WORK))
    fork, workers = multiprocessing.get_context("fork"), os.cpu_count() or 1
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        indexes = _take_down(owner)
        connections.close_all()
        parts = [
            fork.Process(target=_write, args=(plan, range(first, number, BATCH * workers)))
            for first in range(0, BATCH * workers, BATCH)
        ]
        for part in parts:
            part.start()
        for part in parts:
            part.join()
            assert part.exitcode == 0, "some cases were not made"
        _put_back(owner, indexes)


def _take_down(owner: psycopg.Connection[Any]) -> list[Any]:
    """Triggers, and the indexes that keep nothing apart: how to make these again."""
    for table in TABLES:
        owner.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(table)))
    found = owner.execute(
        "SELECT i.indexname, i.indexdef FROM pg_indexes i JOIN pg_index x ON x.indexrelid = i.indexname::regclass "
        "WHERE i.tablename = ANY(%s) AND NOT x.indisunique",
        [TABLES],
    ).fetchall()
    for name, _definition in found:
        owner.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    return [definition for _name, definition in found]


def _put_back(owner: "psycopg.Connection[Any]", indexes: list[Any]) -> None:
    owner.execute("SET maintenance_work_mem = '512MB'")
    for definition in indexes:
        owner.execute(definition)
    for table in TABLES:
        owner.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(sql.Identifier(table)))


def _patterns(council: Any, beside: Any) -> list[list[Row]]:
    """Each a person's dossier, a case's, the person, the case and its first note, in other districts than `beside`."""
    with context.as_job("bench") as job:
        rows = Case.objects.visible_to(job, "case.read").filter(council=council, subject__isnull=False)
        cases = list(rows.exclude(area=beside).select_related("dossier").order_by("-last_activity_at", "-id")[:PATTERNS])
        people = Person.objects.visible_to(job, "person.read").filter(pk__in=[case.subject_id for case in cases])
        by_id = {person.pk: person for person in people.select_related("dossier")}
        notes = ProgressNote.objects.visible_to(job).filter(case__in=cases, is_first=True)
        by_case = {note.case_id: note for note in notes}
        return [
            [_row(one) for one in (person.dossier, case.dossier, person, case, by_case[case.pk])]
            for case in cases
            if (person := by_id[case.subject_id]) and case.pk in by_case
        ]


def _row(record: models.Model) -> Row:
    return Row(type(record), {column.column: _plain(column, record) for column in record._meta.concrete_fields})


def _plain(column: Any, record: Any) -> Any:
    if not isinstance(column, EncryptedField):
        return column.get_db_prep_save(column.pre_save(record, False), connection)
    value = getattr(record, column.attname)
    return None if value is None else column.pack(value)


def _write(plan: "Plan", starts: Iterable[int]) -> None:
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("SET synchronous_commit = off")
        for start in starts:
            with context.as_job("bench"):
                _batch(owner, plan, range(start, min(start + BATCH, plan.number)))


def _batch(owner: "psycopg.Connection[Any]", plan: "Plan", numbers: range) -> None:
    """A key is kept before what it locks."""
    made: dict[str, list[list[Any]]] = {model._meta.db_table: [] for model in RECORDS}
    grants, new = [], []
    for at in numbers:
        rows = plan.patterns[at % len(plan.patterns)]
        ids = {row.values["id"]: uuid.uuid4() for row in rows}
        new.append((at, rows, ids))
        made[Dossier._meta.db_table] += [_again(row, ids, {}, plan.back(at)) for row in rows if row.model is Dossier]
    locks = {dossier[0]: secrets.token_bytes(32) for dossier in made[Dossier._meta.db_table]}
    wrapped = [[pk, keys.wrap(key, pk)] for pk, key in locks.items()]
    _copy(owner, Dossier, _columns(Dossier), made.pop(Dossier._meta.db_table))
    _copy(owner, DossierKey, _columns(DossierKey), wrapped)
    context.current().keyring.made(locks)
    for at, rows, ids in new:
        user = plan.user(at)
        given = {"sequence": SEQUENCE + at, "named_until": date.max if user else None}
        for row in rows:
            if row.model is not Dossier:
                made[row.model._meta.db_table].append(_again(row, ids, given if row.model is Case else {}, plan.back(at)))
        if user:
            case = next(row.values for row in rows if row.model is Case)
            grants.append(
                [user, ids[case["dossier_id"]], plan.permission, Grant.Kind.ASSIGNED, "", case["intake_date"], Grant.Lead.OPEN]
            )
    for model in RECORDS[1:]:
        _copy(owner, model, _columns(model), made[model._meta.db_table])
    _copy(owner, Grant, GRANT, grants)


def _columns(model: Any) -> list[str]:
    return [column.column for column in model._meta.concrete_fields]


def _again(row: Row, ids: dict[Any, uuid.UUID], given: dict[str, Any], back: timedelta) -> list[Any]:
    """The same for somebody else, so much longer ago."""
    own = SimpleNamespace(id=ids[row.values["id"]], dossier_id=ids.get(row.values.get("dossier_id")))
    values = []
    for column in row.model._meta.concrete_fields:
        value = given.get(column.column, row.values[column.column])
        if isinstance(column, EncryptedField):
            value = None if value is None else bytes(column.encrypt(own, value))
        elif isinstance(value, datetime):
            value -= back
        elif isinstance(value, uuid.UUID):
            value = ids.get(value, value)
        values.append(value)
    return values


def _copy(owner: "psycopg.Connection[Any]", model: Any, columns: Sequence[str], rows: list[list[Any]]) -> None:
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with owner.cursor() as cursor, cursor.copy(into) as copy:
        for values in rows:
            copy.write_row(values)
