"""The open referrals of a person, on their page and beside their cases: what may go on only while they agree, or by a law."""

from django.utils.translation import gettext as _

from casework.joined import one_with
from casework.person_links import PersonLink, person_links
from privacy.reach import can
from referrals.models import Referral


@person_links
def referrals(user, person):
    if not can(user, "referral.read"):
        return
    found = Referral.objects.visible_to(user).open().filter(case__subject__in=one_with(person.pk))
    for referral in found.select_related("agency").order_by("created_at", "id"):
        said = {"what": referral.what, "agency": referral.agency.name if referral.agency else _("not chosen yet")}
        text = _("%(what)s → %(agency)s") % said
        yield PersonLink(
            f"{text}（{referral.chip[0]}）", referral.get_absolute_url(), "swap", rests_on_consent=not referral.is_of_abuse
        )
