"""A report that takes longer than a page may: counted by a task for whoever asked, and kept for a day for them alone."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from privacy.models import Area

KEPT = timedelta(days=1)


class LongReportQuerySet(models.QuerySet):
    def of(self, user, council):
        return self.filter(asked_by=user, council=council, asked_at__gt=timezone.now() - KEPT)

    def forgotten(self):
        return self.filter(asked_at__lte=timezone.now() - KEPT)


class LongReport(models.Model):
    """`asked`: what its address says, codes and days alone. `figures`: what was counted (`counting.Figures`), numbers alone, from which page and
    files are laid out as if they were counted now."""

    class Status(models.TextChoices):
        MAKING = "making", pgettext_lazy("report", "Being made")
        READY = "ready", pgettext_lazy("report", "Made")
        FAILED = "failed", pgettext_lazy("report", "Failed")
        STOPPED = "stopped", pgettext_lazy("report", "Stopped")

    # (kind, icon, what is so, what to do) where there is nothing to show.
    NOTICES = {
        Status.FAILED: ("bad", "oct", _("This report could not be made."), _("Nothing was lost. Try again, or take fewer days.")),
        Status.STOPPED: ("off", "minus", _("This report was stopped."), _("It can be asked for again.")),
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    council = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", editable=False)
    asked = models.JSONField(default=dict, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    status = models.CharField(max_length=7, choices=Status, default=Status.MAKING)
    figures = models.JSONField(default=dict, editable=False)
    made_at = models.DateTimeField(null=True, editable=False)

    objects = LongReportQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["asked_by", "-asked_at"], name="publishing_long_of_whom")]

    def __str__(self):
        return f"report {self.pk}"

    def get_absolute_url(self):
        return reverse("long_report", args=[self.pk])

    @property
    def is_being_made(self) -> bool:
        return self.status == self.Status.MAKING

    @property
    def notice(self):
        return self.NOTICES.get(self.Status(self.status))
