"""What the agency may be told of what was chosen, kind by kind, and what each answer rests on."""

from django.utils import timezone

from casework.pages.disclosures import Answer, answers_of
from casework.said import what_may_be_told


def telling_of(user, referral) -> list[Answer]:
    """As of today. Nothing as long as nobody is to be told of anything."""
    if referral.agency is None or not referral.contents:
        return []
    asked = {"contents": referral.contents, "receiver": referral.agency.receiver, "purpose": referral.purpose}
    decided = what_may_be_told(user, referral.case.subject_id, referral.case, on=timezone.localdate(), **asked)
    return answers_of(user, decided)
