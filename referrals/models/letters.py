"""情報提供書: what is chosen to be told to the agency, part by part."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.codes import Content
from privacy.models import ConfidentialModel, EncryptedJSONField, EncryptedTextField
from referrals.models.referrals import Referral


class Letter(ConfidentialModel):
    """The letter of a referral while it is written. Its finished paper is a document (`documents`), whose bytes never change.

    `parts`: [{"key", "content", "title", "text", "edited"}] in the order of the letter: where each comes from, which kind of content
    it is for the consent, and whether the words were changed.
    """

    read_action = "referral.read"

    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="letter")
    subject = EncryptedTextField(_("Subject of the letter"), blank=True, default="")
    reason = EncryptedTextField(_("Why we turn to you"), blank=True, default="")
    parts = EncryptedJSONField(default=list, blank=True)
    wished = EncryptedTextField(_("What we ask you for"), blank=True, default="")
    answer_date = models.DateField(_("Answer wished by"), null=True, blank=True)
    phone = EncryptedTextField(_("Our telephone"), blank=True, default="")
    must_not = EncryptedTextField(_("What must not be done with it"), blank=True, default="")
    document = models.UUIDField(null=True, blank=True, editable=False)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("Letter to an agency")

    @property
    def contents(self) -> list[str]:
        return contents_of(self.parts)


def contents_of(parts: list[dict]) -> list[str]:
    """The kinds of content that these parts tell, each once. That there is a consultation, every letter tells."""
    return list(dict.fromkeys([Content.EXISTENCE.value, *(part["content"] for part in parts)]))
