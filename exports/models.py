"""The register of files with records that leave: who asked for which, for what, who said yes, and how it ended."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from privacy.models import Area, ConfidentialModel, EncryptedBytesField, EncryptedJSONField
from privacy.policy import READS

# How long a file lies in its drawer, and how long somebody may take to say yes.
KEPT, WAITS = timedelta(days=1), timedelta(days=7)


class Status(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("export", "Waits for a second person")
    MAKING = "making", pgettext_lazy("export", "Being made")
    READY = "ready", pgettext_lazy("export", "Ready")
    FAILED = "failed", pgettext_lazy("export", "Could not be made")
    REFUSED = "refused", pgettext_lazy("export", "Refused")
    BACK = "back", pgettext_lazy("export", "Taken back")
    ENDED = "ended", pgettext_lazy("export", "Ended")

    @property
    def chip(self) -> tuple[str, str, str]:
        """(word, kind, icon)"""
        return (str(self.label), *CHIPS[self])


CHIPS = {
    Status.WAITING: ("warn", "clock"), Status.MAKING: ("now", "run"), Status.READY: ("ok", "check"), Status.FAILED: ("bad", "oct"),
    Status.REFUSED: ("off", "minus"), Status.BACK: ("off", "minus"), Status.ENDED: ("off", "minus"),
}  # fmt: skip
# Which can still become a file, or are one.
LIVING = (Status.WAITING, Status.MAKING, Status.READY)


class Form(models.TextChoices):
    EXCEL = "xlsx", "Excel"
    CSV = "csv", "CSV (UTF-8)"
    CP932 = "csv-cp932", "CSV (Shift_JIS)"


class Split(models.TextChoices):
    NONE = "", pgettext_lazy("export", "One file")
    DISTRICT = "district", pgettext_lazy("export", "One for each school district")
    STAFF = "staff", pgettext_lazy("export", "One for each person in charge")


class ExportQuerySet(models.QuerySet):
    def register(self, user, council, *, whole: bool):
        """`whole`: everybody's; else one's own."""
        return self.filter(council=council, **({} if whole else {"asked_by": user}))

    def living(self):
        return self.filter(status__in=LIVING)

    def waiting(self):
        return self.filter(status=Status.WAITING)

    def taken(self):
        """Made, or on the way without a second person's yes."""
        return self.filter(Q(made_at__isnull=False) | Q(status=Status.MAKING))


class Export(models.Model):
    """What it was asked for and what became of it. Whose records are in it says the ledger, and nothing here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    council = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", editable=False)
    kind = models.CharField(max_length=20, help_text="A name in exports.kinds.")
    form = models.CharField(max_length=9, choices=Form)
    split = models.CharField(max_length=8, choices=Split, blank=True, default=Split.NONE)
    from_date = models.DateField()
    until_date = models.DateField()
    districts = ArrayField(models.BigIntegerField())
    purpose = models.CharField(max_length=200)
    recipient = models.CharField(max_length=100)
    # As they were shown to whoever asked and whoever said yes: never more leave.
    people = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()
    status = models.CharField(max_length=7, choices=Status)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    refused_why = models.CharField(max_length=200, blank=True, default="")
    made_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(help_text="When it ends by itself; once ended, when it did.")

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("File that leaves")
        constraints = [models.CheckConstraint(condition=~Q(decided_by=F("asked_by")), name="exports_second_person_decides")]
        indexes = [
            models.Index(fields=["council", "-asked_at"], name="exports_register"),
            models.Index(fields=["ends_at"], name="exports_living", condition=Q(status__in=LIVING)),
        ]

    def __str__(self):
        return f"export {self.pk}"

    def get_absolute_url(self):
        return reverse("export", args=[self.pk])

    @property
    def drawer(self) -> uuid.UUID:
        """The id of its drawer: of our making, since its own came with a form."""
        return uuid.uuid5(self.pk, "drawer")

    @property
    def chip(self) -> tuple[str, str, str]:
        return Status(self.status).chip

    @property
    def is_waiting(self) -> bool:
        return self.status == Status.WAITING and self.is_living

    @property
    def is_being_made(self) -> bool:
        return self.status == Status.MAKING and self.is_living

    @property
    def is_ready(self) -> bool:
        return self.status == Status.READY and self.is_living

    @property
    def has_failed(self) -> bool:
        return self.status == Status.FAILED

    @property
    def was_refused(self) -> bool:
        return self.status == Status.REFUSED

    @property
    def ended_at(self):
        """When it was refused, taken back or over; what failed never began."""
        return None if self.is_living or self.has_failed else self.ends_at

    @property
    def is_living(self) -> bool:
        return self.status in LIVING and timezone.now() < self.ends_at


class ExportContent(ConfidentialModel):
    """The file, in a drawer of its asker's desk, which has a key of its own.

    `parts`: for whom each is, and how many people and rows. `passwords`: one for each part, until its asker has seen them.
    `rows`: [record, dossier, model] of all that stands in it.
    """

    read_action = READS["desk"]
    keeps_history = False

    export = models.OneToOneField(Export, on_delete=models.PROTECT, related_name="content")
    file = EncryptedBytesField()
    parts = EncryptedJSONField()
    passwords = EncryptedJSONField(null=True)
    rows = EncryptedJSONField()

    class Meta:
        verbose_name = _("Content of a file that leaves")
