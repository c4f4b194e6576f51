"""The register of tables that leave the office. A published one stays as it was; the next one is looked at together with all of them."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy.models import Area
from publishing import crossed
from publishing.codes import NOTICES, Status


class PublishedTableQuerySet(models.QuerySet):
    def of(self, council):
        return self.filter(council=council)

    def published(self):
        return self.filter(status=Status.PUBLISHED)


class PublishedTable(models.Model):
    """Counts of whole months, nobody's record. `k`: a number below it is hidden.

    `cells`: [{"keys": {dimension: value or "*"}, "value": number, or null where it is hidden}], as it leaves. `counted`: [[key, …, month,
    number]], as it was counted, from which later tables are looked at. `words`: {dimension: [[key, words]]}, as they were called."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    council = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", editable=False)
    code = models.CharField(max_length=60)
    dimensions = ArrayField(models.CharField(max_length=20), size=3)
    from_date = models.DateField(_("From"))
    until_date = models.DateField(_("Until"))
    # "district:2+3", told as one (`merging.py`).
    merged = ArrayField(models.CharField(max_length=200), default=list, db_default=[])
    k = models.PositiveSmallIntegerField(default=5)
    status = models.CharField(max_length=12, choices=Status, default=Status.MAKING)
    tries = models.PositiveSmallIntegerField(default=0)
    words = models.JSONField(default=dict)
    counted = models.JSONField(default=list)
    cells = models.JSONField(default=list)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    made_at = models.DateTimeField(null=True, editable=False)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, editable=False)

    objects = PublishedTableQuerySet.as_manager()

    class Meta:
        verbose_name = _("Published table")
        indexes = [models.Index(fields=["council", "-asked_at"], name="publishing_register")]
        constraints = [
            models.CheckConstraint(condition=Q(until_date__gte=models.F("from_date")), name="publishing_days_in_order"),
            models.CheckConstraint(
                condition=Q(status=Status.PUBLISHED, published_at__isnull=False)
                | ~Q(status=Status.PUBLISHED) & Q(published_at__isnull=True),
                name="publishing_published_at",
            ),
        ]

    def __str__(self):
        return f"table {self.pk}"

    def get_absolute_url(self):
        return reverse("published_table", args=[self.pk])

    @property
    def what(self) -> crossed.Crossed:
        return crossed.get(self.code)

    @property
    def by(self) -> str:
        return " × ".join(str(crossed.DIMENSIONS[name]) for name in self.dimensions)

    @property
    def months(self) -> list[str]:
        """Whole ones: 2026-04 …"""
        first, last = self.from_date, self.until_date
        numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        return [f"{number // 12}-{number % 12 + 1:02}" for number in numbers]

    @property
    def is_published(self) -> bool:
        return self.status == Status.PUBLISHED

    @property
    def is_being_made(self) -> bool:
        return self.status == Status.MAKING

    @property
    def can_be_published(self) -> bool:
        return self.status == Status.READY

    @property
    def is_of_little_use(self) -> bool:
        """It cannot be published, or most of its numbers that are no zero would be hidden."""
        counted = sum(cell["value"] != 0 for cell in self.cells)
        return self.status == Status.IMPOSSIBLE or (self.can_be_published and 2 * self.hidden > counted)

    @property
    def can_be_dropped(self) -> bool:
        return not (self.is_published or self.is_being_made or self.status == Status.DROPPED)

    @property
    def notice(self) -> tuple | None:
        """(kind, icon, what is so, what to do)"""
        return NOTICES.get(Status(self.status))

    @property
    def chip(self) -> tuple[str, str, str]:
        return Status(self.status).chip

    @property
    def hidden(self) -> int:
        """How many of its numbers are hidden."""
        return sum(cell["value"] is None for cell in self.cells)
