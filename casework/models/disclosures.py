"""What was told about a person to somebody outside, and on which legal ground where the person did not agree to it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.codes import Content, GroundKind, Purpose, TellingMeans
from casework.models.cases import Case
from casework.models.people import Person
from privacy.models import ConfidentialModel, EncryptedTextField


class Ground(ConfidentialModel):
    """A named legal basis for telling without the person's consent: one receiver, one purpose. It lies in its case's dossier.

    A second person confirms it before it is used. Where it cannot wait it is used at once, and a manager reviews it by `review_date`.
    A no, by either, ends it from that moment; what was told on it before stays told.
    """

    read_action = "consent.read"

    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="grounds")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="grounds")
    kind = models.CharField(_("Legal ground"), max_length=14, choices=GroundKind)
    text = EncryptedTextField(_("What makes it necessary"))
    receiver = models.CharField(max_length=60, help_text="A code of Recipient, or agency:<id>.")
    contents = ArrayField(models.CharField(max_length=12, choices=Content), verbose_name=_("What may be told"))
    purpose = models.CharField(_("Kind of purpose"), max_length=12, choices=Purpose)
    from_date = models.DateField(_("From"))
    until_date = models.DateField(_("Until"), null=True, blank=True)
    cannot_wait = models.BooleanField(_("It cannot wait for a second person"), default=False)
    review_date = models.DateField(null=True, blank=True, editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    agreed = models.BooleanField(null=True, editable=False)

    class Meta:
        verbose_name = _("Legal ground for telling")
        ordering = ["-created_at", "id"]
        indexes = [
            models.Index(fields=["person"], name="casework_ground_person"),
            models.Index(fields=["case"], name="casework_ground_case"),
            models.Index(fields=["dossier"], condition=Q(answered_at=None), name="casework_ground_waiting"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, agreed=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False, agreed__isnull=False),
                name="casework_ground_answered_whole",
            ),
            models.CheckConstraint(condition=~Q(answered_by=F("recorded_by")), name="casework_ground_second_person"),
            models.CheckConstraint(
                condition=Q(until_date=None) | Q(until_date__gte=F("from_date")), name="casework_ground_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(cannot_wait=False) | Q(review_date__isnull=False), name="casework_ground_is_reviewed"
            ),
        ]


class Disclosure(ConfidentialModel):
    """提供の記録: who told whom what, when, by what means, and on what it rested. Only ever followed by an addition (`adds_to`).

    It lies in the dossier of the case, or of the watch-over, that it came from: whoever may not know of a restricted one learns nothing of
    it from here either.
    `rests_on` is {content: "consent:<id>" or "ground:<id>"}; `receiver` the names under which a consent could mean them that day.
    `document` is the id of the document it was told by, where there is one.
    """

    read_action = "consent.read"

    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="disclosures")
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="disclosures")
    receiver = ArrayField(models.CharField(max_length=60))
    receiver_name = EncryptedTextField(_("To whom"))
    contents = ArrayField(models.CharField(max_length=12, choices=Content), verbose_name=_("What was told"))
    purpose = models.CharField(_("Kind of purpose"), max_length=12, choices=Purpose)
    means = models.CharField(_("By what means"), max_length=8, choices=TellingMeans)
    rests_on = models.JSONField(default=dict, blank=True)
    text = EncryptedTextField(_("Words"), blank=True, default="")
    document = models.UUIDField(null=True, blank=True)
    adds_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="additions")
    told_at = models.DateTimeField(_("When"))
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("Record of telling")
        ordering = ["-told_at", "-created_at", "id"]
        indexes = [
            models.Index(fields=["person", "-told_at"], name="casework_disclosure_person"),
            models.Index(fields=["case"], name="casework_disclosure_case"),
        ]
