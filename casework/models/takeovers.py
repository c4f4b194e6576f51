"""How two people take over a restricted record that no manager can read any more."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from privacy.models import Dossier


class TakeoverQuerySet(models.QuerySet):
    def open(self):
        return self.filter(confirmed_at=None, refused_at=None)


class Takeover(models.Model):
    """Asked by one, confirmed or refused by another. It says nothing of what the record holds."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    refused_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    refused_at = models.DateTimeField(null=True)

    objects = TakeoverQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(confirmed_at=None, refused_at=None), name="casework_takeover_asked_once"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | (Q(confirmed_by__isnull=False, confirmed_at__isnull=False, refused_at=None) & ~Q(confirmed_by=F("asked_by"))),
                name="casework_takeover_second_person",
            ),
            models.CheckConstraint(
                condition=Q(refused_by=None, refused_at=None) | Q(refused_by__isnull=False, refused_at__isnull=False),
                name="casework_takeover_refused_whole",
            ),
        ]

    def __str__(self):
        return f"takeover {self.pk}"
