"""What a tablet brought. A receipt says that it is here, and in no row of ours stands twice what became a visit."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from field.codes import Reason, Settled, Status
from field.models.devices import Device
from field.querysets import ArrivalQuerySet, HeldQuerySet
from privacy.models import ConfidentialModel, EncryptedJSONField, EncryptedTextField
from visits.models import Enrolment


class Arrival(models.Model):
    """The receipt of one item, under a number that counts up for each tablet. It names no person; `visit` is the id of what it became.

    `digest`: a keyed hash of what was in it, by which the same content is known when it comes again.
    """

    id = models.BigAutoField(primary_key=True)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="arrivals")
    number = models.PositiveIntegerField()
    item = models.UUIDField(help_text="As the tablet named it.")
    digest = models.BinaryField(max_length=32)
    received_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_at = models.DateTimeField(null=True, help_text="By the tablet's clock.")
    offset = models.IntegerField(default=0, help_text="Seconds by which its clock was slow.")
    corrects = models.UUIDField(null=True, help_text="The item that it corrects.")
    status = models.CharField(max_length=6, choices=Status)
    reason = models.CharField(max_length=8, choices=Reason, blank=True, default="")
    visit = models.UUIDField(null=True)

    objects = ArrivalQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["item"], name="field_arrival_item")]
        constraints = [
            models.UniqueConstraint(fields=["device", "number"], name="field_number_once"),
            models.UniqueConstraint(fields=["device", "item", "digest"], name="field_content_once"),
        ]

    def __str__(self):
        return f"arrival {self.pk}"


class Held(ConfidentialModel):
    """What waits for a person: in the dossier of its door, or, where nobody can know which, in the council's day-book.

    Either what was read of it, or the sealed bytes as they came. Taken up it becomes a visit, and this row goes; put aside it stays.
    """

    read_action = "arrival.settle"
    keeps_history = False

    arrival = models.OneToOneField(Arrival, on_delete=models.PROTECT, related_name="held")
    enrolment = models.ForeignKey(Enrolment, null=True, on_delete=models.PROTECT, related_name="+")
    content = EncryptedJSONField(_("What the visitor wrote down"), null=True)
    sealed = models.BinaryField(null=True)
    urgent = models.BooleanField(default=False, help_text="It speaks of an emergency.")
    settled = models.CharField(max_length=5, choices=Settled, blank=True, default="")
    settled_at = models.DateTimeField(null=True, editable=False)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    why = EncryptedTextField(_("Why it is put aside"), blank=True, default="")

    objects = HeldQuerySet.as_manager()

    class Meta:
        verbose_name = _("Brought by a tablet")
        indexes = [models.Index(fields=["dossier"], condition=Q(settled=""), name="field_held_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled="", settled_at=None, settled_by=None)
                | (~Q(settled="") & Q(settled_at__isnull=False, settled_by__isnull=False)),
                name="field_settled_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(content__isnull=True, sealed__isnull=False) | Q(content__isnull=False, sealed__isnull=True),
                name="field_one_form",
            ),
        ]
