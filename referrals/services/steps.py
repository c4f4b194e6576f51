"""Taking a step of the table, as the referral stands at that moment and not as the page showed it."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from casework.codes import GroundKind
from casework.services.cases import touch
from casework.services.disclosures import ground_record, tell
from privacy.gate import service
from referrals.codes import Kind, State
from referrals.models import Referral
from referrals.models.agencies import receiver_code
from referrals.papers import document_of
from referrals.services.papers import letter_follows
from referrals.services.referrals import hold, set_ends, write_step
from referrals.standing import standing_of
from referrals.transitions import STEPS, UNDO, Standing, Step, exists, is_barred, leads_to, missing
from ui.dates import at_text


class NotFromHere(ValidationError):
    """There is no such step from where the referral stands, or the page is older than its newest step."""


def referral_step(referral, *, actor, step: str, shown, now=None, **said) -> Referral:
    """Takes the step of this name. `shown`: the id of the newest step on the page that was pressed. `said`: what the step asks for.

    The step has an action of its own in the policy: whoever takes steps does not approve for that.
    """
    found = STEPS.get(step)
    if found is None:
        raise NotFromHere(_("There is no such step."))
    return GATES[found.action](referral, actor=actor, step=found, shown=shown, now=now or timezone.now(), said=said)


def _take(referral, *, actor, step: Step, shown, now, said) -> Referral:
    held = hold(referral, actor, step.action)
    standing = standing_of(held, actor)
    _refuse_what_is_not(step, standing, shown, actor)
    said = _checked(step, standing, said, now)
    if flaws := missing(step, standing):
        raise ValidationError(flaws)
    at = said.pop("at", None) or now
    if step.tells:
        said["disclosure"] = _tell(held, actor, step, at, now, said)
    came_from, held.state = held.state, leads_to(step, standing)
    if step.waits is not None:
        held.submitted_at = now if step.waits else None
    if held.state != came_from:
        held.since = at if step.to is not None else standing.since(held.state)
    set_ends(held)
    held.save()
    undoes = standing.newest.id if step.name == UNDO else None
    write_step(held, step.name, actor, at, came_from=came_from, undoes_id=undoes, **said)
    letter_follows(held, actor, step.name, at)
    touch(held.case, now)
    return held


GATES = {
    action: service(action, on=lambda referral, **_: referral)(_take)
    for action in dict.fromkeys(step.action for step in STEPS.values())
}


def _tell(referral, actor, step: Step, at, now, said):
    """What was told, with what it rests on. A report by telephone rests on the law that asks for it: it is used at once, and a manager
    looks at it by the end of the next working day."""
    told = {"contents": referral.contents, "purpose": referral.purpose}
    if step.kinds:
        ground_record(
            referral.case, actor=actor, receiver=receiver_code(referral.agency_id), kind=GroundKind(referral.kind), cannot_wait=True,
            text=referral.matter.strip() or said.get("text") or str(Kind(referral.kind).label), from_date=timezone.localdate(at), now=now,
            **told,
        )  # fmt: skip
    name = " ".join(filter(None, [referral.agency.name, said.get("spoken_to") or referral.addressee]))
    return tell(
        referral.case, actor=actor, receiver=referral.agency.receiver, receiver_name=name, means=said["means"], told_at=at, text=referral.what,
        document=document_of(referral, actor), **told,
    )  # fmt: skip


def _refuse_what_is_not(step: Step, standing: Standing, shown, actor) -> None:
    if str(shown) != str(standing.newest.id):
        raise NotFromHere(_meanwhile(standing))
    if not exists(step, standing):
        raise NotFromHere(_("This step does not exist from where it stands: %(state)s.") % {"state": standing.state.label})
    if is_barred(step, standing, actor.pk):
        raise ValidationError(
            _("Whoever wrote it or asked for it does not decide on it: somebody else does, whatever your second role.")
        )


def _meanwhile(standing: Standing) -> str:
    """What happened since the page was opened, and who did it."""
    newest = standing.newest
    who = User.objects.filter(pk=newest.actor).values_list("display_name", flat=True).first() or ""
    said = {"who": who, "at": at_text(newest.at, "near"), "state": standing.state.label}
    return (
        _("Meanwhile %(who)s did something here (%(at)s); it stands at “%(state)s” now. Nothing was changed: look at it again.")
        % said
    )


def _checked(step: Step, standing: Standing, said: dict, now) -> dict:
    """What the step asks for and nothing else; each error at its field."""
    said = {name: said[name] for name in step.asks if said.get(name)}
    errors = {name: _("This is needed here.") for name in step.needs if name != "at" and not str(said.get(name, "")).strip()}
    at = said.get("at")
    if at and at > now:
        errors["at"] = _("This has not come yet.")
    elif at and standing.state != State.DRAFT and timezone.localdate(at) < timezone.localdate(standing.since(standing.state)):
        errors["at"] = _("This lies before the step that came before it.")
    if errors:
        raise ValidationError(errors)
    return said
