"""経過記録: one contact, one note; mended for ten minutes, corrected afterwards, never deleted."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.codes import Means, Source
from casework.models.cases import Case
from casework.querysets import NoteQuerySet
from privacy.models import Area, ConfidentialModel, EncryptedJSONField, EncryptedTextField

MENDABLE = timedelta(minutes=10)


class ProgressNote(ConfidentialModel):
    """`text` for one free text, or `soaip` with the six parts of F-SOAIP; one of the two."""

    read_action = "note.read"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    met_at = models.DateTimeField(_("When"))
    means = models.CharField(_("How"), max_length=9, choices=Means)
    minutes = models.PositiveSmallIntegerField(_("Minutes"), null=True, blank=True)
    with_whom = EncryptedTextField(_("With whom"), blank=True, default="")
    text = EncryptedTextField(_("What happened"), blank=True, default="")
    soaip = EncryptedJSONField(null=True, blank=True)
    source = models.CharField(_("Whose words"), max_length=8, choices=Source, blank=True, default="")
    third_party = models.BooleanField(_("Holds something about somebody else"), default=False)
    is_first = models.BooleanField(default=False, editable=False)
    next_contact_date = models.DateField(_("Next contact"), null=True, blank=True)
    next_contact_todo = EncryptedTextField(_("What to do"), blank=True, default="")
    corrected_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("Progress note")
        indexes = [
            models.Index(F("case"), F("met_at").desc(), F("id").desc(), name="casework_note_case"),
            # With what reports count by: the rows themselves hold long texts, and are not read for it.
            models.Index(fields=["area", "met_at"], include=["case", "means"], name="casework_note_reported"),
        ]

    @property
    def is_counted(self) -> bool:
        return self.means != Means.MEMO

    def is_mendable(self, by, now) -> bool:
        return self.author_id == by.pk and now < self.created_at + MENDABLE


class Circulation(ConfidentialModel):
    """供覧: a colleague who should read a note, and when they said that they did."""

    read_action = "note.read"

    note = models.ForeignKey(ProgressNote, on_delete=models.PROTECT, related_name="circulations")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="circulations")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("Circulation")
        constraints = [models.UniqueConstraint(fields=["note", "reader"], name="casework_circulated_once")]
        indexes = [models.Index(fields=["reader"], condition=models.Q(read_at__isnull=True), name="casework_circulation_open")]
