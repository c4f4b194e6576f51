"""How a case was restricted to those who are named to it: by whom, why, who confirmed it, and how two of them lifted it again."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.codes import RestrictionWhy
from casework.models.cases import Case
from casework.models.people import Person
from privacy.confidential import ConfidentialQuerySet
from privacy.models import ConfidentialModel, EncryptedTextField
from privacy.policy import READS


class HiddenContact(ConfidentialModel):
    """Where the person of a restricted case lives and how they are called, taken out of their shared record until it is lifted."""

    read_action = READS["case"]

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    place_key = EncryptedTextField(blank=True, default="")
    block = EncryptedTextField(blank=True, default="")
    phone = EncryptedTextField(blank=True, default="")
    mobile = EncryptedTextField(blank=True, default="")
    phone_note = EncryptedTextField(blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    returned_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("Hidden contact")
        constraints = [
            models.UniqueConstraint(fields=["case", "person"], condition=Q(returned_at=None), name="casework_hidden_once")
        ]


class RestrictionQuerySet(ConfidentialQuerySet):
    def lasting(self):
        return self.filter(lifted_at=None)

    def unconfirmed(self):
        return self.lasting().filter(confirmed_at=None)


class CaseRestriction(ConfidentialModel):
    """Lies in the case's own dossier and opens nothing: what opens or closes are the dossier and its grants.

    `why` is a code, encrypted like the words beside it: the database alone does not tell which cases are about abuse. `person_too`:
    the person's record was restricted by the same act, and `leads` are the grants on other records that led there.
    """

    read_action = READS["case"]

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="restrictions")
    why = EncryptedTextField(_("Why"))
    text = EncryptedTextField(pgettext_lazy("restriction", "In words"), blank=True, default="")
    restricted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    restricted_at = models.DateTimeField(default=timezone.now, editable=False)
    person_too = models.BooleanField(default=False, editable=False)
    leads = ArrayField(models.BigIntegerField(), default=list, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    lift_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lift_why = EncryptedTextField(_("Why it can be lifted"), blank=True, default="")
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = RestrictionQuerySet.as_manager()

    class Meta:
        verbose_name = _("Restriction")
        ordering = ["-restricted_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(lifted_at=None), name="casework_restricted_once"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | (Q(confirmed_by__isnull=False, confirmed_at__isnull=False) & ~Q(confirmed_by=F("restricted_by"))),
                name="casework_restriction_second_person",
            ),
            models.CheckConstraint(
                condition=Q(lifted_by=None, lifted_at=None)
                | (
                    Q(lifted_by__isnull=False, lifted_at__isnull=False, lift_asked_by__isnull=False)
                    & ~Q(lifted_by=F("lift_asked_by"))
                ),
                name="casework_lifting_second_person",
            ),
        ]

    @property
    def why_words(self) -> str:
        return str(RestrictionWhy(self.why).label)
