"""The base of every record about a person: in a dossier, encrypted, with history, read only within reach."""

import uuid
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NoReturn, Self, TypeVar

from django.db import models, transaction

from privacy import context
from privacy.dossiers import Dossier
from privacy.history import ConfidentialHistory, write_versions
from privacy.reach import acts_now, can, recusals, within

if TYPE_CHECKING:
    from privacy.reach import InDossier


Record = TypeVar("Record", bound="ConfidentialModel")


class BulkWriteRefused(Exception):
    """A write that would leave no history. Save each row, or use `reseal`."""


class ConfidentialQuerySet(models.QuerySet[Record]):
    """Reads as sentences: `Case.objects.visible_to(user, "case.read").open()`.

    Rows of a plain queryset come as ciphertext; only `visible_to` opens them, and only for the actor who asked.
    """

    _opens_for: context.Actor | None = None

    def visible_to(self, user: "context.Asker", action: str | None = None) -> Self:
        """`user` may be the current Actor. Without an action, the model's own way of being read."""
        found = self.filter(dossier__in=within(user, action or self.model.read_action))
        if self.model.also_about and (shut := recusals(user)):
            found = found.exclude(**{f"{self.model.also_about}__in": shut})
        return found._opened() if acts_now(user) else found

    def in_dossier_of(self, record: "InDossier", user: "context.Asker", action: str | None = None) -> Self:
        """The rows in the same dossier as `record`: one decision for all of them."""
        if not can(user, action or self.model.read_action, record):
            return self.none()
        found = self.filter(dossier=record.dossier_id)
        return found._opened() if acts_now(user) else found

    def _opened(self) -> Self:
        """What this finds lies within the reach of who acts now: only the two ways above can know that."""
        found = self.all()
        found._opens_for = context.current()
        return found

    def _clone(self) -> Self:
        copied: Self = super()._clone()  # type: ignore[misc]
        copied._opens_for = self._opens_for
        return copied

    def _fetch_all(self) -> None:
        fresh = self._result_cache is None
        super()._fetch_all()
        if fresh and self._opens_for is not None:
            self._show([row for row in self._result_cache or () if isinstance(row, self.model)])

    def iterator(self, chunk_size: int | None = None) -> Iterator[Record]:
        for row in super().iterator(chunk_size):
            if isinstance(row, self.model):
                self._show([row])
            yield row

    def _show(self, rows: list[Record]) -> None:
        if self._opens_for is not None:
            self._opens_for.keyring.admit(row.dossier_id for row in rows)
            self._opens_for.shown.add(rows)

    def create_all(self, rows: Iterable[Record]) -> None:
        """Many new records, each with the first version of its history, and one event: for a job that makes hundreds at once."""
        rows = list(rows)
        with transaction.atomic(savepoint=False):
            super().bulk_create(rows)
            write_versions(self.model, rows, "+")

    create_all.alters_data = True  # type: ignore[attr-defined]

    def update(self, **kwargs: Any) -> int:
        """Plain columns that are not part of a record's history may be set in bulk; the model names them."""
        if not set(kwargs) <= set(self.model.unhistoried):
            raise BulkWriteRefused(f"{self.model.__name__}: save each row, so that history knows")
        return super().update(**kwargs)

    def delete(self) -> NoReturn:
        raise BulkWriteRefused(f"{self.model.__name__}: delete each row, so that history knows")

    def bulk_create(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise BulkWriteRefused(f"{self.model.__name__}: save each row, so that history knows")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise BulkWriteRefused(f"{self.model.__name__}: save each row, so that history knows")


class ConfidentialModel(models.Model):
    """Subclasses set `read_action`; `unhistoried` names bookkeeping columns (last activity) that `update()` may set.

    `also_about` names a column that points at another dossier than the record's own: whom it speaks of. Nobody is shown what
    speaks of somebody from whom they are recused.

    A record with a history is never deleted: the database refuses it to the app's role.
    """

    read_action = ""
    unhistoried: tuple[str, ...] = ()
    also_about = ""
    keeps_history = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+")

    objects = ConfidentialQuerySet.as_manager()
    history = ConfidentialHistory()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A record is never without its version, nor a version without its proof."""
        with transaction.atomic(savepoint=False):
            super().save(*args, **kwargs)

    @property
    def spoken_of(self) -> uuid.UUID | None:
        return getattr(self, f"{self.also_about}_id") if self.also_about else None

    def clean_values(self) -> None:
        """`full_clean` of what somebody typed. Whether what it points at exists, and whether it is the only one, the database knows."""
        given = {column.name for column in self._meta.concrete_fields if column.is_relation or column.primary_key}
        self.full_clean(exclude=given, validate_unique=False)


def confidential_models() -> list[type[ConfidentialModel]]:
    """Every concrete confidential model, found by subclassing."""
    from django.apps import apps

    return [model for model in apps.get_models() if issubclass(model, ConfidentialModel)]


def models_with_history() -> list[Any]:
    """As simple-history makes them: each has `history`, which no annotation knows."""
    return [model for model in confidential_models() if model.keeps_history]
