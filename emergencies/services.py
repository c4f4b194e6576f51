"""Opening in an emergency, ending it, and what is said of it afterwards."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.people import staff_of
from accounts.services import SamePerson
from emergencies.models import EmergencyWords
from japan.workdays import workdays_after
from privacy import outbox
from privacy.errors import NotWithinReach
from privacy.gate import service
from privacy.models import AccessEvent, Emergency, Grant
from privacy.policy import DUTIES
from privacy.reach import can, is_recused

WORKDAYS_TO_REVIEW = 3
# Whoever guesses names is stopped: an emergency is looked for with what one has on paper.
WRONG_WITHIN, MOST_WRONG = timedelta(hours=1), 5


@service("emergency.open", on=lambda record, **_: record)
def emergency_open(record, *, actor, why, text, minutes) -> Emergency:
    """Of a person or a case that `pages.find` gave. Those who hold the person's records, and the managers, are told at once."""
    now = timezone.now()
    opened = Emergency(
        user=actor, dossier=record.dossier, council=record.dossier.council, why=why, opened_at=now, until=now + timedelta(minutes=minutes),
        review_due=workdays_after(timezone.localdate(now), WORKDAYS_TO_REVIEW),
    )  # fmt: skip
    opened.full_clean(exclude=["user", "dossier", "council"])
    opened.save()
    words = EmergencyWords(emergency=opened, dossier=record.dossier, author=actor, text=text)
    words.clean_values()
    words.save()
    _hint(actor, max(opened.until, actor.emergency_until or opened.until))
    for receiver in told_of(opened, now):
        outbox.enqueue("emergencies.tell", key=f"emergency:{opened.pk}:{receiver}", emergency=opened.pk, person=receiver)
    return opened


def emergency_end(*, actor) -> None:
    """Everything that this person has open, at once; whatever became of their role."""
    now = timezone.now()
    Emergency.objects.lasting(now).filter(user=actor).update(ended_at=now)
    _hint(actor, None)


def _hint(user, until) -> None:
    User.objects.filter(pk=user.pk).update(emergency_until=until)
    user.emergency_until = until


@service("emergency.review", on=lambda emergency, **_: emergency.dossier.area)
def emergency_review(emergency, *, actor, verdict, text="") -> Emergency:
    """By somebody else than who opened it. Words are kept where the record is, so only by who may read there."""
    if is_recused(actor, emergency.dossier):
        raise NotWithinReach("emergency.review", [emergency.dossier_id])
    held = Emergency.objects.select_for_update().get(pk=emergency.pk)
    if held.user_id == actor.pk:
        raise SamePerson
    if held.reviewed_at:
        raise ValidationError(_("Somebody else has looked at it meanwhile."))
    held.verdict, held.reviewed_by, held.reviewed_at = verdict, actor, timezone.now()
    held.save(update_fields=["verdict", "reviewed_by", "reviewed_at"])
    if text and can(actor, "emergency.read", emergency.dossier):
        words = EmergencyWords(emergency=held, dossier=emergency.dossier, author=actor, text=text)
        words.clean_values()
        words.save()
    return held


def wrong_tries(user, now) -> int:
    return AccessEvent.objects.filter(actor=user.pk, kind="denied", action="emergency.open", at__gte=now - WRONG_WITHIN).count()


def told_of(emergency, now) -> set:
    """{user id}: who holds what is about the person, and the managers of the council."""
    root = emergency.dossier_id
    about = Q(content_object=root) | Q(content_object__subject=root) | Q(content_object__parent=root)
    named = Grant.objects.filter(about, kind=Grant.Kind.ASSIGNED, content_object__restricted=False).valid(
        timezone.localdate(now)
    )
    managers = staff_of([emergency.council_id], DUTIES["emergency.opened"])
    return {*named.values_list("user", flat=True), *managers.values_list("pk", flat=True)} - {emergency.user_id}
