"""A document, what it says, and where its copies are. It lies in the dossier that it is about."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.codes import Holding, Status
from documents.kinds import KINDS, Kind
from documents.querysets import ContentQuerySet, DocumentQuerySet
from privacy.models import Area, ConfidentialModel, EncryptedBytesField, EncryptedJSONField, EncryptedTextField


class DocumentNumber(models.Model):
    """The last number given in a council's fiscal year. It is given with the final bytes or not at all: the register has no gap."""

    council = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    fiscal_year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["council", "fiscal_year"], name="documents_one_counter")]

    def __str__(self):
        return f"{self.fiscal_year}-{self.last:04d}"


class Document(ConfidentialModel):
    """`about`: the record whose page it was made from. `sha256`: of the PDF, to know a paper again; encrypted, since a form that says
    little could be guessed by it."""

    read_action = "document.read"

    kind = models.CharField(max_length=20, help_text="A name in documents.kinds.")
    about = models.UUIDField()
    status = models.CharField(max_length=9, choices=Status, default=Status.MAKING)
    council = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    fiscal_year = models.PositiveSmallIntegerField(null=True, blank=True)
    sequence = models.PositiveIntegerField(null=True, blank=True)
    purpose = EncryptedTextField(_("For what"), blank=True, default="")
    recipient = EncryptedTextField(_("To whom"), blank=True, default="")
    copies = models.PositiveSmallIntegerField(_("Copies"), default=1)
    sha256 = EncryptedTextField(blank=True, default="")
    tries = models.PositiveSmallIntegerField(default=1)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    made_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("Document")
        constraints = [
            models.UniqueConstraint(fields=["council", "fiscal_year", "sequence"], name="documents_number_once"),
            models.CheckConstraint(
                condition=Q(fiscal_year__isnull=True, sequence__isnull=True) & ~Q(status="final")
                | Q(
                    fiscal_year__isnull=False, sequence__isnull=False, made_at__isnull=False, status__in=["final", "withdrawn"]
                ),
                name="documents_final_has_a_number",
            ),
            models.CheckConstraint(condition=~Q(approved_by=F("made_by")), name="documents_second_person_approves"),
            models.CheckConstraint(condition=Q(copies__gte=1, copies__lte=20), name="documents_copies"),
        ]
        indexes = [
            models.Index(
                F("dossier"), F("made_at").desc(), F("id").desc(), name="documents_left", condition=Q(sequence__isnull=False)
            ),
            models.Index(fields=["expires_at"], name="documents_expiring", condition=Q(expires_at__isnull=False)),
        ]

    def get_absolute_url(self):
        return reverse("document", args=[self.pk])

    @property
    def number(self) -> str:
        """文2023-0042, or nothing for a draft."""
        return f"文{self.fiscal_year}-{self.sequence:04d}" if self.sequence else ""

    @property
    def file_name(self) -> str:
        """Names nobody: a browser keeps it for long."""
        return f"document-{self.fiscal_year}-{self.sequence:04d}" if self.sequence else f"draft-{str(self.pk)[:8]}"

    @property
    def what(self) -> Kind:
        return KINDS[self.kind]

    @property
    def label(self) -> str:
        return str(self.what.label)

    @property
    def has_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()

    @property
    def is_being_made(self) -> bool:
        return self.status == Status.MAKING and not self.has_expired

    @property
    def is_draft(self) -> bool:
        return self.status == Status.DRAFT and not self.has_expired

    @property
    def is_withdrawn(self) -> bool:
        return self.status == Status.WITHDRAWN

    @property
    def can_be_opened(self) -> bool:
        return bool(self.sequence) or self.is_draft

    @property
    def can_be_made_again(self) -> bool:
        return self.status == Status.FAILED and not self.has_expired


class Content(ConfidentialModel):
    """What a document says: the data, and the files that were made of it. Without a history, so that a draft can be thrown away; what
    has a number is kept by a trigger."""

    read_action = "document.read"
    keeps_history = False

    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="content")
    data = EncryptedJSONField(default=dict)
    pdf = EncryptedBytesField(null=True, blank=True)
    word = EncryptedBytesField(null=True, blank=True)

    objects = ContentQuerySet.as_manager()

    class Meta:
        verbose_name = _("Content of a document")


class Copy(ConfidentialModel):
    """One of the sheets that lie about in the world."""

    read_action = "document.read"

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    n = models.PositiveSmallIntegerField()
    holding = models.CharField(_("Where it is"), max_length=9, choices=Holding, default=Holding.HERE)
    whom = EncryptedTextField(_("With whom"), blank=True, default="")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("Copy")
        ordering = ["document", "n"]
        constraints = [models.UniqueConstraint(fields=["document", "n"], name="documents_copy_once")]
        indexes = [models.Index(fields=["holding"], name="documents_copy_holding")]
