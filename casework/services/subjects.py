"""The yes or no to whoever works on a case about somebody they can only find: the case is theirs, that person's record is not yet."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.codes import StepKind
from casework.models import Case, CaseStep
from privacy.errors import Denied
from privacy.gate import service
from privacy.models import Grant
from privacy.reach import lasts


class NobodyAsks(ValidationError):
    """Nobody waits for an answer: it was given already, or the person who asked has left the case."""


@service("subject.open", on=lambda case, **_: [case, case.subject])
def subject_open(case, *, actor, user) -> Case:
    """From now on the case leads this person to its subject, as if somebody who has the record had named them to it."""
    if not lasts(actor, "person.write", case.subject.dossier):
        raise Denied("subject.open", [case.dossier_id])
    return _answer(case, actor, user, Grant.Lead.OPEN, StepKind.SUBJECT_OPENED)


@service("subject.open", on=lambda case, **_: [case, case.subject])
def subject_refuse(case, *, actor, user) -> Case:
    """The case stays theirs to work on; of its subject they go on seeing what can be found."""
    return _answer(case, actor, user, Grant.Lead.REFUSED, StepKind.SUBJECT_REFUSED)


def _answer(case, actor, user, lead, kind) -> Case:
    if user.pk == actor.pk:
        raise Denied("subject.open", [case.dossier_id])
    today = timezone.localdate()
    if not Grant.objects.filter(user=user, content_object=case.dossier_id).asked(today).update(lead=lead):
        raise NobodyAsks(_("This was answered already."))
    step = CaseStep(
        case=case, dossier=case.dossier, kind=kind, on_date=today, at=timezone.now(), text=str(user.pk), actor=actor
    )
    step.clean_values()
    step.save()
    return case
