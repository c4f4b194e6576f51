"""Change history: who changed what, why, with the ciphertext that the row held."""

from collections.abc import Sequence
from functools import cache
from types import SimpleNamespace
from typing import Any

from django.db import connection, models
from django.utils import timezone
from simple_history.models import HistoricalRecords

from privacy import context
from privacy.fields import EncryptedTextField
from privacy.ledger import proofs


class ReasonField(EncryptedTextField):
    """Why a version was made: somebody's own words, which name people. Bound to its version, and absent where none was given."""

    origin = "history.reason"

    def bound_to(self, instance: Any) -> bytes:
        return super().bound_to(instance) + f"|{instance.history_date.isoformat()}".encode()


class ConfidentialHistory(HistoricalRecords):  # type: ignore[misc]
    """simple-history reads through the descriptor, which would open every value: this copies what the database holds.

    So an unchanged value has the same bytes in each version. A model that says `keeps_history = False` has no history at all.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            inherit=True,
            history_user_id_field=models.UUIDField(null=True),
            history_user_getter=lambda historical: historical.history_user_id,
            history_user_setter=lambda historical, user: None,
            **kwargs,
        )

    def finalize(self, sender: Any, **kwargs: Any) -> None:
        if getattr(sender, "keeps_history", True):
            super().finalize(sender, **kwargs)

    def _get_history_change_reason_field(self) -> ReasonField:
        """One for each model: a field knows whose it is."""
        return ReasonField(null=True, blank=True)

    def create_historical_record(self, instance: models.Model, history_type: str, using: str | None = None) -> None:
        write_versions(type(instance), [instance], history_type)


def write_versions(model: type[models.Model], records: Sequence[Any], history_type: str) -> None:
    """A version of each of these records, as the database holds them now; and their proof."""
    history, insert = _statement(model)
    actor, now = context.current(), timezone.now()
    reasons = [_encrypted_reason(history, record, actor.job or actor.reason, now) for record in records]
    with connection.cursor() as cursor:
        cursor.execute(insert, [now, history_type, actor.user_id, [record.pk for record in records], reasons])
        proofs.keep(history, [version for (version,) in cursor.fetchall()])


@cache
def _statement(model: Any) -> tuple[Any, str]:
    """The history's model and the INSERT, made once: they take longer to say than the database to do."""
    history = model.history.model
    columns = [f'"{column.column}"' for column in history.tracked_fields]
    insert = (
        f'INSERT INTO "{history._meta.db_table}" ({", ".join(columns)}, '  # noqa: S608
        "history_date, history_type, history_user_id, history_change_reason) "
        f"SELECT {', '.join(f'record.{column}' for column in columns)}, %s, %s, %s, given.reason "
        "FROM unnest(%s::uuid[], %s::bytea[]) AS given (key, reason) "
        f'JOIN "{model._meta.db_table}" AS record ON record.id = given.key RETURNING history_id'
    )
    return history, insert


def _encrypted_reason(history: Any, record: Any, reason: str, now: Any) -> bytes | None:
    if not reason:
        return None
    field = history._meta.get_field("history_change_reason")
    version = SimpleNamespace(id=record.pk, dossier_id=record.dossier_id, history_date=now)
    return bytes(field.encrypt(version, field.pack(reason)))
