"""The breadth of a consent in words."""

from casework.codes import Content, Recipient
from casework.models import Consent


def shown(consent: Consent) -> Consent:
    """With `told` and `receivers` for a page: the words of its codes."""
    consent.told = words(consent.contents, Content)
    consent.receivers = words(consent.recipients, Recipient)
    return consent


def words(codes, among) -> str:
    return "、".join(str(among(code).label) for code in codes)
