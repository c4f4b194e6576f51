"""Whom it is about: the person, those around them, and what may be told to whom."""

import uuid
from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework.codes import Content, Decision, GivenBy, Manner, Precision, Purpose, Sex
from casework.querysets import FindableQuerySet, RelativeQuerySet
from japan.wareki import age_on, format_both
from privacy.models import Area, ConfidentialModel, EncryptedDateField, EncryptedTextField
from privacy.policy import READS
from privacy.tokens import TokensField, token_index


class Place(models.Model):
    """町丁目 with its school district: the council's own table, since a block's district is decided there."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="places", verbose_name=_("School district"))
    council = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("Town block"), max_length=60)
    kana = models.CharField(_("Kana"), max_length=80, blank=True, default="")
    postal_code = models.CharField(_("Postal code"), max_length=8, blank=True, default="")
    closed_date = models.DateField(_("Closed on"), null=True, blank=True)

    class Meta:
        ordering = ["council", "kana", "name"]
        constraints = [models.UniqueConstraint(fields=["council", "name"], name="casework_place_once")]

    def __str__(self):
        return self.name


# Of a person: where they live and how they are called. A restricted case can take these out of the shared record.
CONTACT = ("place_key", "block", "phone", "mobile", "phone_note")


class Person(ConfidentialModel):
    """A resident with a record of their own. Names are kept as typed; finding goes by tokens.

    `canonical` leads from a record to another one of the same person (`joined.py`); nothing is opened by it.
    """

    read_action = READS["person"]
    unhistoried = ("tokens",)

    family_name = EncryptedTextField(_("Family name"))
    given_name = EncryptedTextField(_("Given name"), blank=True, default="")
    family_kana = EncryptedTextField(_("Family name (kana)"), blank=True, default="")
    given_kana = EncryptedTextField(_("Given name (kana)"), blank=True, default="")
    birth_date = EncryptedDateField(_("Date of birth"), null=True, blank=True)
    birth_precision = models.CharField(max_length=7, choices=Precision, default=Precision.UNKNOWN)
    birth_fiscal_year = models.PositiveSmallIntegerField(null=True, blank=True)
    sex = models.CharField(_("Sex"), max_length=7, choices=Sex, default=Sex.UNKNOWN)
    death_date = EncryptedDateField(_("Date of death"), null=True, blank=True)
    place_key = EncryptedTextField(blank=True, default="", help_text="The id of a Place.")
    block = EncryptedTextField(_("Number and building"), blank=True, default="")
    phone = EncryptedTextField(_("Telephone"), blank=True, default="")
    phone_note = EncryptedTextField(_("When they can be reached"), blank=True, default="")
    mobile = EncryptedTextField(_("Mobile"), blank=True, default="")
    living = EncryptedTextField(_("Living situation"), blank=True, default="")
    notes = EncryptedTextField(_("Notes"), blank=True, default="")
    contact_hidden = models.BooleanField(default=False, db_default=False, editable=False)
    tokens = TokensField(editable=False)
    canonical = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False, db_index=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = FindableQuerySet.as_manager()

    class Meta:
        verbose_name = _("Person")
        indexes = [
            token_index("casework_person_tokens"),
            models.Index(fields=["canonical"], condition=Q(canonical__isnull=False), name="casework_person_joined"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(birth_precision="unknown", birth_date__isnull=True)
                | (~Q(birth_precision="unknown") & Q(birth_date__isnull=False)),
                name="casework_birth_or_unknown",
            )
        ]

    def get_absolute_url(self):
        return reverse("person", args=[self.pk])

    @property
    def name(self) -> str:
        return f"{self.family_name} {self.given_name}".strip()

    @property
    def kana(self) -> str:
        return f"{self.family_kana} {self.given_kana}".strip()

    @property
    def birth_words(self) -> str:
        """昭和18年5月7日（1943）, as exact as it is known."""
        return format_both(self.birth_date, self.birth_precision) if self.birth_date else ""

    @property
    def phones(self) -> list[str]:
        return [text for text in (self.phone, self.mobile) if text]

    def age(self, on: date) -> int | None:
        """None where the birth year is unknown; of the dead, the age they reached."""
        if self.birth_date is None:
            return None
        return age_on(self.birth_date, min(on, self.death_date) if self.death_date else on)

    def age_words(self, on: date) -> str:
        """約80歳 where only the year is known; 享年85 of the dead; nothing where the age is unknown."""
        years = self.age(on)
        if years is None:
            return ""
        if self.death_date:
            return gettext("%(years)d years, died") % {"years": years}
        if self.birth_precision == Precision.DAY:
            return gettext("%(years)d years") % {"years": years}
        return gettext("about %(years)d years") % {"years": years}


class Relative(ConfidentialModel):
    """Somebody around the person who has no record of their own; lies in the person's dossier, and is found like one."""

    read_action = READS["person"]
    unhistoried = ("tokens",)

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="relatives")
    relation = EncryptedTextField(_("Relation (続柄)"))
    name = EncryptedTextField(_("Name"), blank=True, default="")
    phone = EncryptedTextField(_("Telephone"), blank=True, default="")
    notes = EncryptedTextField(_("Notes"), blank=True, default="")
    key_person = models.BooleanField(_("Key person"), default=False)
    lives_with = models.BooleanField(_("Lives in the same household"), default=False)
    emergency_rank = models.PositiveSmallIntegerField(_("Order as emergency contact"), null=True, blank=True)
    key_holder = models.BooleanField(_("Holds a key"), default=False, db_default=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    tokens = TokensField(editable=False, db_default=[])
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = RelativeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Relative")
        ordering = ["emergency_rank", "created_at", "id"]
        indexes = [token_index("casework_relative_tokens")]


class Consent(ConfidentialModel):
    """What may be told to whom, for what, until when; a refusal is recorded like a permission.

    `recipients` are codes of `Recipient`, or name one agency or one kind of conference ("agency:<id>", `casework/receivers.py`).
    """

    read_action = "consent.read"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    decision = models.CharField(_("Decision"), max_length=8, choices=Decision)
    contents = ArrayField(models.CharField(max_length=12, choices=Content), verbose_name=_("What may be told"))
    recipients = ArrayField(models.CharField(max_length=60), verbose_name=_("To whom"))
    recipient_detail = EncryptedTextField(_("Names of the receivers"), blank=True, default="")
    purposes = ArrayField(
        models.CharField(max_length=12, choices=Purpose),
        verbose_name=_("Kinds of purpose"),
        blank=True,
        default=list,
        db_default=[],
    )
    purpose = EncryptedTextField(_("For what"), blank=True, default="")
    given_date = models.DateField(_("Given on"))
    until_date = models.DateField(_("Until"), null=True, blank=True)
    manner = models.CharField(_("How"), max_length=8, choices=Manner)
    given_by = models.CharField(_("By whom"), max_length=5, choices=GivenBy, default=GivenBy.SELF)
    ground = EncryptedTextField(_("Who represents them, and on what ground"), blank=True, default="")
    withdrawn_date = models.DateField(_("Withdrawn on"), null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("Consent")
        ordering = ["-given_date", "-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_date__isnull=True) | Q(until_date__gte=models.F("given_date")),
                name="casework_consent_ends_after_it_begins",
            )
        ]
