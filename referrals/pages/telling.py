"""What the agency may be told of what was chosen, kind by kind, and what each answer rests on."""

from django.utils import timezone

from casework.codes import Content
from casework.disclosure import may_disclose
from casework.pages.disclosures import Answer, _answer, said_about


def answers_of(referral) -> list[Answer]:
    """As of today. Nothing where nobody is to be told, or about nobody known."""
    if referral.agency is None or referral.case.subject_id is None:
        return []
    decided = may_disclose(
        said_about(referral.case.subject), [], contents=referral.contents, receiver=referral.agency.receiver,
        purpose=referral.purpose, on=timezone.localdate(),
    )  # fmt: skip
    return [_answer(Content(content), one) for content, one in decided.items()]
