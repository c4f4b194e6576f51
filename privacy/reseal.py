"""The one way a record moves to another dossier: re-encrypted with its whole history, in one transaction.

A database trigger refuses a changed `dossier_id` outside of it.
"""

from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from privacy import context
from privacy.confidential import ConfidentialModel
from privacy.dossiers import Dossier
from privacy.fields import encrypted_fields
from privacy.ledger import proofs

GUARD = "yorisoi.reseal"


@transaction.atomic
def reseal(record: ConfidentialModel, dossier: Dossier) -> None:
    """Both dossiers must be open to the current actor. The record keeps its id."""
    history: Any = type(record).history.model if record.keeps_history else None
    source = type(record)._base_manager.select_for_update().get(pk=record.pk)
    versions = list(history._base_manager.filter(id=record.pk)) if history else []
    moved = _encrypted_anew([source, *versions], dossier)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, 'on', true)", [GUARD])
        _move(cursor, source, moved[0], dossier)
        for version, columns in zip(versions, moved[1:], strict=True):
            _follow(cursor, version, columns)
        cursor.execute("SELECT set_config(%s, 'off', true)", [GUARD])
    if history:
        proofs.keep(history, [version.pk for version in versions])
    record.dossier = dossier
    for field in encrypted_fields(type(record)):
        # Fetched anew at the next look.
        record.__dict__.pop(field.attname, None)
    context.current().keyring.admit([dossier.pk])


def _encrypted_anew(rows: list[Any], dossier: Dossier) -> list[dict[str, bytes | None]]:
    """Of each row its columns of ciphertext. The same value in the record and its versions is the same bytes, as it was before."""
    made: dict[tuple[bytes, bytes], bytes] = {}
    found: list[dict[str, bytes | None]] = []
    for row in rows:
        opened = {field: getattr(row, field.attname) for field in encrypted_fields(type(row))}
        row.dossier_id = dossier.pk
        columns: dict[str, bytes | None] = {}
        for field, value in opened.items():
            key = (field.bound_to(row), b"" if value is None else field.pack(value))
            if value is not None and key not in made:
                made[key] = bytes(field.encrypt(row, key[1]))
            columns[str(field.column)] = None if value is None else made[key]
        found.append(columns)
    return found


def _move(cursor: CursorWrapper, row: Any, columns: dict[str, bytes | None], dossier: Dossier) -> None:
    assignments = ", ".join(f'"{column}" = %s' for column in ("dossier_id", *columns))
    cursor.execute(f'UPDATE "{row._meta.db_table}" SET {assignments} WHERE id = %s', [dossier.pk, *columns.values(), row.pk])  # noqa: S608


def _follow(cursor: CursorWrapper, version: Any, columns: dict[str, bytes | None]) -> None:
    """The app's role cannot change a version; the owner's function lets it follow a record that was moved."""
    cursor.execute(
        "SELECT privacy_version_follows(%s, %s, %s, %s::bytea[])",
        [version._meta.db_table, version.pk, list(columns), list(columns.values())],
    )
