"""What becomes of a letter's paper when its referral goes on. Called within the step's own transaction, under its lock."""

from django.utils.translation import gettext as _

from documents import services as documents
from documents.codes import INSIDE, Holding
from documents.models import Copy
from referrals.papers import letter_of, paper_of
from referrals.transitions import UNDO


def rewritten(referral, actor) -> None:
    """What stands on the paper is no longer so: it is made anew. With a letter, the letter says what is told."""
    if letter := letter_of(referral, actor, "referral.write"):
        referral.contents = letter.contents
        throw_away(letter, actor)
        letter.save()


def letter_follows(referral, actor, step: str, at) -> None:
    """What a step of the referral does with the paper of its letter, where there is one. `referral` stands where the step led to."""
    letter = letter_of(referral, actor, "referral.step")
    paper = paper_of(letter, actor)
    if paper is None:
        return
    if step == "approve":
        documents.document_finish(paper, actor=actor)
    elif step == "send":
        _hand_over(paper, referral, actor, at)
    elif step in ("withdraw", UNDO) and not _is_out(paper, actor):
        throw_away(letter, actor)
        letter.save()
    elif step == "rewrite":
        letter.document = None
        letter.save()


def _is_out(paper, actor) -> bool:
    return Copy.objects.in_dossier_of(paper, actor).filter(document=paper).exclude(holding__in=INSIDE).exists()


def _hand_over(paper, referral, actor, at) -> None:
    """Its first copy is with the agency now."""
    for copy in Copy.objects.in_dossier_of(referral, actor, "document.make").filter(document=paper, holding__in=INSIDE, n=1):
        documents.copy_mark(copy, actor=actor, holding=Holding.OUT, whom=referral.agency.name, at=at)


def throw_away(letter, actor) -> None:
    if letter.document is None:
        return
    if paper := paper_of(letter, actor):
        documents.document_withdraw(paper, actor=actor, reason=_("The letter was written anew"))
    letter.document = None
