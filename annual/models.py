"""事業報告, and the forms of others that its figures fill."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from privacy.models import Area
from programs.models import Plan


class YearReport(models.Model):
    """A fiscal year's results in the plan's order, as they stood on one day. `said` is all of it, as plain values (`gathering.py`): page and
    files are made of that alone, so that they agree, and an issued one stays as it was. `points`: {code: number} of the office's own
    records, exact, also where it left hidden."""

    class Status(models.TextChoices):
        MAKING = "making", pgettext_lazy("year report", "Being made")
        READY = "ready", pgettext_lazy("year report", "To look through")
        ISSUED = "issued", pgettext_lazy("year report", "Issued")
        DROPPED = "dropped", pgettext_lazy("year report", "Put aside")

        @property
        def chip(self) -> tuple[str, str, str]:
            """(word, kind, icon)"""
            kinds = {"making": ("now", "run"), "ready": ("now", "eye"), "issued": ("ok", "check"), "dropped": ("off", "minus")}
            return (str(self.label), *kinds[self.value])

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    council = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+", editable=False)
    fiscal_year = models.PositiveSmallIntegerField()
    until_date = models.DateField(_("Until"))
    for_office = models.BooleanField(_("For the office only"), default=False)
    k = models.PositiveSmallIntegerField(default=5)
    status = models.CharField(max_length=7, choices=Status, default=Status.MAKING)
    tries = models.PositiveSmallIntegerField(default=0)
    said = models.JSONField(default=dict)
    points = models.JSONField(default=dict)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    made_at = models.DateTimeField(null=True, editable=False)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("Report of the year")
        indexes = [models.Index(fields=["council", "-asked_at"], name="annual_register")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="issued", issued_at__isnull=False) | ~Q(status="issued") & Q(issued_at__isnull=True),
                name="annual_issued_at",
            ),
            models.CheckConstraint(condition=~Q(for_office=True, status="issued"), name="annual_office_keeps_its_own"),
        ]

    def __str__(self):
        return f"report {self.pk}"

    def get_absolute_url(self):
        return reverse("year_report", args=[self.pk])

    @property
    def is_being_made(self) -> bool:
        return self.status == self.Status.MAKING

    @property
    def is_issued(self) -> bool:
        return self.status == self.Status.ISSUED

    @property
    def can_be_issued(self) -> bool:
        return self.status == self.Status.READY and not self.for_office

    @property
    def can_be_dropped(self) -> bool:
        return self.status == self.Status.READY

    @property
    def chip(self) -> tuple[str, str, str]:
        return self.Status(self.status).chip


class OwnForm(models.Model):
    """A form that somebody else designed, the city's Excel sheet for one: the file as it came, and what each of its fields holds.
    `fields`: [{"field", "code": of a figure (`figures.py`), or nothing, "period"}], in the order of the file."""

    class Format(models.TextChoices):
        EXCEL = "xlsx", "Excel"
        WORD = "docx", "Word"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    council = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", editable=False)
    name = models.CharField(pgettext_lazy("form", "Name"), max_length=80)
    format = models.CharField(max_length=4, choices=Format)
    file = models.BinaryField()
    fields = models.JSONField(default=list)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(default=timezone.now, editable=False)
    retired_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("Form of others")
        ordering = ["-taken_at", "id"]
        indexes = [models.Index(fields=["council", "-taken_at"], name="annual_forms")]

    def __str__(self):
        return f"form {self.pk}"

    def get_absolute_url(self):
        return reverse("own_form", args=[self.pk])
