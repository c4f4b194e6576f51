"""A visitor's tablets, what a council sets for them, and the key to which they seal what they record."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from field.querysets import DeviceQuerySet, SealingKeyQuerySet
from privacy.models import Area
from privacy.proven import Proven

NAME_LENGTH = 40


class Device(Proven):
    """A tablet of one visitor in one council. With its key it can bring visits and nothing else; a list needs its visitor's session too."""

    proven = ("council", "visitor", "name", "public_key", "enrolled_at", "revoked_at", "revoked_by")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    council = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    visitor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="devices")
    name = models.CharField(_("Name of the tablet"), max_length=NAME_LENGTH)
    public_key = models.BinaryField(max_length=200, help_text="SubjectPublicKeyInfo of its ECDSA P-256 key.")
    enrolled_at = models.DateTimeField(default=timezone.now, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = DeviceQuerySet.as_manager()

    class Meta:
        verbose_name = _("Tablet")
        ordering = ["enrolled_at", "id"]
        indexes = [models.Index(fields=["council", "visitor"], name="field_device_council")]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None) | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="field_revoked_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | Q(revoked_at__gte=F("enrolled_at")), name="field_revoked_after"
            ),
        ]

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None


class Contact(models.Model):
    """When a tablet was last heard of, whatever it asked for. No decision hangs on it.

    `clock_offset`: by how many seconds its clock was slow when it last brought something.
    """

    device = models.OneToOneField(Device, primary_key=True, on_delete=models.PROTECT, related_name="contact")
    seen_at = models.DateTimeField()
    clock_offset = models.IntegerField(default=0)

    def __str__(self):
        return f"contact of {self.pk}"


class TabletSettings(models.Model):
    """What a council sets for its tablets. Without a row: `DAYS` and no map."""

    DAYS, MOST_DAYS = 3, 7

    council = models.OneToOneField(Area, primary_key=True, on_delete=models.PROTECT, related_name="+")
    list_days = models.PositiveSmallIntegerField(_("Days a list lives on a tablet"), default=DAYS)
    map_link = models.BooleanField(
        _("Offer a link to a map"), default=False, help_text=_("Whoever taps it tells the address to the map's maker")
    )
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(list_days__range=(1, 7)), name="field_days_in_bounds")]

    def __str__(self):
        return f"tablets of {self.pk}"

    @classmethod
    def of(cls, council_id) -> "TabletSettings":
        return cls.objects.filter(pk=council_id).first() or cls(council_id=council_id)


class SealingKey(models.Model):
    """Tablets seal to the newest one. A key that was replaced opens for some weeks more, then its private part is destroyed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    public = models.BinaryField(max_length=200, help_text="SubjectPublicKeyInfo of a P-256 key.")
    private = models.TextField(blank=True, help_text="PKCS 8, encrypted under the master key. Empty when destroyed.")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    replaced_at = models.DateTimeField(null=True, editable=False)
    destroyed_at = models.DateTimeField(null=True, editable=False)

    objects = SealingKeyQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["replaced_at"], condition=Q(replaced_at=None), nulls_distinct=False, name="field_one_current"
            ),
            models.CheckConstraint(condition=Q(destroyed_at=None) | Q(private=""), name="field_destroyed_is_gone"),
        ]

    def __str__(self):
        return f"sealing key {self.pk}"
