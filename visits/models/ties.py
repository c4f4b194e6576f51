"""「知り合いです」: a visitor who knows the person behind a door, and what the coordinator answered."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from privacy.models import ConfidentialModel, EncryptedTextField, Recusal
from visits.codes import TieAnswer
from visits.models.enrolments import Enrolment
from visits.querysets import TieQuerySet


class Tie(ConfidentialModel):
    """Asked once at a time. Taken off, the visitor is recused from the person; staying needs a line why, and somebody else's word."""

    read_action = "round.read"

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="ties")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="ties", verbose_name=_("Visitor"))
    why = models.CharField(_("Tie"), max_length=10, choices=Recusal.Why)
    asked_at = models.DateTimeField(pgettext_lazy("tie", "Asked at"), default=timezone.now)
    answer = models.CharField(_("Answer"), max_length=5, choices=TieAnswer, blank=True, default="")
    text = EncryptedTextField(_("Why they may stay"), blank=True, default="")
    answered_at = models.DateTimeField(_("Answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("Answered by"),
    )

    objects = TieQuerySet.as_manager()

    class Meta:
        verbose_name = _("A visitor's tie")
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "user"], condition=Q(answered_at=None), name="visits_tie_asked_once"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="visits_tie_answered_whole",
            ),
            models.CheckConstraint(
                condition=~Q(answer="stays") | ~Q(answered_by=F("user")), name="visits_nobody_says_that_they_stay"
            ),
        ]
