"""What comes of an item: its minutes, decisions, and who does what until when. All of it lies in the item's dossier."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conferences.codes import DecisionKind
from conferences.models.items import Item
from conferences.querysets import ActionItemQuerySet, DecisionQuerySet
from privacy.models import ConfidentialModel, EncryptedTextField


class MinutesDraft(ConfidentialModel):
    """What is being typed while the item is spoken of: one version, of one writer in one tab. Without a history; what is kept are the
    minutes that are made of it. `begun_at`: since when this tab writes; without one, nobody does."""

    read_action = "conference.read"
    keeps_history = False

    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="draft")
    text = EncryptedTextField(_("Minutes"), blank=True, default="")
    writer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    tab = models.UUIDField(null=True, blank=True, help_text="The one page that writes. Another one is told who does.")
    begun_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("Draft of minutes")


class Minutes(ConfidentialModel):
    """議事録 of one item. Locked by an approval: from then on only corrections are added below."""

    read_action = "conference.read"

    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="written")
    text = EncryptedTextField(_("Minutes"), blank=True, default="")
    writer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    locked_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("Minutes")
        constraints = [
            models.CheckConstraint(
                condition=Q(locked_at=None, approved_by=None) | Q(locked_at__isnull=False, approved_by__isnull=False),
                name="conferences_locked_by_somebody",
            )
        ]


class MinutesCorrection(ConfidentialModel):
    """What was wrong in locked minutes, added below them."""

    read_action = "conference.read"

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="corrections")
    text = EncryptedTextField(_("Correction"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("Correction of minutes")
        ordering = ["at", "id"]


class Decision(ConfidentialModel):
    """What the meeting decided. Whoever reads the case reads it there; the minutes only those who took part."""

    read_action = "decision.read"

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(_("Kind"), max_length=8, choices=DecisionKind)
    text = EncryptedTextField(_("Decision"))
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("Decision")
        ordering = ["at", "id"]

    @property
    def connects(self) -> bool:
        return self.kind == DecisionKind.CONNECT

    @property
    def watches(self) -> bool:
        return self.kind == DecisionKind.WATCH


class ActionItem(ConfidentialModel):
    """Who does what until when. `owner` is one of the staff; else `outsider` says the name."""

    read_action = "decision.read"
    unhistoried = ("reminded",)

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="actions")
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="actions")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Who")
    )
    outsider = EncryptedTextField(_("Who, from outside"), blank=True, default="")
    what = EncryptedTextField(_("What"))
    until_date = models.DateField(_("Until"))
    done_date = models.DateField(_("Done on"), null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    done_text = EncryptedTextField(_("What came of it"), blank=True, default="")
    reminded = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("Action item")
        ordering = ["until_date", "created_at", "id"]
        indexes = [
            models.Index(
                fields=["until_date"],
                condition=Q(done_date__isnull=True, removed_at__isnull=True),
                name="conferences_action_open",
            ),
            models.Index(
                fields=["owner"], condition=Q(done_date__isnull=True, removed_at__isnull=True), name="conferences_action_owner"
            ),
        ]
