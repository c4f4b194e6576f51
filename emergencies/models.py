"""Why a record was opened in an emergency, and what a manager wrote afterwards, in words. The access itself: `privacy/emergencies.py`."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy.models import ConfidentialModel, Emergency, EncryptedTextField


class EmergencyWords(ConfidentialModel):
    """In the dossier that was opened: its readers may read them, an auditor sees the code alone."""

    read_action = "emergency.read"

    emergency = models.ForeignKey(Emergency, on_delete=models.PROTECT, related_name="words")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = EncryptedTextField(_("In words"))
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("Emergency access in words")
        ordering = ["at", "id"]
