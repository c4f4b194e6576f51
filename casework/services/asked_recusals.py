"""One manager alone does not shut out the others: the second of them is shut out when somebody else has said yes."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.services import SamePerson
from casework.services.recusals import shut_out
from privacy.errors import NotWithinReach
from privacy.gate import service
from privacy.models import AskedRecusal
from privacy.reach import within


def waiting_for(user):
    """What this person may answer; never about themselves. What they asked for themselves they can take back."""
    about = AskedRecusal.objects.waiting().filter(dossier__in=within(user, "exclude.confirm")).exclude(user=user)
    return about.select_related("dossier__subject", "user", "asked_by").order_by("asked_at", "id")


@service("exclude.confirm", on=lambda asked, **_: asked.dossier)
def exclude_confirm(asked, *, actor):
    asked = _still_waiting(asked, actor)
    if asked.asked_by_id == actor.pk:
        raise SamePerson
    # Asked about a case of nobody known, it is from whoever that turned out to be.
    shut_out(asked, asked.user, asked.why, by=asked.asked_by)
    return _answer(asked, actor, agreed=True)


@service("exclude.confirm", on=lambda asked, **_: asked.dossier)
def exclude_refuse(asked, *, actor):
    """By the one who asked: taken back."""
    return _answer(_still_waiting(asked, actor), actor, agreed=False)


def _still_waiting(asked, actor) -> AskedRecusal:
    if asked.user_id == actor.pk:
        raise NotWithinReach("exclude.confirm", [asked.dossier_id])
    waiting = AskedRecusal.objects.waiting().select_for_update(of=("self",)).filter(pk=asked.pk)
    found = waiting.select_related("dossier__subject", "user", "asked_by").first()
    if found is None:
        raise ValidationError(_("This was answered or taken back in the meantime."))
    return found


def _answer(asked, actor, *, agreed) -> AskedRecusal:
    asked.answered_by, asked.answered_at, asked.agreed = actor, timezone.now(), agreed
    asked.save(update_fields=["answered_by", "answered_at", "agreed"])
    return asked
