"""Cases for a next meeting: whom the staff asked for, and whom a coordinator let pass this time. Both lie in the case's dossier."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models import Case
from conferences.querysets import AskQuerySet, PassedQuerySet
from privacy.models import ConfidentialModel, EncryptedTextField


class CandidateAsk(ConfidentialModel):
    """Somebody on the case asks for a conference, and says in a line why. It ends when the case was spoken of, or is taken back."""

    read_action = "conference.propose"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="conference_asks")
    why = EncryptedTextField(_("Why a conference"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = AskQuerySet.as_manager()

    class Meta:
        verbose_name = _("Asked for a conference")
        constraints = [models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="conferences_asked_once")]


class Passed(ConfidentialModel):
    """今回は見送る: the case is no candidate until something about it changes. `reasons`: {reason: what it stood at} when it was passed."""

    read_action = "conference.propose"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="conference_passes")
    reasons = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = PassedQuerySet.as_manager()

    class Meta:
        verbose_name = _("Not this time")
        constraints = [models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="conferences_passed_once")]
