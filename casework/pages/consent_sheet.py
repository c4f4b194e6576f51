"""What a 同意書 says: blank for somebody who is asked, or filled with what was agreed. In Japanese, as the paper is."""

from django.utils.translation import gettext, override

from casework.codes import Content, Decision, GivenBy, Manner, Purpose, Recipient
from casework.models import Consent, Person
from japan.wareki import blank_wareki, format_wareki


def consent_sheet(person: Person, consent: Consent | None = None) -> dict:
    with override("ja"):
        return {
            "name": person.name,
            "birth": person.birth_words,
            "is_blank": consent is None,
            "blank_date": blank_wareki(),
            "decisions": _ticked(Decision, [consent.decision] if consent else []),
            "contents": _ticked(Content, consent.contents if consent else []),
            "recipients": _ticked(Recipient, consent.recipients if consent else [], without=(Recipient.ANYBODY,)),
            "purposes": _ticked(Purpose, consent.purposes if consent else []),
            "manners": _ticked(Manner, [consent.manner] if consent else []),
            "givers": _ticked(GivenBy, [consent.given_by] if consent else []),
            "recipient_detail": consent.recipient_detail if consent else "",
            "purpose": consent.purpose if consent else "",
            "ground": consent.ground if consent else "",
            "given_on": format_wareki(consent.given_date) if consent else "",
            "until": format_wareki(consent.until_date) if consent and consent.until_date else "",
            "withdrawn_on": format_wareki(consent.withdrawn_date) if consent and consent.withdrawn_date else "",
        }


def consent_words() -> dict[str, str]:
    """Of the register: to whom the paper goes, and for what."""
    with override("ja"):
        return {"recipient": gettext("The person themselves"), "purpose": gettext("To write down what may be told to whom")}


def _ticked(codes, chosen, without=()) -> list[dict]:
    """A refusal can mean everybody: then that stands there too."""
    shown = [code for code in codes if code not in without or code in chosen]
    return [{"label": str(code.label), "ticked": code in chosen} for code in shown]
