"""Who can follow a referral, and who is told of it."""

from django.db.models import UUIDField, Value
from django.utils import timezone

from accounts.acting import CanAct
from accounts.people import staff_of
from privacy.policy import roles_for


def followers(referral, action="referral.step", roles=None):
    """Who works in the council and can take its steps today."""
    staff = staff_of([referral.council_id], roles=roles or roles_for(action))
    named = staff.annotate(of_dossier=Value(referral.dossier_id, output_field=UUIDField()))
    return named.filter(CanAct(action, user="id", dossier="of_dossier", on=timezone.localdate())).order_by("kana", "id")
