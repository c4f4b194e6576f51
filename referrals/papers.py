"""The letter of a referral and the paper that was made of it, as they are now."""

from uuid import UUID

from django.utils.translation import gettext as _

from documents.models import Document
from referrals.models import Letter


def letter_of(referral, user, action="referral.read") -> Letter | None:
    return Letter.objects.in_dossier_of(referral, user, action).filter(referral=referral).first()


def paper_of(letter, user) -> Document | None:
    if letter is None or letter.document is None:
        return None
    return Document.objects.in_dossier_of(letter, user).filter(pk=letter.document).first()


def document_of(referral, user) -> UUID | None:
    letter = letter_of(referral, user)
    return letter.document if letter else None


def flaw_of_letter(referral, user) -> str:
    """Why it cannot be approved or handed over with this letter. A referral without one goes without one."""
    letter = letter_of(referral, user)
    if letter is None:
        return ""
    paper = paper_of(letter, user)
    if paper is None or not (paper.is_draft or paper.sequence):
        return _("Make the paper of the letter first: it is not made yet, or its time is over.")
    return ""
