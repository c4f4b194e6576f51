"""The open referrals of a person, on their page and beside their cases: what may go on only while they agree, or by a law."""

from django.utils.translation import gettext as _

from casework.given import PEOPLE
from casework.person_links import PersonLink, person_links
from privacy.together import question
from referrals.models import Referral


@question
def open_referrals(asker):
    found = asker.sees(Referral).open().filter(case__subject__in=PEOPLE)
    return found.select_related("agency").order_by("created_at", "id")


@person_links(open_referrals)
def referrals(user, person, rows):
    for referral in rows:
        said = {"what": referral.what, "agency": referral.agency.name if referral.agency else _("not chosen yet")}
        text = _("%(what)s → %(agency)s") % said
        yield PersonLink(
            f"{text}（{referral.chip[0]}）", referral.get_absolute_url(), "swap", rests_on_consent=not referral.is_of_abuse
        )
