"""日々のつなぎ: a call to an agency about a case, in one line."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.codes import Content
from casework.models import Case, Disclosure
from privacy.models import Area, ConfidentialModel, EncryptedTextField
from referrals.models.agencies import Agency


class Liaison(ConfidentialModel):
    """Whom one spoke to about what, what was told, and what they answered. What was told stands in `disclosure` with its grounds.

    `council` and `counted_area` are the case's when it was written, so that it is counted where it happened.
    """

    read_action = "note.read"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="liaisons")
    council = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    counted_area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("Agency"))
    spoken_to = EncryptedTextField(_("Spoken to"), blank=True, default="")
    matter = EncryptedTextField(_("Matter"))
    contents = ArrayField(
        models.CharField(max_length=12, choices=Content), verbose_name=_("What was told"), blank=True, default=list
    )
    answer = EncryptedTextField(_("What they answered"), blank=True, default="")
    disclosure = models.ForeignKey(Disclosure, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("When"), default=timezone.now)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("Everyday liaison")
        indexes = [
            models.Index(fields=["case", "-at"], name="referrals_liaison_case"),
            models.Index(fields=["council", "at"], name="referrals_liaison_counted"),
        ]
