"""The dossier is the lock: everything confidential lies in exactly one, and its key stands in a table of its own."""

import uuid
from datetime import date, timedelta
from functools import lru_cache
from typing import Self, TypeVar

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from privacy import policy
from privacy.areas import Area
from privacy.proven import Proven, ProvenQuerySet

Row = TypeVar("Row", bound=models.Model)


class Dossier(Proven):
    proven = ("kind", "area", "council", "subject", "parent", "owner", "restricted", "month")

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        CASE = "case", _("Case")
        ENROLMENT = "enrolment", _("Watch-over enrolment")
        ITEM = "item", _("Conference item")
        COMPARTMENT = "compartment", _("Compartment")
        DESK = "desk", _("Desk")
        DAYBOOK = "daybook", _("Day-book")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12, choices=Kind)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    council = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="about")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="desks")
    # The column keeps its first name, since the version before asks for it while a new one is put in. SQL says `sealed`.
    restricted = models.BooleanField(default=False, db_column="sealed")
    month = models.DateField(null=True, blank=True, help_text="A day-book's month.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        # The two things a grant by name can allow; the policy says which actions are reading.
        permissions = [("read_dossier", "Read what lies in it"), ("work_dossier", "Work on what lies in it")]
        indexes = [
            models.Index(fields=["area", "kind"]),
            models.Index(fields=["council", "kind"]),
            models.Index(fields=["council"], condition=Q(restricted=True), name="privacy_dossier_sealed"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="desk", owner__isnull=False) | (~Q(kind="desk") & Q(owner__isnull=True)),
                name="privacy_desk_has_owner",
            ),
            # Beside its drawers, which lie below it.
            models.UniqueConstraint(
                fields=["owner", "council"], condition=Q(kind="desk", parent=None), name="privacy_one_desk_with_drawers"
            ),
            models.UniqueConstraint(
                fields=["council", "month"], condition=Q(kind="daybook"), name="privacy_one_daybook_a_month"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @classmethod
    def following(cls, keys: list[uuid.UUID]) -> list[uuid.UUID]:
        """What is about a person lies where the person does, and a part where its whole does."""
        about = Q(subject__in=keys) | Q(parent__in=keys) | Q(parent__subject__in=keys)
        found = cls._base_manager.filter(about).exclude(pk__in=keys).order_by("pk").only("pk")
        return [row.pk for row in found.select_for_update(no_key=True, of=("self",))]

    @property
    def dossier_id(self) -> uuid.UUID:
        """A dossier is asked about like the records in it."""
        return self.pk

    @property
    def read_action(self) -> str:
        return policy.READS[self.kind]


class ValidOn(ProvenQuerySet[Row]):
    def valid(self, on: date) -> Self:
        """Until-dates are inclusive: the last day counts whole."""
        return self.filter(Q(from_date__lte=on), Q(until_date__isnull=True) | Q(until_date__gte=on))


class GrantQuerySet(ValidOn["Grant"]):
    def asked(self, on: date) -> Self:
        """Those whose holder waits for somebody's yes to the subject's record."""
        return self.valid(on).filter(lead=Grant.Lead.ASKED)

    def end(self, on: date) -> int:
        """Nothing opens from this day on. The rows stay, and tell who was named to what."""
        return self.filter(Q(until_date=None) | Q(until_date__gte=on)).update(until_date=on - timedelta(days=1))


@lru_cache
def level(codename: str) -> Permission:
    """The row behind a grant's level; made by migrate, so it is looked up once a process, with the type that guardian compares."""
    return Permission.objects.select_related("content_type").get(content_type__app_label="privacy", codename=codename)


def permission(codename: str) -> int:
    return level(codename).pk


class Grant(Proven, UserObjectPermissionBase):
    """One person's way into one dossier, by name. guardian's row; never asked through guardian, which knows no expiry."""

    proven = ("user", "permission", "content_object", "kind", "purpose", "from_date", "until_date", "given_by", "lead")

    class Kind(models.TextChoices):
        ASSIGNED = "assigned", _("Assigned")
        SHARED = "shared", _("Shared")
        INVITED = "invited", _("Invited")
        EMERGENCY = "emergency", _("Emergency access")

    class Lead(models.TextChoices):
        """Of a case or an enrolment: whether it opens the subject's own dossier too. Only `OPEN` does."""

        OPEN = "open"
        ASKED = "asked"
        REFUSED = "refused"

    content_object = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="grants")
    kind = models.CharField(max_length=10, choices=Kind)
    purpose = models.CharField(max_length=40, blank=True, default="", help_text="A code, never a sentence.")
    from_date = models.DateField()
    until_date = models.DateField(null=True, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lead = models.CharField(max_length=7, choices=Lead, blank=True, default="", db_default="")

    objects = GrantQuerySet.as_manager()  # type: ignore[assignment, misc]

    class Meta(UserObjectPermissionBase.Meta):
        indexes = [
            models.Index(fields=["user", "content_object"], name="privacy_grant_user_dossier"),
            models.Index(fields=["content_object"], condition=Q(lead="asked"), name="privacy_grant_asked"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.content_object_id}"


class RecusalQuerySet(ProvenQuerySet["Recusal"]):
    def lasting(self) -> Self:
        return self.filter(ended_at=None)

    def shutting(self, dossier: Dossier) -> Self:
        """What shuts somebody out of this dossier: it stands on the dossier, on whom that is about, or on the whole it is a part of."""
        return self.lasting().filter(dossier__in=[dossier.pk, dossier.subject_id, dossier.parent_id])


class Recusal(Proven):
    """利害関係: someone must not see this person: their dossier and every one about them; it beats every grant and every area.

    It stands on the person's own dossier, and on a case's only while nobody knows whom the case is about. Ended, it stays as a row.
    """

    proven = ("user", "dossier", "why", "created_at", "created_by", "ended_at", "ended_by", "over")

    class Why(models.TextChoices):
        NEIGHBOUR = "neighbour", _("Neighbour")
        FAMILY = "family", _("Family or relative")
        WORK = "work", _("Works for or with them")
        OTHER = "other", _("Other close tie")

    class Over(models.TextChoices):
        PAST = "past", _("The tie no longer exists")
        MISTAKE = "mistake", _("It was a mistake")
        NEEDED = "needed", _("Nobody else can do the work")
        # By the program: the case got its person, from whom they are shut out already.
        NAMED = "named"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="recusals")
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="recusals")
    why = models.CharField(max_length=10, choices=Why)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    over = models.CharField(max_length=10, choices=Over, blank=True, default="", db_default="")

    objects = RecusalQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "dossier"], condition=Q(ended_at=None), name="privacy_recused_once"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, over="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(over="")),
                name="privacy_recusal_end_says_why",
            ),
            models.CheckConstraint(condition=~Q(ended_by=F("user")), name="privacy_nobody_readmits_themselves"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.dossier_id}"


class AskedRecusalQuerySet(models.QuerySet["AskedRecusal"]):
    def waiting(self) -> Self:
        return self.filter(answered_at=None)


class AskedRecusal(models.Model):
    """A recusal that waits for somebody else's yes. It closes nothing, so it needs no proof; the recusal that comes of it has one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="+")
    why = models.CharField(max_length=10, choices=Recusal.Why)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(default=False)

    objects = AskedRecusalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "dossier"], condition=Q(answered_at=None), name="privacy_recusal_asked_once"
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None, answered_at=None, agreed=False)
                | (Q(answered_by__isnull=False, answered_at__isnull=False) & ~Q(answered_by=F("user"))),
                name="privacy_recusal_answered_whole",
            ),
            models.CheckConstraint(
                condition=Q(agreed=False) | ~Q(answered_by=F("asked_by")), name="privacy_recusal_second_person"
            ),
        ]

    def __str__(self) -> str:
        return f"asked recusal {self.pk}"


READ, WORK = "read_dossier", "work_dossier"
# A grant on one of these can lead to the subject's own dossier too.
LEADS_TO_SUBJECT = (Dossier.Kind.CASE, Dossier.Kind.ENROLMENT)
