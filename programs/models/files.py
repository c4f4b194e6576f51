"""Files of records that were taken in: which row became which record, so that no row is taken twice and a file can be taken back."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from privacy.models import Area
from programs.models.activities import Activity
from programs.models.plan import Program


class RecordFile(models.Model):
    """Once taken in, whole. Neither the file nor its name is kept: both are somebody else's words."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    council = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="record_files")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(default=timezone.now, editable=False)
    taken_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-taken_at", "id"]

    def __str__(self):
        return str(self.pk)

    def get_absolute_url(self):
        return reverse("records_file", args=[self.pk])


class RecordFileRow(models.Model):
    """`key`: what the row says, so that the same row makes no second record. `counts`: not since its file was taken back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(RecordFile, on_delete=models.PROTECT, related_name="rows")
    activity = models.OneToOneField(Activity, on_delete=models.PROTECT, related_name="file_row")
    sheet = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=64)
    counts = models.BooleanField(default=True)

    class Meta:
        ordering = ["sheet", "number", "id"]
        constraints = [models.UniqueConstraint(fields=["key"], condition=Q(counts=True), name="programs_file_row_once")]

    def __str__(self):
        return str(self.pk)
