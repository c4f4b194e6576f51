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

GUARD = "yorisoi.reseal"


@transaction.atomic
def reseal(record: ConfidentialModel, dossier: Dossier) -> None:
    """Both dossiers must be open to the current actor. The record keeps its id."""
    history = type(record).history.model
    source = type(record)._base_manager.select_for_update().get(pk=record.pk)
    versions = list(history._base_manager.filter(id=record.pk))
    opened = [{field.name: getattr(row, field.attname) for field in encrypted_fields(type(row))} for row in [source, *versions]]
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, 'on', true)", [GUARD])
        for row, values in zip([source, *versions], opened, strict=True):
            _move(cursor, row, values, dossier)
        cursor.execute("SELECT set_config(%s, 'off', true)", [GUARD])
    record.dossier = dossier
    for field in encrypted_fields(type(record)):
        # Fetched anew at the next look.
        record.__dict__.pop(field.attname, None)
    context.current().keyring.admit([dossier.pk])


def _move(cursor: CursorWrapper, row: Any, values: dict[str, Any], dossier: Dossier) -> None:
    row.dossier_id = dossier.pk
    columns = ["dossier_id = %s"]
    data: list[Any] = [dossier.pk]
    for field in encrypted_fields(type(row)):
        value = values[field.name]
        columns.append(f'"{field.column}" = %s')
        data.append(None if value is None else bytes(field.seal(row, field.pack(value))))
    table, key = row._meta.db_table, row._meta.pk
    cursor.execute(f'UPDATE "{table}" SET {", ".join(columns)} WHERE "{key.column}" = %s', [*data, row.pk])  # noqa: S608
