"""発送停止: while one case of a person says so, nothing is sent to where they live, whoever has to do with them.

It stands in that case, with its reason, and holds for the person. Whoever may not read the case is refused in words that could mean
anything, and is told whom to ask.
"""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from casework.codes import StepKind
from casework.joined import one_with
from casework.models import Case, CaseStep


class NothingIsSent(ValidationError):
    """`is_known`: whether whoever asked may read the case that says so. Everybody else hears of no case and no stop; nobody hears here
    why, which stands on the pages of those who may read it."""

    def __init__(self, *, is_known: bool):
        super().__init__(
            _("Nothing is sent to this person's address at the moment (発送停止). Why, the case says.")
            if is_known
            else _("This cannot be made or given out at the moment. Please ask a manager.")
        )


def stopped_by(user, person_id: UUID) -> CaseStep | None:
    """The step that stopped it last, of the cases that this reader may read."""
    stops = CaseStep.objects.visible_to(user).filter(kind=StepKind.MAIL_STOPPED, case__no_mail=True)
    return stops.filter(case__subject__in=one_with(person_id)).select_related("actor").order_by("-at", "-id").first()


def ask_to_send(user, person_id: UUID) -> None:
    """Raises `NothingIsSent` where any case of this person says so, also one that this reader cannot see."""
    if Case.objects.filter(no_mail=True, subject__in=one_with(person_id)).exists():
        raise NothingIsSent(is_known=stopped_by(user, person_id) is not None)
