"""Rows that decide who reads what and keep no history: the event of each write holds a proof of what the row says now.

So `verify_ledger` names a dossier, a grant or a recusal that was changed beside the program, as it names a version. Such a row is never
deleted: what ends gets a date.
"""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import models, transaction

from privacy.ledger import proofs

Row = TypeVar("Row", bound=models.Model)


class ProvenQuerySet(models.QuerySet[Row]):
    """Its bulk writes are proven like a save. The rows are locked first, since a proof of what another is changing would be wrong."""

    def update(self, **values: Any) -> int:
        model: Any = self.model
        with transaction.atomic(savepoint=False):
            keys = [
                row.pk
                for row in self.select_related(None).order_by("pk").only("pk").select_for_update(no_key=True, of=("self",))
            ]
            following = model.following(keys)
            number: int = model._base_manager.filter(pk__in=keys).update(**values)
            proofs.keep_rows(model, [*keys, *following])
        return number

    update.alters_data = True  # type: ignore[attr-defined]

    def bulk_create(self, objs: Iterable[Row], *args: Any, **kwargs: Any) -> list[Row]:
        with transaction.atomic(savepoint=False):
            made = super().bulk_create(objs, *args, **kwargs)
            proofs.keep_rows(self.model, [row.pk for row in made])
        return made

    bulk_create.alters_data = True  # type: ignore[attr-defined]


class Proven(models.Model):
    """`proven` names the columns that the proof covers, in their order. Whoever adds one adopts the table anew (`proofs.adopt_rows`)."""

    proven: tuple[str, ...] = ()

    objects = ProvenQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.label_lower} {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic(savepoint=False):
            is_new = self._state.adding
            # The row is written, and so locked, before it is asked what follows it: what comes meanwhile follows by its trigger.
            super().save(*args, **kwargs)
            proofs.keep_rows(type(self), [self.pk, *([] if is_new else type(self).following([self.pk]))])

    @classmethod
    def following(cls, keys: list[Any]) -> list[Any]:
        """The rows that triggers may change along with these, locked."""
        return []


def proven_models() -> list[type[Proven]]:
    from django.apps import apps

    return [model for model in apps.get_models() if issubclass(model, Proven)]
