"""発送停止: while one case of a person says so, nothing is sent to where they live, whoever has to do with them.

It stands in that case, with its reason, and holds for the person. Whoever may not read the case is refused in words that name neither
the case nor the reason, and is told whom to ask.
"""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from casework.codes import StepKind
from casework.joined import one_with
from casework.models import Case, CaseStep


class NothingIsSent(ValidationError):
    """`step`: what stopped it, for whoever may read that."""

    def __init__(self, step: CaseStep | None):
        self.step = step
        why = step.text if step else _("Please ask a manager before anything is sent.")
        super().__init__(" ".join([_("Nothing is sent to this person's address at the moment (発送停止)."), why]))


def stopped_by(user, person_id: UUID) -> CaseStep | None:
    """The step that stopped it last, of the cases that this reader may read."""
    stops = CaseStep.objects.visible_to(user).filter(kind=StepKind.MAIL_STOPPED, case__no_mail=True)
    return stops.filter(case__subject__in=one_with(person_id)).select_related("actor").order_by("-at", "-id").first()


def ask_to_send(user, person_id: UUID) -> None:
    """Raises `NothingIsSent` where any case of this person says so, also one that this reader cannot see."""
    if Case.objects.filter(no_mail=True, subject__in=one_with(person_id)).exists():
        raise NothingIsSent(stopped_by(user, person_id))
