"""The consultation case, who came with it, and the steps that change its standing."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.codes import OPEN_STATUSES, CaseStatus, ClosureReason, Route, StepKind, Topic, Urgency
from casework.models.people import Person
from casework.querysets import NAMED_UNTIL, CaseQuerySet, FindableQuerySet
from privacy.models import Area, ConfidentialModel, EncryptedTextField
from privacy.policy import READS
from privacy.tokens import TokensField, token_index


class CaseNumber(models.Model):
    """The last number given in a council's fiscal year. Numbers rise and never come twice; a gap means nothing."""

    council = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    fiscal_year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["council", "fiscal_year"], name="casework_one_counter")]

    def __str__(self):
        return f"{self.fiscal_year}-{self.last:04d}"


class Case(ConfidentialModel):
    """A case, or without a number a bare enquiry. `counted_area` is the one it was taken in.

    `area` and `restricted` are its dossier's: triggers keep them and the parts below the same, and the dossier's are the ones to set.
    `named_until` is kept by a trigger on the grants: the last day on which somebody is assigned, `date.max` without an end. `no_mail`:
    nothing is sent to where its subject lives (`casework/mail_stops.py`).
    """

    read_action = READS["case"]
    unhistoried = ("last_activity_at", "area", "named_until", "restricted")

    subject = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    counted_area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", editable=False)
    council = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    # The column keeps its first name, as the dossier's does.
    restricted = models.BooleanField(default=False, editable=False, db_column="sealed")
    fiscal_year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField(null=True, blank=True)
    program = models.CharField(max_length=40, default="consultation", help_text="A programme's code.")
    topics = ArrayField(models.CharField(max_length=12, choices=Topic), verbose_name=_("Topics"))
    main_topic = models.CharField(_("Main topic"), max_length=12, choices=Topic)
    route = models.CharField(_("Route"), max_length=14, choices=Route)
    urgency = models.CharField(_("Urgency"), max_length=6, choices=Urgency, default=Urgency.NORMAL)
    status = models.CharField(_("Status"), max_length=11, choices=CaseStatus, default=CaseStatus.INTAKE)
    intake_date = models.DateField(_("Taken on"))
    words = EncryptedTextField(_("In their own words"), blank=True, default="")
    next_contact_date = models.DateField(_("Next contact"), null=True, blank=True)
    next_contact_todo = EncryptedTextField(_("What to do"), blank=True, default="")
    closed_date = models.DateField(pgettext_lazy("case", "Closed on"), null=True, blank=True)
    closure_reason = models.CharField(_("Reason for closing"), max_length=11, choices=ClosureReason, blank=True, default="")
    no_mail = models.BooleanField(default=False, db_default=False, editable=False)
    last_activity_at = models.DateTimeField(default=timezone.now, editable=False)
    named_until = models.DateField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("Case")
        constraints = [
            models.UniqueConstraint(fields=["council", "fiscal_year", "sequence"], name="casework_number_once"),
            models.CheckConstraint(
                condition=Q(topics__contains=[F("main_topic")]) | Q(topics__len=0), name="casework_main_topic_is_a_topic"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["closed", "transferred"], closed_date__isnull=False)
                | (~Q(status__in=["closed", "transferred"]) & Q(closed_date__isnull=True)),
                name="casework_closed_has_a_date",
            ),
        ]
        indexes = [
            models.Index(
                F("council"), F("last_activity_at").desc(), F("id").desc(),
                name="casework_case_council", condition=Q(restricted=False),
            ),
            models.Index(
                F("area"), F("last_activity_at").desc(), F("id").desc(),
                name="casework_case_area", condition=Q(restricted=False),
            ),
            models.Index(
                F("council"), F("status"), F("last_activity_at").desc(), F("id").desc(),
                name="casework_case_council_st", condition=Q(restricted=False),
            ),
            models.Index(
                F("area"), F("status"), F("last_activity_at").desc(), F("id").desc(),
                name="casework_case_area_st", condition=Q(restricted=False),
            ),
            # With which nobody has spoken for long: those that ended are nine of ten.
            models.Index(
                F("council"), F("last_activity_at").desc(), F("id").desc(),
                name="casework_case_quiet", condition=Q(restricted=False, status__in=OPEN_STATUSES, sequence__isnull=False),
            ),
            # Of which no conference has spoken although they are open for long.
            models.Index(
                fields=["council", "intake_date", "id"], name="casework_case_long",
                condition=Q(restricted=False, status__in=OPEN_STATUSES, sequence__isnull=False),
            ),
            models.Index(fields=["council", "fiscal_year", "intake_date"], name="casework_case_counted"),
            models.Index(
                F("council"), NAMED_UNTIL, name="casework_case_nobody", condition=Q(sequence__isnull=False, closed_date__isnull=True),
            ),
            models.Index(fields=["next_contact_date"], condition=Q(next_contact_date__isnull=False), name="casework_case_next"),
        ]  # fmt: skip

    def get_absolute_url(self):
        return reverse("case", args=[self.pk])

    @property
    def number(self) -> str:
        """2023-0042, or nothing for an enquiry."""
        return f"{self.fiscal_year}-{self.sequence:04d}" if self.sequence else ""

    @property
    def other_topics(self) -> list[str]:
        """The topics beside the main one, in words."""
        return [str(Topic(topic).label) for topic in self.topics if topic != self.main_topic]

    @property
    def is_enquiry(self) -> bool:
        return self.sequence is None

    @property
    def is_closed(self) -> bool:
        return self.closed_date is not None


class Consulter(ConfidentialModel):
    """Who came: a row of the case's own, in a dossier below it, so that it can be hidden later without touching the case."""

    read_action = READS["case"]
    unhistoried = ("tokens",)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consulters")
    name = EncryptedTextField(_("Name"), blank=True, default="")
    phone = EncryptedTextField(_("Telephone"), blank=True, default="")
    relation = EncryptedTextField(_("Relation to the person"), blank=True, default="")
    is_subject = models.BooleanField(_("Is the person themselves"), default=False)
    anonymous = models.BooleanField(_("Does not give their name"), default=False)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="consulted")
    tokens = TokensField(editable=False, db_default=[])
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = FindableQuerySet.as_manager()

    class Meta:
        verbose_name = _("Consulter")
        ordering = ["created_at", "id"]
        indexes = [token_index("casework_consulter_tokens")]


class CaseStep(ConfidentialModel):
    """A change of the case's standing, on its timeline and in the count 期首 + 新規 + 再開 - 終結 = 期末."""

    read_action = READS["case"]

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=8, choices=StepKind)
    on_date = models.DateField()
    at = models.DateTimeField(help_text="Where it stands on the timeline: now, or noon of a past day.")
    status_before = models.CharField(max_length=11, choices=CaseStatus, blank=True, default="")
    status_after = models.CharField(max_length=11, choices=CaseStatus, blank=True, default="")
    reason_code = models.CharField(max_length=11, blank=True, default="")
    text = EncryptedTextField(blank=True, default="")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("Step")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["case", "-at", "-id"]), models.Index(fields=["kind", "on_date"])]

    @property
    def reason_words(self) -> str:
        return str(ClosureReason(self.reason_code).label) if self.reason_code else ""
