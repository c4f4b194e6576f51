"""Proofs: the event of a write names each version and each proven row it wrote, with the digest of the row as the database holds it.

`keep` is called for every version that is written. Inside `gathered` the versions wait for the one event that a service writes at its
end; outside of any service they get an event of their own at once.
"""

import json
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models

from privacy import context, ledger

AT_ONCE = 5_000


@dataclass
class Written:
    """What was written inside one service: versions by history model, proven rows by model and, once read, what the event says of them."""

    ids: dict[Any, list[int]] = field(default_factory=dict)
    rows: dict[Any, list[Any]] = field(default_factory=dict)
    records: list[uuid.UUID] = field(default_factory=list)
    dossiers: list[uuid.UUID] = field(default_factory=list)
    versions: list[str] = field(default_factory=list)
    # Found as it was saved before, under the same key: nothing is written, and the ledger tells of no second write.
    again: bool = False

    def read(self) -> None:
        """Reads the versions in one query at the end, when a version that a savepoint took back is gone and a moved one has its new place."""
        if not self.ids and not self.rows:
            return
        parts: list[str] = []
        params: list[Any] = []
        for history, ids in self.ids.items():
            digest, usual = digest_of(history, "h")
            parts.append(
                f"SELECT h.id, h.dossier_id, concat(%s, '/', h.history_id, '/', encode({digest}, 'hex')) AS version "  # noqa: S608
                f'FROM "{history._meta.db_table}" AS h WHERE h.history_id = ANY(%s)'
            )
            params += [name_of(history), usual, ids]
        for model, keys in self.rows.items():
            parts.append(
                f"SELECT NULL::uuid, NULL::uuid, concat('{model._meta.label_lower}/', r.id, '/', encode({digest_of_row(model, 'r')}, 'hex')) "  # noqa: S608
                f'FROM "{model._meta.db_table}" AS r WHERE r.id = ANY(%s)'
            )
            params.append(keys)
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), params)
            rows = cursor.fetchall()
        self.records = list(dict.fromkeys(row[0] for row in rows if row[0]))
        self.dossiers = list(dict.fromkeys([*self.dossiers, *(row[1] for row in rows if row[1])]))
        self.versions = [row[2] for row in rows]


_gathering: ContextVar[Written | None] = ContextVar("gathering", default=None)


@contextmanager
def gathered() -> Iterator[Written]:
    token = _gathering.set(written := Written())
    try:
        yield written
    finally:
        _gathering.reset(token)


def keep(history: type[models.Model], ids: list[int]) -> None:
    """Keeps the proofs of these versions. It must be called in the transaction that wrote them."""
    gathering = _gathering.get()
    if gathering is not None:
        gathering.ids.setdefault(history, []).extend(ids)
    elif ids:
        written = Written({history: ids})
        written.read()
        ledger.record(
            "write", action="record.write", objects=written.records, dossiers=written.dossiers, versions=written.versions,
            model=history.instance_type._meta.label,  # type: ignore[attr-defined]
        )  # fmt: skip


def keep_rows(model: type[models.Model], keys: list[Any]) -> None:
    """Keeps the proofs of these rows (`proven.py`). An installation makes the first of them while nobody acts yet."""
    gathering = _gathering.get()
    if gathering is not None:
        gathering.rows.setdefault(model, []).extend(keys)
    elif keys:
        written = Written(rows={model: keys})
        written.read()
        actor = context.current_or_none() or context.Actor()
        ledger.record("write", action="record.write", actor=actor, versions=written.versions, model=model._meta.label)


def touch(dossiers: Iterable[uuid.UUID]) -> None:
    """Of dossiers that changed without a version, as by a move: the event at the gate's end names them too."""
    if (gathering := _gathering.get()) is not None:
        gathering.dossiers.extend(dossiers)


def found_again() -> None:
    """Of a service that was called a second time under one key, and returns what the first call made."""
    if (gathering := _gathering.get()) is not None:
        gathering.again = True


def adopt(histories: Iterable[type[models.Model]]) -> None:
    """Proves the versions of these tables as they stand, by events of the system.

    A migration calls it after it renamed or dropped a column of a history, changed its type or rewrote its values.
    """
    for history in histories:
        keys = history._base_manager.order_by("pk").values_list("pk", flat=True)
        last = 0
        while ids := list(keys.filter(pk__gt=last)[:AT_ONCE]):
            written = Written({history: ids})
            written.read()
            ledger.record(
                "system", action="history.adopt", actor=context.Actor(job="migrate"), versions=written.versions,
                model=history.instance_type._meta.label,  # type: ignore[attr-defined]
            )  # fmt: skip
            last = ids[-1]


def adopt_rows(model: type[models.Model]) -> None:
    """The same for rows that are proven themselves."""
    keys = list(model._base_manager.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        written = Written(rows={model: keys[start : start + AT_ONCE]})
        written.read()
        ledger.record(
            "system",
            action="history.adopt",
            actor=context.Actor(job="migrate"),
            versions=written.versions,
            model=model._meta.label,
        )


def name_of(history: Any) -> str:
    """The name by which a proof calls the model of a version."""
    return str(history.instance_type._meta.label_lower)


def digest_of(history: type[models.Model], alias: str) -> tuple[str, str]:
    """The SQL of a version's digest and its one parameter, which holds the defaults of columns that were added later."""
    usual = {
        column.column: getattr(column.db_default, "value", column.db_default)
        for column in history._meta.concrete_fields
        if column.has_db_default()
    }
    return f"public.privacy_version_digest({alias}, %s::jsonb)", json.dumps(usual)


def digest_of_row(model: Any, alias: str) -> str:
    """The SQL of a proven row's digest: its values in their order, so that a column may be renamed or added."""
    columns = ", ".join(f'{alias}."{model._meta.get_field(name).column}"' for name in model.proven)
    return f"sha256(record_send(row({columns})))"
