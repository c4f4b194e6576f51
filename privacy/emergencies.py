"""Emergency access: for some minutes somebody reads about one person of their council whom they could not read about otherwise.

It reads, and does nothing else (`policy.IN_AN_EMERGENCY`); never what is restricted, and never across a recusal. `reach.py` asks for it only
where the person's own row says that one is open (`User.emergency_until`); what decides is the row here, which is proven.
"""

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy.areas import Area
from privacy.dossiers import Dossier
from privacy.proven import Proven, ProvenQuerySet

if TYPE_CHECKING:
    from privacy.context import Actor

LONGEST = timedelta(minutes=60)


class EmergencyQuerySet(ProvenQuerySet["Emergency"]):
    def unreviewed(self) -> Self:
        return self.filter(reviewed_at=None)

    def lasting(self, now: datetime) -> Self:
        return self.filter(ended_at=None, until__gt=now)


class Emergency(Proven):
    """`dossier`: the person's; a case's or an enrolment's own where nobody knows, or may know, whom it is about. It reaches all that is
    about that person.

    A manager or an auditor looks at each afterwards, by `review_due`, never at their own.
    """

    proven = (
        "user", "dossier", "council", "why", "opened_at", "until", "ended_at", "review_due", "reviewed_by", "reviewed_at", "verdict",
    )  # fmt: skip

    class Why(models.TextChoices):
        LIFE = "life", _("Somebody's life or body is in danger")
        ABUSE = "abuse", _("Abuse or violence is happening or suspected now")
        MISSING = "missing", _("Somebody is missing or does not answer")
        ASKED = "asked", _("Police, fire service or a hospital asks in an emergency")
        DISASTER = "disaster", _("Disaster")
        OTHER = "other", _("Something else that cannot wait")

    class Verdict(models.TextChoices):
        RIGHT = "right", _("It was needed")
        WRONG = "wrong", _("It was not needed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+")
    council = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=8, choices=Why)
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    review_due = models.DateField()
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(max_length=5, choices=Verdict, blank=True, default="")

    objects = EmergencyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["-opened_at", "id"]
        indexes = [
            models.Index(fields=["user", "until"], condition=Q(ended_at=None), name="privacy_emergency_open"),
            models.Index(fields=["council", "-opened_at"], name="privacy_emergency_council"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(until__lte=F("opened_at") + LONGEST), name="privacy_emergency_an_hour"),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by=None, verdict="")
                | (Q(reviewed_at__isnull=False, reviewed_by__isnull=False) & ~Q(verdict="") & ~Q(reviewed_by=F("user"))),
                name="privacy_emergency_reviewed_by_another",
            ),
        ]

    @property
    def last(self) -> datetime:
        return min(self.until, self.ended_at or self.until)


# What one row reaches: its own dossier, what is about that, and the parts of those; of these kinds, and nothing that is restricted.
REACHED = """
d.id = ANY(ARRAY(
WITH own AS (SELECT e.dossier_id AS id FROM privacy_emergency e WHERE e.user_id = %s AND e.until > %s AND e.ended_at IS NULL),
     about AS (SELECT id FROM own UNION SELECT s.id FROM privacy_dossier s JOIN own ON s.subject_id = own.id)
SELECT x.id FROM privacy_dossier x JOIN (SELECT id FROM about UNION SELECT p.id FROM privacy_dossier p JOIN about a ON p.parent_id = a.id) f
ON f.id = x.id WHERE NOT x.sealed AND x.kind IN ('person', 'case', 'enrolment')))
"""


def way(actor: "Actor") -> tuple[str, list[Any]] | None:
    """The condition on a dossier `d` and its parameters, while this actor has one open."""
    now, until = timezone.now(), getattr(actor.user, "emergency_until", None)
    return None if until is None or until <= now else (REACHED, [actor.user_id, now])
