"""Change history: who changed what, why, with the ciphertext that the row held."""

from functools import cache
from typing import Any

from django.db import models
from django.utils import timezone
from simple_history.models import HistoricalRecords

from privacy import context
from privacy.fields import EncryptedField, EncryptedTextField


class ReasonField(EncryptedTextField):
    """Why a version was made: somebody's own words, which name people. Bound to its version, and absent where none was given."""

    origin = "history.reason"

    def bound_to(self, instance: Any) -> bytes:
        return super().bound_to(instance) + f"|{instance.history_date.isoformat()}".encode()


class ConfidentialHistory(HistoricalRecords):  # type: ignore[misc]
    """simple-history reads through the descriptor, which would open every value: this copies what the column holds.

    So a row whose key is destroyed keeps its history rows, and an unchanged value has the same bytes in each version.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            inherit=True,
            history_user_id_field=models.UUIDField(null=True),
            history_user_getter=lambda historical: historical.history_user_id,
            history_user_setter=lambda historical, user: None,
            get_user=lambda instance, **kw: None,
            **kwargs,
        )

    def _get_history_change_reason_field(self) -> ReasonField:
        """One for each model: a field knows whose it is."""
        return ReasonField(null=True, blank=True)

    def create_historical_record(self, instance: models.Model, history_type: str, using: str | None = None) -> None:
        version_of(instance, history_type).save(using=using)


@cache
def _history_of(model: Any) -> Any:
    """The descriptor makes a manager class each time it is asked, which takes longer than the insert itself."""
    return model.history.model


def version_of(instance: Any, history_type: str) -> models.Model:
    """The row of the history that holds this record as it is now; not saved yet."""
    model: Any = type(instance)
    actor, history = context.current(), _history_of(model)
    row = {
        field.attname: field.sealed_value(instance) if isinstance(field, EncryptedField) else getattr(instance, field.attname)
        for field in history.tracked_fields
    }
    version: models.Model = history(
        history_date=timezone.now(), history_type=history_type, history_change_reason=actor.job or actor.reason or None,
        history_user_id=actor.user_id, **row,
    )  # fmt: skip
    return version
