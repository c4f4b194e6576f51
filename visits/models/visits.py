"""訪問: what was found at a door, kept under the id that the visitor's device gave it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from privacy.models import Area, ConfidentialModel, EncryptedJSONField, EncryptedTextField
from visits.codes import Answered, Flag, Late, Manner, Outcome, Source
from visits.models.enrolments import Enrolment
from visits.querysets import VisitQuerySet

# What reports count visits by.
REPORTED = ("outcome", "area", "enrolment", "dossier", "late", "same_as", "manner")


class Visit(ConfidentialModel):
    """`visited_at` is when it was, corrected for the device's clock; `recorded_at` what the device said, `received_at` when it came.

    `checks` is {check: finding}. `same_as` points at the visit that counts when two visitors recorded one door. `late`: brought by
    somebody who is no longer assigned; `tried` keeps for it [step, moment, result] until the office has looked.
    """

    read_action = "visit.read"
    unhistoried = ("same_as",)

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="visits")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    council = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    operating_org = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    visitor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="visits")
    companions = ArrayField(models.UUIDField(), default=list, blank=True, verbose_name=_("Together with"))
    visited_at = models.DateTimeField(_("When"))
    recorded_at = models.DateTimeField(editable=False)
    received_at = models.DateTimeField(default=timezone.now, editable=False)
    source = models.CharField(max_length=6, choices=Source, default=Source.PAGE)
    outcome = models.CharField(_("Outcome"), max_length=9, choices=Outcome)
    manner = models.CharField(_("Manner"), max_length=7, choices=Manner)
    answered = models.CharField(_("Who answered"), max_length=6, choices=Answered, blank=True, default="")
    minutes = models.PositiveSmallIntegerField(_("Minutes"), null=True, blank=True)
    checks = EncryptedJSONField(_("Signs noticed"), null=True, blank=True)
    note = EncryptedTextField(_("A word"), blank=True, default="")
    flag = models.CharField(max_length=12, choices=Flag, blank=True, default="", editable=False)
    late = models.CharField(
        _("Brought late"), max_length=7, choices=Late, blank=True, default="", db_default="", editable=False
    )
    tried = EncryptedJSONField(_("What was tried"), null=True, blank=True, editable=False)
    same_as = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    corrected_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("Visit")
        indexes = [
            models.Index(F("enrolment"), F("visited_at").desc(), F("id").desc(), name="visits_visit_enrolment"),
            # With what reports count by, so that the rows themselves are not read for it.
            models.Index(fields=["council", "visited_at"], include=REPORTED, name="visits_visit_reported"),
            models.Index(F("visitor"), F("visited_at").desc(), name="visits_visit_visitor"),
            models.Index(fields=["council", "received_at"], name="visits_visit_waiting", condition=Q(late=Late.WAITING)),
        ]

    def get_absolute_url(self):
        return reverse("visit", args=[self.pk])

    @property
    def is_emergency(self) -> bool:
        return self.outcome == Outcome.EMERGENCY

    @property
    def is_absence(self) -> bool:
        return self.outcome == Outcome.ABSENT

    @property
    def raises_something(self) -> bool:
        """What the visitor found is told to the coordinator."""
        return self.outcome in (Outcome.CONCERN, Outcome.CONSULT)

    @property
    def waits_for_office(self) -> bool:
        return self.late == Late.WAITING

    @property
    def came_otherwise(self) -> str:
        """In words how it came, where it was not written on the page."""
        return "" if self.source == Source.PAGE else str(self.get_source_display())
