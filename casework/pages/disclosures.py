"""いま伝えてよいこと: of one person, what may be told to whom, and what each answer rests on."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from casework.codes import Content
from casework.disclosure import Allowed, Reason, may_disclose
from casework.joined import one_with
from casework.models import Consent


@dataclass(frozen=True)
class Said:
    """What the rule asks of a consent; none of its words."""

    pk: UUID
    decision: str
    contents: list[str]
    recipients: list[str]
    purposes: list[str]
    given_date: date
    created_at: datetime
    until_date: date | None
    withdrawn_date: date | None


@dataclass(frozen=True)
class Answer:
    content: Content
    may: bool
    why: str
    since: date | None

    @property
    def chip(self) -> tuple[str, str, str]:
        """(word, kind, icon)"""
        return (_("May be told"), "ok", "check") if self.may else (_("May not be told"), "bad", "oct")


def said_about(person) -> list[Said]:
    """Of all records of this person: what stands in one of them is not forgotten in the other."""
    names = Said.__dataclass_fields__
    return [Said(**row) for row in Consent.objects.filter(person__in=one_with(person.pk)).values(*names)]


def answers(person, recipient: str, purpose: str, today: date) -> list[Answer]:
    decided = may_disclose(
        said_about(person), [], contents=list(Content), receiver=frozenset({recipient}), purpose=purpose, on=today
    )
    return [_answer(content, one) for content, one in decided.items()]


def _answer(content, decided) -> Answer:
    if isinstance(decided, Allowed):
        return Answer(content, True, _("The person agreed"), decided.by.given_date)
    # Of what does not reach this far, no day says anything.
    since = decided.by.given_date if decided.by and decided.reason != Reason.NOT_COVERED else None
    return Answer(content, False, str(decided.reason.label), since)
