"""Models for reading the ledger's two tables. Only `record` and `seal` write rows, and a migration makes the tables."""

from collections.abc import Iterable
from typing import Self
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models

from privacy.ledger import DELIBERATE


class AccessEventQuerySet(models.QuerySet["AccessEvent"]):
    def about(self, dossier_ids: Iterable[UUID]) -> Self:
        return self.filter(dossiers__overlap=list(dossier_ids))

    def deliberate(self) -> Self:
        return self.filter(kind__in=DELIBERATE)

    def newest_first(self) -> Self:
        return self.order_by("-at", "-seq")


class AccessEvent(models.Model):
    """Who did what to which records, and when. It holds ids without foreign keys, so that no event blocks an erasure."""

    id = models.UUIDField(primary_key=True)
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    kind = models.TextField()
    action = models.TextField()
    actor = models.UUIDField(null=True)
    job = models.TextField()
    council = models.BigIntegerField(null=True)
    model = models.TextField()
    records = ArrayField(models.UUIDField(), db_column="objects")
    dossiers = ArrayField(models.UUIDField())
    request = models.UUIDField(null=True)
    query = models.BinaryField(null=True)
    # Only `forged.marked` sets this.
    forged = False

    objects = AccessEventQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "privacy_accessevent"

    def __str__(self) -> str:
        return f"{self.kind} {self.action} {self.pk}"


class LedgerBlock(models.Model):
    """A sealed part of the ledger: all events whose transaction lies in [xid_from, xid_until)."""

    number = models.BigIntegerField(primary_key=True)
    era = models.IntegerField()
    xid_from = models.TextField()
    xid_until = models.TextField()
    rows = models.IntegerField()
    digest = models.BinaryField()
    note = models.TextField()
    previous = models.BinaryField()
    mac = models.BinaryField()
    sealed_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "privacy_ledgerblock"

    def __str__(self) -> str:
        return str(self.number)
