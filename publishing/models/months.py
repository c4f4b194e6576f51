"""A month that a manager closed: its figures as they stood then, which later corrections stand beside."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from privacy.models import Area


class ClosedMonthQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(reopened_at=None)


class ClosedMonth(models.Model):
    """Of `month`, its first day. `figures`: {"code by,by": [[key, …, number]]}, numbers alone, nobody's record.

    Opened again it stays, with who and why; closed once more there is another. A trigger (migration 0002) keeps all else as it is.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    council = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", editable=False)
    month = models.DateField(editable=False)
    figures = models.JSONField(default=dict, editable=False)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(default=timezone.now, editable=False)
    reopened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reopened_at = models.DateTimeField(null=True, editable=False)
    reopened_why = models.CharField(max_length=200, blank=True)

    objects = ClosedMonthQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["council", "month"], condition=Q(reopened_at=None), name="publishing_month_closed_once"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="publishing_month_by_its_first_day"),
            models.CheckConstraint(
                condition=Q(reopened_at=None, reopened_by=None, reopened_why="")
                | Q(reopened_at__isnull=False, reopened_by__isnull=False) & ~Q(reopened_why=""),
                name="publishing_month_reopened_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.council_id} {self.month:%Y-%m}"

    def numbers(self, code: str, by: tuple[str, ...]) -> dict | None:
        """{keys: number}; nothing where it was not counted then."""
        kept = self.figures.get(name_of(code, by))
        return None if kept is None else {tuple(keys): number for *keys, number in kept}


def name_of(code: str, by: tuple[str, ...]) -> str:
    return f"{code} {','.join(by)}"
