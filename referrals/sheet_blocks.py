"""How the referrals of a case stand, on its sheet."""

from django.utils import timezone
from django.utils.translation import gettext as _

from casework.sheet_blocks import CALENDAR, Block, sheet_block
from referrals.codes import State
from referrals.models import Referral
from ui.dates import day_text


@sheet_block
def referrals(user, case, since):
    found = list(
        Referral.objects.in_dossier_of(case, user).filter(case=case).select_related("agency").order_by("-since", "-id")
    )
    latest = timezone.localdate(found[0].since) if found else None
    yield Block("referrals", _("Referrals"), "\n".join(map(_stands, found)), latest)


def _stands(referral) -> str:
    agency = referral.agency.name if referral.agency else ""
    since = day_text(timezone.localdate(referral.since), "short", CALENDAR)
    return " ".join(filter(None, [referral.what, agency, str(State(referral.state).label), since]))
