"""日々のつなぎ: a call to an agency in one line, with what was told and on what it rested. Nobody approves it."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.codes import Decision, GivenBy, Manner, Purpose, TellingMeans
from casework.disclosure import Denied
from casework.said import hold_what_was_said, what_may_be_told
from casework.services import consent_record, tell
from casework.services.cases import touch
from casework.services.once import made_before
from privacy.gate import service
from referrals.models import Liaison
from referrals.models.agencies import receiver_code


@service("note.write", on=lambda case, **_: case)
def liaison_record(
    case, *, actor, agency, matter, contents=(), purpose=Purpose.SUPPORT, spoken_to="", answer="", means=TellingMeans.PHONE,
    agreed_now=False, at=None, id=None,
) -> Liaison:  # fmt: skip
    """`agreed_now`: the person has just agreed by word of mouth, for this agency and for what was not agreed to so far.

    Raises `NotToBeTold` where something may not be told; then nothing of it is written.
    """
    mine = (case.pk, actor.pk)
    again, id = made_before(Liaison, id, lambda made: (made.case_id, made.author_id) == mine, matter=matter, answer=answer)
    if again:
        return again
    if agency.closed_date:
        raise ValidationError({"agency": _("This agency is no longer in use.")})
    at = at or timezone.now()
    told = None
    if contents:
        if agreed_now:
            _agree(case, actor, agency, contents, purpose, at)
        name = f"{agency.name}（{spoken_to}）" if spoken_to else agency.name
        told = tell(
            case, actor=actor, receiver=agency.receiver, receiver_name=name, contents=contents, purpose=purpose, means=means,
            told_at=at,
        )  # fmt: skip
    liaison = Liaison(
        id=id, dossier=case.dossier, case=case, council_id=case.council_id, counted_area_id=case.area_id, agency=agency,
        spoken_to=spoken_to, matter=matter, contents=list(contents), answer=answer, disclosure=told, at=at, author=actor,
    )  # fmt: skip
    liaison.clean_values()
    liaison.save()
    touch(case, timezone.now())
    return liaison


def _agree(case, actor, agency, contents, purpose, at) -> None:
    """Of what is not allowed yet, and no more: a consent is only as wide as what was asked."""
    if case.subject is None:
        raise ValidationError({"agreed_now": _("This case has no name: nobody can have agreed.")})
    hold_what_was_said(case.dossier, case.subject_id)
    day = timezone.localdate(at)
    decided = what_may_be_told(
        actor, case.subject_id, case, contents=contents, receiver=agency.receiver, purpose=purpose, on=day
    )
    if lacking := [content for content, one in decided.items() if isinstance(one, Denied)]:
        consent_record(
            case.subject, actor=actor, decision=Decision.GRANTED, contents=lacking, recipients=[receiver_code(agency.pk)],
            purposes=[purpose], purpose=_("Everyday liaison"), given_date=day, manner=Manner.ORAL, given_by=GivenBy.SELF,
        )  # fmt: skip
