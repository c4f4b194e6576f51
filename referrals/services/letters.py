"""情報提供書: written while the referral is a draft, made into a paper, finished by whoever approves, and out with the handing over.

The paper that leaves is the one that was approved: its bytes are made once, and writing anything after that throws it away.
"""

from django.utils import timezone

from documents import services as documents
from documents.models import Document
from privacy.gate import service
from referrals.codes import State
from referrals.documents import FAX, LETTER
from referrals.models import Letter
from referrals.papers import letter_of
from referrals.services.papers import throw_away
from referrals.services.referrals import NoDraft, hold, write_step
from referrals.transitions import WRITE


@service("referral.write", on=lambda referral, **_: referral)
def letter_write(referral, *, actor, now=None, **values) -> Letter:
    """Keeps what the letter is to say. What it tells is what the referral tells; a paper made before is no longer the letter."""
    now = now or timezone.now()
    held = hold(referral, actor, "referral.write")
    if held.state != State.DRAFT:
        raise NoDraft
    letter = letter_of(held, actor, "referral.write") or Letter(referral=held, dossier_id=held.dossier_id)
    throw_away(letter, actor)
    for name, value in values.items():
        setattr(letter, name, value)
    letter.written_by, letter.written_at = actor, now
    letter.clean_values()
    letter.save()
    held.contents, held.submitted_at = letter.contents, None
    held.save()
    write_step(held, WRITE, actor, now, came_from=held.state)
    return letter


@service("referral.write", on=lambda referral, **_: referral)
def letter_make(referral, *, actor, data, id=None) -> Document:
    """The paper, as a draft for the second person. `data`: what `pages/letter_paper.py` makes of the letter."""
    held = hold(referral, actor, "referral.write")
    letter = letter_of(held, actor, "referral.write")
    if held.state != State.DRAFT or letter is None:
        raise NoDraft
    throw_away(letter, actor)
    paper = documents.document_ask(
        held, actor=actor, kind=LETTER.name, data=data, purpose=data["purpose"], recipient=data["agency"], id=id
    )
    letter.document = paper.pk
    letter.save()
    return paper


@service("referral.step", on=lambda referral, **_: referral)
def fax_sheet(referral, *, actor, fax, sender, id=None) -> Document:
    """The sheet that goes ahead. It names nobody but the agency."""
    data = {
        "agency": referral.agency.name,
        "addressee": referral.addressee,
        "fax": fax,
        "council": sender["council"],
        "sender": sender["name"],
        "phone": sender["phone"],
    }
    return documents.document_ask(
        referral,
        actor=actor,
        kind=FAX.name,
        data=data,
        purpose=str(FAX.label),
        recipient=referral.agency.name,
        id=id,
    )
