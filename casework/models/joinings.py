"""Two records that are one person's: when they were made one, by whom and why, and when they were made two again."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models.people import Person
from privacy.models import ConfidentialModel, EncryptedTextField
from privacy.policy import READS


class Joining(ConfidentialModel):
    """Lies in the dossier of `person`, whose pointer (`canonical`) it explains. As long as `parted_on` is empty, it lasts.

    `recusals` and `ended` are the ids of what it brought about, which is taken back with it.
    """

    read_action = READS["person"]

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="joinings")
    into = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="joined_here")
    why = EncryptedTextField()
    joined_on = models.DateField()
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    joined_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recusals = ArrayField(models.UUIDField(), default=list, editable=False)
    ended = ArrayField(models.UUIDField(), default=list, editable=False)
    parted_why = EncryptedTextField(blank=True, default="")
    parted_on = models.DateField(null=True, blank=True)
    parted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("Made one person")
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(parted_on=None), name="casework_joined_once"),
            models.CheckConstraint(condition=~Q(person=F("into")), name="casework_joined_to_another"),
        ]
