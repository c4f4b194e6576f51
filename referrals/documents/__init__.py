"""The papers of a referral: the letter that tells an agency what was chosen, and the sheet that goes ahead of it by FAX."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from documents.kinds import Kind, register

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

LETTER = register(Kind("letter", _("Letter to an agency"), HERE / "letter.typ", word=HERE / "letter.docx", approved=True, page="referral", fields=FIELDS))
FAX = register(Kind("fax", _("FAX cover sheet"), HERE / "fax.typ", page="referral", fields=FIELDS))
