"""添付: a file that lies with a record, in that record's dossier, in pieces under the dossier's key.

One that was removed stays until its dossier is erased, as the earlier words of a note do: nobody opens it, whoever may write can put it back.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from attachments.codes import Kind, Scan
from attachments.parents import PARENTS, Parent
from attachments.querysets import AttachmentQuerySet
from privacy.models import ConfidentialModel, EncryptedBytesField, EncryptedTextField


class Attachment(ConfidentialModel):
    """`about` is the record of the model that `parent` names. `sha256`: of what is kept, by which a file is whole; encrypted, since a form
    that says little could be guessed by it."""

    read_action = "attachment.read"

    parent = models.CharField(max_length=12, help_text="A name in attachments.parents.")
    about = models.UUIDField()
    kind = models.CharField(max_length=10, choices=Kind)
    name = EncryptedTextField(_("Name of the file"))
    description = EncryptedTextField(pgettext_lazy("file", "What it is"), blank=True, default="")
    size = models.PositiveIntegerField()
    sha256 = EncryptedTextField()
    scan = models.CharField(max_length=5, choices=Scan, default=Scan.NONE)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("Who removed it"),
    )  # fmt: skip
    removed_at = models.DateTimeField(_("Removed"), null=True, blank=True, editable=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("Attached file")
        indexes = [
            models.Index(F("about"), F("added_at").desc(), F("id").desc(), name="attachments_about"),
            models.Index(fields=["dossier"], condition=Q(removed_at=None), name="attachments_present"),
            models.Index(fields=["id"], condition=Q(scan=Scan.NONE), name="attachments_unscanned"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None) | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="attachments_removed_whole",
            ),
        ]

    def get_absolute_url(self):
        return reverse("attachment", args=[self.pk])

    @property
    def what(self) -> Parent:
        return PARENTS[self.parent]

    @property
    def title(self) -> str:
        return self.description or self.name

    @property
    def file_name(self) -> str:
        """Names nobody: a browser keeps it for long."""
        return f"attachment-{str(self.pk)[:8]}.{Kind(self.kind).suffix}"

    @property
    def chip(self) -> tuple[str, str, str]:
        return Scan(self.scan).chip

    @property
    def is_image(self) -> bool:
        return self.kind == Kind.IMAGE

    @property
    def opens_here(self) -> bool:
        return Kind(self.kind).opens_here

    @property
    def is_infected(self) -> bool:
        """Nobody is handed it; its bytes stay, as those of a removed one do."""
        return self.scan == Scan.FOUND

    @property
    def is_removed(self) -> bool:
        return self.removed_at is not None


class Piece(ConfidentialModel):
    """A megabyte of a file. Without a history: a file is never changed."""

    read_action = "attachment.read"
    keeps_history = False

    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="pieces")
    n = models.PositiveSmallIntegerField()
    body = EncryptedBytesField()

    class Meta:
        verbose_name = _("Piece of an attached file")
        constraints = [models.UniqueConstraint(fields=["attachment", "n"], name="attachments_piece_once")]
