"""関係機関: the council's own directory of whom one turns to. It holds nothing about the people who are helped."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.codes import Recipient
from privacy.models import Area
from referrals.querysets import AgencyQuerySet


class AgencyKind(models.Model):
    """A kind of agency, in the council's own words. `recipient` says as what a consent means it; without one, only by its own name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    council = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("Kind of agency"), max_length=40)
    recipient = models.CharField(_("As a consent names it"), max_length=14, choices=Recipient, blank=True, default="")
    order = models.PositiveSmallIntegerField(default=0)
    closed_date = models.DateField(_("Closed on"), null=True, blank=True)

    class Meta:
        ordering = ["order", "name"]
        constraints = [models.UniqueConstraint(fields=["council", "name"], name="referrals_kind_once")]

    def __str__(self):
        return self.name


class Agency(models.Model):
    """Closed or merged into another one, never deleted: letters and referrals name it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    council = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("Name"), max_length=80)
    kana = models.CharField(_("Kana"), max_length=120, blank=True, default="")
    kinds = models.ManyToManyField(AgencyKind, related_name="agencies", verbose_name=_("Kinds"))
    postal_code = models.CharField(_("Postal code"), max_length=8, blank=True, default="")
    address = models.CharField(_("Address"), max_length=200, blank=True, default="")
    phone = models.CharField(_("Telephone"), max_length=60, blank=True, default="")
    fax = models.CharField(_("FAX"), max_length=60, blank=True, default="")
    takes = models.TextField(_("What it takes"), blank=True, default="")
    hours = models.CharField(_("Hours"), max_length=200, blank=True, default="")
    notes = models.TextField(_("Notes"), blank=True, default="")
    # What a search looks for: the name and the kana as they are compared (`japan`), written when the agency is saved.
    keys = ArrayField(models.CharField(max_length=120), editable=False, default=list, db_default=[])
    closed_date = models.DateField(_("Closed on"), null=True, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    changed_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        ordering = ["kana", "name", "id"]
        indexes = [models.Index(fields=["council", "kana", "name", "id"], name="referrals_agency_by_kana")]
        constraints = [
            models.UniqueConstraint(fields=["council", "name"], condition=Q(closed_date=None), name="referrals_agency_once"),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="referrals_agency_not_into_itself"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("agency", args=[self.pk])

    @property
    def receiver(self) -> frozenset[str]:
        """Every name under which a consent can mean it (`casework.disclosure.may_disclose`): its kinds, itself, and each row that was
        merged into it, for what was said of that was said of this agency."""
        return frozenset({*(kind.recipient for kind in self.kinds.all() if kind.recipient), *map(receiver_code, self._rows())})

    def _rows(self) -> set[uuid.UUID]:
        rows, new = {self.pk}, {self.pk}
        while new:
            new = set(Agency.objects.filter(merged_into__in=new).values_list("pk", flat=True)) - rows
            rows |= new
        return rows


def receiver_code(pk) -> str:
    """As a consent or a ground names one agency and no other."""
    return f"agency:{pk}"


class AgencyContact(models.Model):
    """Somebody there, by name, or by the office or task alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(_("Name"), max_length=80, blank=True, default="")
    role = models.CharField(_("Office or task"), max_length=80, blank=True, default="")
    phone = models.CharField(_("Telephone"), max_length=60, blank=True, default="")
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["role", "name", "id"]
        constraints = [models.CheckConstraint(condition=~Q(name="", role=""), name="referrals_contact_is_somebody")]

    def __str__(self):
        return f"{self.role} {self.name}".strip()


class AgencyChange(models.Model):
    """What somebody did with an agency in the directory: only added to. `lines`: [[column, before, after]], in words as they stood then."""

    class What(models.TextChoices):
        MADE = "made", pgettext_lazy("agency", "Entered")
        CORRECTED = "corrected", pgettext_lazy("agency", "Corrected")
        CLOSED = "closed", pgettext_lazy("agency", "No longer offered")
        OPENED = "opened", pgettext_lazy("agency", "Offered again")
        MERGED = "merged", pgettext_lazy("agency", "Became part of another one")
        TOOK_IN = "took_in", pgettext_lazy("agency", "Another one became part of it")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="changes")
    what = models.CharField(max_length=9, choices=What)
    lines = models.JSONField(default=list)
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["agency", "-at"], name="referrals_agency_changes")]

    def __str__(self):
        return f"{self.agency_id} {self.what}"
