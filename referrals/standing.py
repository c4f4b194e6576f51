"""How a referral stands now: what the table of steps is asked about."""

from django.utils.translation import gettext as _

from casework.models import Person
from casework.pages.case_list import NAMES
from privacy.reading import unshown
from referrals.codes import State
from referrals.models import Referral, ReferralStep
from referrals.papers import flaw_of_letter
from referrals.transitions import Standing, Taken

TAKEN = ("id", "step", "from_state", "to_state", "actor_id", "at")


def standing_of(referral: Referral, user) -> Standing:
    rows = ReferralStep.objects.filter(referral=referral).order_by("recorded_at", "id").values_list(*TAKEN)
    return Standing(
        State(referral.state), referral.kind, referral.is_waiting, tuple(Taken(*row) for row in rows), flaws_of(referral, user)
    )


def flaws_of(referral: Referral, user) -> dict[str, str]:
    """{field: why it cannot be handed over now}: what it lacks, and what happened meanwhile to the agency, the case and the person."""
    found = {}
    if message := _flaw_of_agency(referral.agency):
        found["agency"] = message
    if not referral.matter.strip():
        found["matter"] = _("Write what is asked of them.")
    if not referral.contents:
        found["contents"] = _("Choose what they are told.")
    if message := flaw_of_letter(referral, user):
        found["letter"] = message
    if referral.case.is_closed:
        found["case"] = _("The case is closed: reopen it first, or withdraw the referral.")
    elif _has_died(referral, user):
        found["case"] = _("The person has died: withdraw the referral.")
    return found


def _flaw_of_agency(agency) -> str:
    if agency is None:
        return _("Choose the agency.")
    if agency.merged_into_id:
        return _("The agency has become part of %(name)s: choose that one.") % {"name": agency.merged_into.name}
    if agency.closed_date:
        return _("The agency was closed: choose another one.")
    if not (agency.phone or agency.fax or agency.address):
        return _("The agency has neither telephone nor FAX nor address: write one of them into the directory first.")
    return ""


def _has_died(referral, user) -> bool:
    """As far as whoever acts may find the person."""
    with unshown():
        found = Person.objects.visible_to(user, "person.find").filter(pk=referral.case.subject_id).only(*NAMES).first()
        return bool(found and found.death_date)
