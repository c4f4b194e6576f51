"""Files can be attached to a referral."""

from django.utils.translation import gettext_lazy as _

from attachments.parents import Parent, Whose, register
from casework.pages.whom import whom_of
from referrals.models import Referral


def of_referral(user, referral) -> Whose:
    whom = whom_of(user, referral.case)
    return Whose(f"{whom.name} {whom.number}".strip(), str(referral.get_kind_display()), referral.get_absolute_url())


REFERRAL = register(
    Parent("referral", Referral, _("Referral"), "referral.read", "referral.write", of_referral, related=("case",))
)
