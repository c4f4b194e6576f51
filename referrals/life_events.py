"""What somebody has in hand of the referrals, and what follows there when a person dies or turns out to be alive."""

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.handover import InHand, leaves_behind
from casework.services.people import follows_person
from privacy import context
from referrals.models import Referral
from referrals.services.referrals import referral_follow_life, referral_handover


@leaves_behind
def in_hand(actor, person):
    rows = Referral.objects.visible_to(actor, "referral.step").open().filter(owner=person).select_related("dossier")
    yield InHand(
        _("Referrals"),
        list(rows.order_by("created_at", "id")),
        lambda referral, to: referral_handover(referral, actor=actor, to=to),
    )


@follows_person
def ask_to_end(person, died_before) -> None:
    """A death answers no referral: its owner is asked today to end or withdraw it, and nobody is reminded of a silence meanwhile."""
    if bool(person.death_date) == bool(died_before):
        return
    with context.as_job("life event", user=context.current().user) as job:
        rows = Referral.objects.visible_to(job, "referral.write").open().filter(case__subject=person).select_related("dossier")
        for referral in rows.order_by("created_at", "id"):
            referral_follow_life(referral, actor=job, died=bool(person.death_date), today=timezone.localdate())
    context.current().forget_decisions()
