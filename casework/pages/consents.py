"""A consent as pages show it: how far it goes, in words, and whether it holds today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from casework.codes import Content, Decision
from casework.disclosure import is_in_force
from casework.models import Consent
from casework.receivers import words_of


@dataclass(frozen=True)
class ConsentRow:
    consent: Consent
    is_valid: bool
    recipients: str
    # How many are attached.
    files: int = 0

    @property
    def contents(self) -> str:
        return content_words(self.consent.contents)

    @property
    def chip(self) -> tuple[str, str, str]:
        """(word, kind, icon)"""
        if self.consent.withdrawn_date:
            return _("Withdrawn"), "off", "minus"
        if self.consent.decision == Decision.REFUSED:
            return _("Does not agree"), "bad", "oct"
        return (_("Agrees"), "ok", "check") if self.is_valid else (_("Not in force"), "off", "clock")

    @property
    def is_agreement(self) -> bool:
        """Whatever became of it since."""
        return self.consent.decision == Decision.GRANTED

    @property
    def can_be_withdrawn(self) -> bool:
        return self.is_agreement and not self.consent.withdrawn_date


def consent_rows(consents: Iterable[Consent], today: date, files: dict[UUID, int] | None = None) -> list[ConsentRow]:
    """`files`: how many are attached, of those that have some."""
    consents, files = list(consents), files or {}
    words = words_of(code for consent in consents for code in consent.recipients)
    return [
        ConsentRow(
            consent,
            is_in_force(consent, today),
            "、".join(words[code] for code in consent.recipients),
            files.get(consent.pk, 0),
        )
        for consent in consents
    ]


def content_words(contents: Iterable[str]) -> str:
    return "、".join(str(Content(content).label) for content in contents)
