"""要対応: what somebody must take up by a time; taken, acted on, closed with a reason, never deleted."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.models import Case
from privacy.models import Area, ConfidentialModel, EncryptedTextField
from visits.codes import AlertClosed, AlertKind
from visits.models.enrolments import Enrolment
from visits.models.visits import Visit
from visits.querysets import PATIENCE, AlertQuerySet


class Alert(ConfidentialModel):
    """`due_at`: until when somebody must have taken it. `escalated_at`: when the manager was told that nobody has it;
    empty again once somebody takes it.
    """

    read_action = "alert.read"
    unhistoried = ("area", "escalated_at")

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="alerts")
    visit = models.ForeignKey(Visit, null=True, blank=True, on_delete=models.PROTECT, related_name="alerts")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    council = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=9, choices=AlertKind)
    raised_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(_("To be taken by"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="alerts",
        verbose_name=pgettext_lazy("alert", "Taken by"),
    )
    taken_at = models.DateTimeField(pgettext_lazy("alert", "Taken at"), null=True, blank=True)
    acted_at = models.DateTimeField(pgettext_lazy("alert", "Acted on at"), null=True, blank=True)
    action_text = EncryptedTextField(_("What was done"), blank=True, default="")
    closed_at = models.DateTimeField(pgettext_lazy("alert", "Closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("alert", "Closed by"),
    )
    closed_how = models.CharField(_("Why it can be closed"), max_length=8, choices=AlertClosed, blank=True, default="")
    closed_text = EncryptedTextField(_("In words"), blank=True, default="")
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    escalated_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("Alert")
        indexes = [
            models.Index(fields=["council", "due_at"], name="visits_alert_open", condition=Q(closed_at=None)),
            models.Index(fields=["council", "raised_at"], name="visits_alert_counted"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["visit", "kind"], name="visits_alert_once_a_visit"),
            models.UniqueConstraint(
                fields=["enrolment", "kind"], condition=Q(closed_at=None, kind="overdue"), name="visits_one_open_overdue"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_how="") | (Q(closed_at__isnull=False) & ~Q(closed_how="")),
                name="visits_closed_says_why",
            ),
        ]

    def get_absolute_url(self):
        return reverse("alert", args=[self.pk])

    @property
    def is_overdue_visit(self) -> bool:
        """No visit raised it, but that there was none."""
        return self.kind == AlertKind.OVERDUE

    @property
    def in_time(self) -> bool:
        patience = PATIENCE if self.kind == AlertKind.EMERGENCY else timedelta()
        return self.taken_at is not None and self.taken_at <= self.due_at + patience
