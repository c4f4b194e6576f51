"""What the agency may be told of what was chosen, kind by kind, and what each answer rests on."""

from dataclasses import dataclass

from django.utils import timezone

from casework.pages.disclosures import Answer, answers_of
from casework.said import what_may_be_told
from privacy.reach import can
from referrals.models import Agency


def telling_of(user, referral, contents: list[str] | None = None) -> list[Answer]:
    """As of today, of what the referral tells or of these `contents`. Nothing as long as nobody is to be told of anything."""
    contents = referral.contents if contents is None else contents
    if referral.agency is None or not contents:
        return []
    asked = {"contents": contents, "receiver": referral.agency.receiver, "purpose": referral.purpose}
    decided = what_may_be_told(user, referral.case.subject_id, referral.case, on=timezone.localdate(), **asked)
    return answers_of(user, decided)


@dataclass(frozen=True)
class Telling:
    """Of a call that is being written: what of it may not be told `to` this agency, and whether whoever writes may record a consent."""

    to: Agency
    denied: list[Answer]
    may_agree: bool


def telling_in_call(user, case, form) -> Telling | None:
    """As of today, with whatever is chosen by now. Nothing as long as nobody is to be told of anything."""
    agency, contents, purpose = form.asked() if form.is_bound else (None, [], "")
    if agency is None or not contents:
        return None
    decided = what_may_be_told(
        user, case.subject_id, case, contents=contents, receiver=agency.receiver, purpose=purpose, on=timezone.localdate()
    )
    denied = [answer for answer in answers_of(user, decided) if not answer.may]
    may_agree = bool(denied) and case.subject is not None and can(user, "consent.write", case.subject)
    return Telling(agency, denied, may_agree)
