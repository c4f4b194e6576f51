"""What a month, a quarter or a year that has ended came to, counted once: numbers alone, about nobody (ADR 67)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from privacy.models import Area


class KeptCount(models.Model):
    """What an indicator counts of these days, by these dimensions, as `[*keys, number]`. `reads`: of what records; `rules`: by which code.

    It is true as long as no `ChangedMonth` lies in it, and the code is the same.
    """

    council = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=60)
    by = models.CharField(max_length=40, blank=True, help_text="Dimensions with commas between.")
    first = models.DateField()
    until = models.DateField()
    reads = ArrayField(models.CharField(max_length=12))
    rules = models.CharField(max_length=16)
    numbers = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "by", "first", "until", "code"], name="programs_counted_once"),
        ]

    def __str__(self):
        return f"{self.code} {self.by} {self.first}–{self.until}"


class ChangedMonth(models.Model):
    """Written by triggers alone, in the transaction that changes a record: what was counted of its month is no longer true."""

    council = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", db_index=False)
    what = models.CharField(max_length=12)
    month = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["council", "what", "month"], name="programs_changed_month")]

    def __str__(self):
        return f"{self.what} {self.month:%Y-%m}"
