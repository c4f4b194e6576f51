"""権利擁護のつなぎ: a referral to an agency, and every step of it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework.codes import Content, Purpose, TellingMeans, Urgency
from casework.models import Case, Disclosure
from privacy.models import Area, ConfidentialModel, EncryptedJSONField, EncryptedTextField
from referrals.codes import ABUSE, FINAL, Kind, State, Type
from referrals.models.agencies import Agency
from referrals.querysets import ReferralQuerySet


class Referral(ConfidentialModel):
    """One matter for one agency. It lies in its case's dossier.

    `state` is where its newest step led to (`referrals/transitions.py`); `owner` follows it until it has ended. `answers` are the
    kind's few questions, under the version of the list they were asked from. `council` and `counted_area` are the case's when it was
    begun. `contents` is what the agency is to be told. `due_date` and `late_date` are the two days of `deadlines.py`; `reminded` says of
    how many of them somebody was told.
    """

    read_action = "referral.read"
    unhistoried = ("reminded",)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="referrals")
    council = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    counted_area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("Kind"), max_length=14, choices=Kind)
    type = models.CharField(_("Type"), max_length=10, choices=Type, blank=True, default="")
    agency = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Agency")
    )
    addressee = EncryptedTextField(_("To whom there"), blank=True, default="")
    urgency = models.CharField(_("Urgency"), max_length=6, choices=Urgency, default=Urgency.NORMAL)
    matter = EncryptedTextField(_("What it is about"), blank=True, default="")
    wish = EncryptedTextField(_("The person's own view"), blank=True, default="")
    wish_unknown = models.BooleanField(_("The person's view could not be asked"), default=False)
    contents = ArrayField(
        models.CharField(max_length=12, choices=Content),
        verbose_name=_("What is told"),
        blank=True,
        default=list,
        db_default=[],
    )
    purpose = models.CharField(
        _("Kind of purpose"), max_length=12, choices=Purpose, blank=True, default=Purpose.SUPPORT, db_default=Purpose.SUPPORT
    )
    questions = models.CharField(max_length=20, blank=True, default="", help_text="The version of the list of questions.")
    answers = EncryptedJSONField(default=dict, blank=True)
    state = models.CharField(_("State"), max_length=12, choices=State, default=State.DRAFT)
    since = models.DateTimeField(_("Since"), default=timezone.now)
    submitted_at = models.DateTimeField(_("Waits for approval since"), null=True, blank=True)
    due_date = models.DateField(_("Answer due on"), null=True, blank=True)
    late_date = models.DateField(null=True, blank=True, editable=False)
    reminded = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("Followed by")
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = _("Referral")
        indexes = [
            models.Index(fields=["case"], name="referrals_referral_case"),
            models.Index(fields=["council", "state", "since", "id"], name="referrals_referral_board"),
            models.Index(fields=["due_date"], condition=Q(due_date__isnull=False), name="referrals_referral_due"),
            models.Index(fields=["council", "created_at"], name="referrals_referral_counted"),
        ]

    def get_absolute_url(self):
        return reverse("referral", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        """For somebody's approval."""
        return self.state == State.DRAFT and self.submitted_at is not None

    @property
    def is_final(self) -> bool:
        return self.state in FINAL

    @property
    def is_of_abuse(self) -> bool:
        return self.kind in ABUSE

    @property
    def chip(self) -> tuple[str, str, str]:
        """(word, kind, icon)"""
        return (gettext("Waits for approval"), "warn", "clock") if self.is_waiting else State(self.state).chip

    @property
    def what(self) -> str:
        """成年後見（未定）, 高齢者虐待の通報（疑い）"""
        kind = str(Kind(self.kind).label)
        more = str(Type(self.type).label) if self.type else gettext("suspected") if self.is_of_abuse else ""
        return f"{kind}（{more}）" if more else kind


class ReferralStep(ConfidentialModel):
    """What was done, by whom and when: never changed, only followed by another one.

    `finding` is what the agency found, as theirs: of abuse we record that it was suspected and reported, never that it happened.
    `undoes` is the step that this one takes back; what was said with it stays.
    """

    read_action = "referral.read"

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=14, help_text="Its name in the table of steps.")
    from_state = models.CharField(max_length=12, choices=State, blank=True, default="")
    to_state = models.CharField(max_length=12, choices=State)
    at = models.DateTimeField(default=timezone.now)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    means = models.CharField(_("By what means"), max_length=8, choices=TellingMeans, blank=True, default="", db_default="")
    disclosure = models.ForeignKey(Disclosure, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    undoes = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="undone")
    spoken_to = EncryptedTextField(_("Spoken to"), blank=True, default="")
    receipt = EncryptedTextField(_("Number of the receipt"), blank=True, default="")
    text = EncryptedTextField(_("Words"), blank=True, default="")
    finding = EncryptedTextField(_("What the agency found"), blank=True, default="")

    class Meta:
        verbose_name = _("Step of a referral")
        ordering = ["recorded_at", "id"]
