"""Compares each version and each proven row with the event that wrote it, and each record with its last version.

An event counts as a proof only when its own MAC fits, and only once. So whoever has only the database can neither prove a version that
they made up nor use an older proof a second time. The database does the comparing, in one query for all versions and one for each
model, and returns only what differs.
"""

from typing import Any

from django.db.backends.utils import CursorWrapper

from privacy.confidential import models_with_history
from privacy.ledger import row_mac
from privacy.ledger.forged import SUPPLIED
from privacy.ledger.proofs import digest_of, digest_of_row, name_of
from privacy.ledger.sealer import LedgerBroken
from privacy.proven import proven_models

# No more than these are named at once.
NAMED = 20
AT_ONCE = 20_000
PROVING = f"""
SELECT xid::text, seq, mac, {SUPPLIED} FROM privacy_accessevent
WHERE versions IS NOT NULL AND (xid, seq) > (%s::text::xid8, %s) ORDER BY xid, seq LIMIT %s
"""  # noqa: S608
COPIES = """
SELECT seq FROM (
    SELECT seq, row_number() OVER (PARTITION BY id ORDER BY xid, seq) AS time FROM privacy_accessevent WHERE versions IS NOT NULL
) AS event WHERE time > 1
"""
# A version that was moved has two proofs, and a row one for each write. The last one counts.
UNPROVEN = """
WITH proof AS (
    SELECT DISTINCT ON (1, 2) split_part(said, '/', 1) AS model, split_part(said, '/', 2) AS version,
           split_part(said, '/', 3) AS digest
    FROM privacy_accessevent AS event CROSS JOIN LATERAL unnest(event.versions) WITH ORDINALITY AS one (said, place)
    WHERE event.versions IS NOT NULL AND event.seq <> ALL(%s)
    ORDER BY 1, 2, event.seq DESC, place DESC
), held AS ({held})
SELECT model, version, held.record, proof.digest IS NULL, held.digest IS NULL
FROM proof FULL JOIN held USING (model, version) WHERE proof.digest IS DISTINCT FROM held.digest ORDER BY 1, 2 LIMIT %s
"""
HELD = """SELECT %s AS model, v.history_id::text AS version, v.id AS record, encode({digest}, 'hex') AS digest FROM "{table}" AS v"""
HELD_ROWS = (
    """SELECT %s AS model, r.id::text AS version, NULL::uuid AS record, encode({digest}, 'hex') AS digest FROM "{table}" AS r"""
)
DIFFERENT = """
SELECT coalesce(record.id, last.id), record.id IS NULL, last.id IS NULL
FROM "{table}" AS record FULL JOIN (
    SELECT DISTINCT ON (id) id, history_type, {columns} FROM "{history}" ORDER BY id, history_id DESC
) AS last ON last.id = record.id
WHERE CASE
    WHEN record.id IS NULL THEN last.history_type <> '-'
    WHEN last.id IS NULL OR last.history_type = '-' THEN true
    ELSE row({of_record}) IS DISTINCT FROM row({of_last})
END ORDER BY 1 LIMIT %s
"""


def check(cursor: CursorWrapper) -> int:
    """Returns the number of versions, or raises LedgerBroken, which names what differs by model and id."""
    found = _unproven(cursor)
    for model in models_with_history():
        found += _different(cursor, model)
    if found:
        raise LedgerBroken("; ".join(found[:NAMED]))
    return _number(cursor)


def _number(cursor: CursorWrapper) -> int:
    tables = [model.history.model._meta.db_table for model in models_with_history()]
    cursor.execute("SELECT " + " + ".join(f'(SELECT count(*) FROM "{table}")' for table in tables))  # noqa: S608
    return int(cursor.fetchone()[0])


def _unproven(cursor: CursorWrapper) -> list[str]:
    forged = _forged(cursor)
    held, params = [], []
    for model in models_with_history():
        digest, usual = digest_of(history := model.history.model, "v")
        held.append(HELD.format(digest=digest, table=history._meta.db_table))
        params += [name_of(history), usual]
    for row in proven_models():
        held.append(HELD_ROWS.format(digest=digest_of_row(row, "r"), table=row._meta.db_table))
        params.append(row._meta.label_lower)
    cursor.execute(UNPROVEN.replace("{held}", " UNION ALL ".join(held)), [forged, *params, NAMED])
    return [_said(*row) for row in cursor.fetchall()]


def _said(model: str, version: str, record: Any, unproven: bool, gone: bool) -> str:
    is_row = model in {row._meta.label_lower for row in proven_models()}
    name = f"{model} {version}" if is_row else f"version {version} of {model} {record or ''}".rstrip()
    if gone:
        return f"{name}: was deleted"
    return f"{name}: " + ("was made up" if unproven else "is not as it was written")


def _forged(cursor: CursorWrapper) -> list[int]:
    """The events that name versions although they are forged: their MAC does not fit, or they are copies."""
    cursor.execute(COPIES)
    found, last = [seq for (seq,) in cursor.fetchall()], ("0", 0)
    while True:
        cursor.execute(PROVING, [*last, AT_ONCE])
        rows = cursor.fetchall()
        found += [seq for _xid, seq, mac, *supplied in rows if bytes(mac) != row_mac(*supplied)]
        if len(rows) < AT_ONCE:
            return found
        last = rows[-1][:2]


def _different(cursor: CursorWrapper, model: Any) -> list[str]:
    """The records that differ from their last version in a column that makes versions."""
    columns = [column.column for column in model._meta.concrete_fields if column.name not in ("id", *model.unhistoried)]
    cursor.execute(
        DIFFERENT.format(
            table=model._meta.db_table,
            history=model.history.model._meta.db_table,
            columns=", ".join(f'"{column}"' for column in columns),
            of_record=", ".join(f'record."{column}"' for column in columns),
            of_last=", ".join(f'last."{column}"' for column in columns),
        ),
        [NAMED],
    )
    return [f"{model._meta.label_lower} {pk}: {_how(gone, unversioned)}" for pk, gone, unversioned in cursor.fetchall()]


def _how(gone: bool, unversioned: bool) -> str:
    if gone:
        return "was deleted"
    return "has no version" if unversioned else "differs from its history"
