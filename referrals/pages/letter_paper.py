"""情報提供書 as data: the same for the preview beside the form, for Typst and for Word."""

from casework.codes import Content, Purpose
from referrals.codes import Kind
from ui.dates import day_text

CALENDAR = "wareki"


def paper(referral, letter: dict, grounds: list[tuple[str, str]], *, sender: dict, today) -> dict:
    """`letter`: as `LetterForm.letter()` gives it. `grounds`: [(kind of content in words, what telling it rests on)].
    `sender`: {"council", "name", "phone"}. Everything in it is text, ready to be set.
    """
    return {
        "date": day_text(today, "", CALENDAR),
        "agency": referral.agency.name if referral.agency else "",
        "addressee": referral.addressee,
        "council": sender["council"],
        "sender": sender["name"],
        "phone": letter["phone"] or sender["phone"],
        "subject": letter["subject"],
        "kind": str(Kind(referral.kind).label),
        "urgency": str(referral.get_urgency_display()),
        "purpose": str(Purpose(referral.purpose).label) if referral.purpose else "",
        "reason": letter["reason"],
        "parts": [
            {
                "title": part["title"],
                "kind": str(Content(part["content"]).label),
                "text": part["text"],
                "edited": part["edited"],
            }
            for part in letter["parts"]
        ],
        "grounds": [{"kind": kind, "ground": ground} for kind, ground in grounds],
        "wished": letter["wished"],
        "answer_by": day_text(letter["answer_date"], "", CALENDAR) if letter["answer_date"] else "",
        "must_not": letter["must_not"],
    }
