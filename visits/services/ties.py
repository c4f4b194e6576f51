"""「知り合いです」: a visitor says that they know the person behind a door, and a coordinator answers. Until then nothing changes."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.services.recusals import shut_out
from privacy.gate import service
from privacy.ledger import proofs
from privacy.models import Dossier
from visits.codes import TieAnswer
from visits.models import Tie
from visits.services.doors import hold


@service("tie.tell", on=lambda enrolment, **_: enrolment)
def tie_tell(enrolment, *, actor, why, now=None) -> Tie:
    """Records that the visitor knows the person. While a question is open, a second call returns it."""
    Dossier.objects.select_for_update(no_key=True).filter(pk=enrolment.dossier_id).values_list("pk").first()
    asked = Tie.objects.open().filter(enrolment=enrolment, user=actor).first()
    if asked:
        proofs.found_again()
        return asked
    tie = Tie(enrolment=enrolment, dossier=enrolment.dossier, user=actor, why=why, asked_at=now or timezone.now())
    tie.clean_values()
    tie.save()
    return tie


@service("tie.answer", on=lambda tie, **_: tie)
def tie_answer(tie, *, actor, answer, text="", now=None) -> Tie:
    """Answers the visitor. To take them off the door is to recuse them from the person, which needs no manager since they asked for it."""
    hold(tie)
    if tie.answered_at:
        raise ValidationError(_("This was answered already."))
    if tie.user_id == actor.pk:
        raise ValidationError(_("Somebody else must answer what you asked yourself."))
    if answer == TieAnswer.STAYS and not text.strip():
        raise ValidationError({"text": _("Write why they may stay.")})
    tie.answer, tie.text, tie.answered_at, tie.answered_by = answer, text, now or timezone.now(), actor
    tie.clean_values()
    tie.save()
    if answer == TieAnswer.OFF:
        shut_out(tie.enrolment, tie.user, tie.why, by=actor)
    return tie
