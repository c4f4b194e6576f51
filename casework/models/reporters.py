"""The reporter (通報者) of what a case is about: known to the people who are named to them, and to nobody else."""

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models.cases import Case
from privacy.models import ConfidentialModel, EncryptedTextField
from privacy.policy import READS


class Reporter(ConfidentialModel):
    """Lies in a compartment of its own below the case. It has no search tokens, and stands on no print, no list and no timeline."""

    read_action = READS["compartment"]

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reporters")
    name = EncryptedTextField(_("Name"), blank=True, default="")
    phone = EncryptedTextField(_("Telephone"), blank=True, default="")
    relation = EncryptedTextField(_("Relation to the person"), blank=True, default="")
    wish = EncryptedTextField(_("What they wish about their name"), blank=True, default="")
    said = EncryptedTextField(_("What they said"), blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("Reporter (通報者)")
        ordering = ["created_at", "id"]

    def get_absolute_url(self):
        return reverse("reporter", args=[self.pk])
