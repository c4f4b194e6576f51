"""提供の記録: what was told is written only where the rule allows it, and corrected by addition; and the legal grounds beside consent."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.codes import Content, Recipient, TellingMeans
from casework.disclosure import Denied, may_disclose
from casework.mail_stops import ask_to_send
from casework.models import Case, Disclosure, Ground, Person
from casework.receivers import names_of
from casework.said import grounds_about, hold_what_was_said, said_about
from casework.services.once import made_before
from japan.workdays import workdays_after
from privacy.gate import service


class NotToBeTold(ValidationError):
    """`denied`: {content: Denied}. Why, says the page (`pages.disclosures.answers_of`), as far as its reader may know."""

    def __init__(self, denied: dict[str, Denied]):
        self.denied = denied
        named = "、".join(str(Content(content).label) for content in denied)
        super().__init__({"contents": [_("This may not be told to them: %(kinds)s") % {"kinds": named}]})


@service("disclosure.write", on=lambda about, **_: about)
def tell(
    about, *, actor, receiver: frozenset[str], receiver_name, contents, purpose, means, told_at=None, text="", document=None, id=None,
) -> Disclosure:  # fmt: skip
    """Writes what was told, and for each content the consent or the ground it rests on; or raises `NotToBeTold`, and nothing is written.

    `about`: the case out of which it is told; or any other record that names its person, a watch-over for one, which knows no legal
    grounds: those permit in their own case alone. `receiver`: every name under which a consent can mean them
    (`casework.receivers.names_of`). The rule is asked of the day on which it was told, after whoever withdraws a consent at this moment is
    done: a telling rests on no consent that was withdrawn before it.
    """
    told_at = told_at or timezone.now()
    mine = (about.dossier_id, actor.pk)
    again, id = made_before(
        Disclosure, id, lambda made: (made.dossier_id, made.told_by_id) == mine, purpose=purpose, means=means
    )
    if again:
        return again
    case, person_id = _told_of(about)
    if person_id and means == TellingMeans.POST and Recipient.FAMILY in receiver:
        ask_to_send(actor, person_id)
    hold_what_was_said(about.dossier, person_id)
    grounds = grounds_about(actor, person_id, case) if case else []
    asked = {"contents": contents, "receiver": receiver, "purpose": purpose, "on": timezone.localdate(told_at)}
    decided = may_disclose(said_about(person_id), grounds, **asked)
    if denied := {content: one for content, one in decided.items() if isinstance(one, Denied)}:
        raise NotToBeTold(denied)
    disclosure = Disclosure(
        id=id, dossier=about.dossier, case=case, person_id=person_id, receiver=sorted(receiver), receiver_name=receiver_name,
        contents=list(contents), purpose=purpose, means=means, text=text, document=document, told_at=told_at, told_by=actor,
        rests_on={content: f"{one.by.kind}:{one.by.pk}" for content, one in decided.items()},
    )  # fmt: skip
    disclosure.clean_values()
    disclosure.save()
    return disclosure


def _told_of(about) -> tuple[Case | None, UUID | None]:
    """The case, where it is one, and whom it is about."""
    if isinstance(about, Case):
        return about, about.subject_id
    return None, about.pk if isinstance(about, Person) else about.person_id


@service("disclosure.write", on=lambda disclosure, **_: disclosure)
def disclosure_add(disclosure, *, actor, text, now=None, id=None) -> Disclosure:
    """What was written stays as it is; what is to be said of it stands behind it, under its own name and time."""
    again, id = made_before(Disclosure, id, lambda made: made.told_by_id == actor.pk, text=text)
    if again:
        return again
    now = now or timezone.now()
    addition = Disclosure(
        id=id, dossier=disclosure.dossier, case_id=disclosure.case_id, person_id=disclosure.person_id, adds_to=disclosure,
        receiver=disclosure.receiver, receiver_name=disclosure.receiver_name, contents=disclosure.contents,
        purpose=disclosure.purpose, means=disclosure.means, text=text, told_at=disclosure.told_at, told_by=actor, created_at=now,
    )  # fmt: skip
    addition.clean_values()
    addition.save()
    return addition


@service("ground.write", on=lambda case, **_: case)
def ground_record(case, *, actor, receiver, id=None, now=None, cannot_wait=False, **values) -> Ground:
    """A legal ground for one receiver and one purpose. A second person confirms it; what cannot wait is used at once, and a manager
    looks at it by the end of the next working day."""
    again, id = made_before(Ground, id, lambda made: made.recorded_by_id == actor.pk, receiver=receiver, **values)
    if again:
        return again
    if not names_of(receiver):
        raise ValidationError({"receiver": _("This receiver is not known.")})
    today = timezone.localdate(now)
    ground = Ground(
        id=id, dossier=case.dossier, case=case, person_id=case.subject_id, receiver=receiver, cannot_wait=cannot_wait,
        review_date=workdays_after(today, 1) if cannot_wait else None, recorded_by=actor, **values,
    )  # fmt: skip
    ground.clean_values()
    ground.save()
    return ground


@service("ground.confirm", on=lambda ground, **_: ground)
def ground_confirm(ground, *, actor, agreed) -> Ground:
    """The second person's yes or no. What could not wait is a manager's to review."""
    if ground.cannot_wait:
        raise ValidationError(_("A manager reviews this."))
    return _answer(ground, actor, agreed)


@service("ground.review", on=lambda ground, **_: ground)
def ground_review(ground, *, actor, agreed) -> Ground:
    return _answer(ground, actor, agreed)


OWN = gettext_lazy("Somebody else must confirm what you recorded yourself.")


def _answer(ground, actor, agreed) -> Ground:
    """A no ends it from this moment: it waits for whoever tells something on it just now, and the next one sees it."""
    hold_what_was_said(ground.dossier, ground.person_id)
    held = Ground.objects.in_dossier_of(ground, actor).select_for_update(of=("self",)).get(pk=ground.pk)
    if held.answered_at:
        raise ValidationError(_("This was answered already."))
    if held.recorded_by_id == actor.pk:
        raise ValidationError(OWN)
    held.agreed, held.answered_by, held.answered_at = agreed, actor, timezone.now()
    held.clean_values()
    held.save()
    return held
