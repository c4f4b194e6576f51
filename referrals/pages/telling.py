"""What the agency may be told of what was chosen, kind by kind, and what each answer rests on."""

from django.utils import timezone

from casework.pages.disclosures import Answer, answers_of
from casework.said import what_may_be_told


def telling_of(user, referral, contents: list[str] | None = None) -> list[Answer]:
    """As of today, of what the referral tells or of these `contents`. Nothing as long as nobody is to be told of anything."""
    contents = referral.contents if contents is None else contents
    if referral.agency is None or not contents:
        return []
    asked = {"contents": contents, "receiver": referral.agency.receiver, "purpose": referral.purpose}
    decided = what_may_be_told(user, referral.case.subject_id, referral.case, on=timezone.localdate(), **asked)
    return answers_of(user, decided)
