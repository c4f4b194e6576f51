"""Asking for a conference, taking that back, and letting a case pass this time."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.services.once import made_before
from conferences.models import CandidateAsk, Passed
from privacy.gate import service


@service("conference.propose", on=lambda case, **_: case)
def candidate_ask(case, *, actor, why, id=None, now=None) -> CandidateAsk:
    """With a line why. Asked for already, the line is written anew."""
    again, id = made_before(CandidateAsk, id, lambda row: (row.case_id, row.asked_by_id) == (case.pk, actor.pk), why=why)
    if again:
        return again
    if case.is_closed:
        raise ValidationError(_("The case is closed: reopen it first."))
    open_now = CandidateAsk.objects.in_dossier_of(case, actor).filter(case=case).open().first()
    ask = open_now or CandidateAsk(id=id, case=case, dossier_id=case.dossier_id)
    ask.why, ask.asked_by, ask.asked_at = why, actor, now or timezone.now()
    ask.clean_values()
    ask.save()
    return ask


@service("conference.propose", on=lambda case, **_: case)
def candidate_unask(case, *, actor, now=None) -> None:
    """Taken back, or spoken of."""
    for ask in CandidateAsk.objects.in_dossier_of(case, actor).filter(case=case).open():
        ask.ended_at = now or timezone.now()
        ask.save()


@service("conference.propose", on=lambda case, **_: case)
def candidate_pass(case, *, actor, reasons, now=None) -> Passed:
    """今回は見送る. `reasons`: {reason: what it stands at} as the page showed them; anything else brings the case back."""
    passed = Passed.objects.in_dossier_of(case, actor).filter(case=case).lasting().first()
    passed = passed or Passed(case=case, dossier_id=case.dossier_id)
    passed.reasons, passed.by, passed.at = reasons, actor, now or timezone.now()
    passed.save()
    return passed
