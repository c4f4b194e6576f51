"""安否確認: everyone not yet confirmed safe, with what was tried, until somebody writes how and when safety was confirmed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy.models import Area, ConfidentialModel, EncryptedTextField
from visits.codes import Cause, Confirmed, Step
from visits.models.enrolments import Enrolment
from visits.models.visits import Visit
from visits.querysets import SafetyCheckQuerySet


class SafetyCheck(ConfidentialModel):
    """Open until confirmed; one at a time for a person. `next_step` is due until `next_by`."""

    read_action = "visit.read"
    unhistoried = ("area",)

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="safety_checks")
    visit = models.ForeignKey(Visit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    council = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    cause = models.CharField(_("Cause"), max_length=9, choices=Cause)
    since = models.DateTimeField()
    next_step = models.CharField(_("Next step"), max_length=12, choices=Step, blank=True, default="")
    next_by = models.DateTimeField(_("Until when"), null=True, blank=True)
    next_who = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Who")
    )
    next_text = EncryptedTextField(_("What exactly"), blank=True, default="")
    confirmed_at = models.DateTimeField(_("When safety was confirmed"), null=True, blank=True)
    confirmed_how = models.CharField(_("How"), max_length=9, choices=Confirmed, blank=True, default="")
    confirmed_text = EncryptedTextField(_("In words"), blank=True, default="")
    confirmed_who = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Who"), db_index=False,
    )  # fmt: skip
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SafetyCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("Welfare check")
        indexes = [
            models.Index(fields=["council", "since"], name="visits_check_open", condition=Q(confirmed_at=None)),
            models.Index(fields=["council", "confirmed_at"], name="visits_check_confirmed"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["enrolment"], condition=Q(confirmed_at=None), name="visits_one_open_check"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_how="") | (Q(confirmed_at__isnull=False) & ~Q(confirmed_how="")),
                name="visits_confirmed_says_how",
            ),
        ]


class SafetyStep(ConfidentialModel):
    """One thing that was tried, with its time and what came of it."""

    read_action = "visit.read"

    check_made = models.ForeignKey(SafetyCheck, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(_("Step"), max_length=12, choices=Step)
    at = models.DateTimeField(_("When"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    result = EncryptedTextField(_("What came of it"), blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("Step of a welfare check")
        ordering = ["at", "created_at", "id"]
