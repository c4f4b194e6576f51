"""The papers of a referral: the letter that tells an agency what was chosen, and the sheet that goes ahead of it by FAX."""

from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from documents.codes import Holding
from documents.kinds import About, Kind, register
from referrals.codes import State
from referrals.models import Referral

HERE = Path(__file__).parent
FIELDS = {
    "parts": _("What is told"),
    "subject": _("Subject of the letter"),
    "reason": _("Why we turn to you"),
    "wished": _("What we ask you for"),
    "must_not": _("What must not be done with it"),
    "addressee": _("To whom there"),
    "agency": _("Agency"),
    "phone": _("Our telephone"),
}


def whose(user, pk) -> About | None:
    referral = Referral.objects.visible_to(user).filter(pk=pk).first()
    return About(referral.what, referral.get_absolute_url()) if referral else None


def leaves_by_its_step(copy, actor) -> None:
    """Only the step of the referral asks what may be told: nothing leaves beside it."""
    referral = Referral.objects.filter(pk=copy.document.about).only("state").first()
    if copy.holding == Holding.OUT and referral is not None and referral.state == State.APPROVED:
        raise ValidationError(_("Record it on the referral's page: there it is asked whether this may be told today."))


LETTER = register(
    Kind(
        "letter",
        _("Letter to an agency"),
        HERE / "letter.typ",
        word=HERE / "letter.docx",
        approved=True,
        whose=whose,
        follows=leaves_by_its_step,
        fields=FIELDS,
    )
)
FAX = register(Kind("fax", _("FAX cover sheet"), HERE / "fax.typ", whose=whose, fields=FIELDS))
