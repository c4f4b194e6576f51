"""What is not in a case yet: drafts on one's own desk, and the council's day-book."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.codes import EntryKind
from casework.querysets import DayBookQuerySet, DraftQuerySet
from privacy.models import ConfidentialModel, Dossier, EncryptedJSONField, EncryptedTextField
from privacy.policy import READS


class Draft(ConfidentialModel):
    """What was typed and not finished, as the form's own fields. Only finishing makes a version, so this has no history."""

    read_action = READS["desk"]
    keeps_history = False

    form = models.CharField(max_length=20, help_text="The route by which it is saved: intake, note_new …")
    about = models.UUIDField(null=True, blank=True, help_text="The record in the address of that route.")
    payload = EncryptedJSONField(default=dict)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("Draft")
        ordering = ["-updated_at"]
        indexes = [models.Index(fields=["dossier", "form"])]


class DayBookEntry(ConfidentialModel):
    """申し送り, or a call to return to somebody who has no case.

    `audience`: the districts it is for, none for the whole council. `about`: the dossier of the person it speaks of, where one was chosen.
    """

    read_action = READS["daybook"]
    also_about = "about"

    kind = models.CharField(max_length=8, choices=EntryKind)
    text = EncryptedTextField(_("Text"))
    who = EncryptedTextField(_("Who called"), blank=True, default="")
    phone = EncryptedTextField(_("Telephone"), blank=True, default="")
    due_date = models.DateField(_("Until"), null=True, blank=True)
    audience = ArrayField(models.BigIntegerField(), null=True, blank=True)
    about = models.ForeignKey(Dossier, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = DayBookQuerySet.as_manager()

    class Meta:
        verbose_name = _("Day-book entry")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["dossier"], condition=Q(done_at__isnull=True), name="casework_daybook_open")]
