"""権利擁護のつなぎ: begun, written as long as it is a draft, given to somebody else to follow."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.people_on_cases import at_work
from casework.services.cases import touch
from casework.services.once import made_before
from privacy.gate import service
from privacy.reach import can
from referrals.codes import State
from referrals.deadlines import ends_of
from referrals.models import Referral, ReferralStep
from referrals.questions import CURRENT
from referrals.services.papers import rewritten
from referrals.transitions import BEGIN, WRITE

# What is written as long as it is a draft.
WRITTEN = (
    "kind", "type", "agency", "addressee", "urgency", "matter", "wish", "wish_unknown", "contents", "purpose", "questions", "answers",
)  # fmt: skip


class NoDraft(ValidationError):
    """It was approved or sent meanwhile: what was asked of somebody is not changed behind them."""

    def __init__(self):
        super().__init__(_("It is no draft any more: what was approved or handed over stays as it was."))


@service("referral.write", on=lambda case, **_: case)
def referral_begin(case, *, actor, id, now=None, **values) -> Referral:
    """A draft, which its maker follows. Begun twice under one `id`, it is begun once. `values`: see WRITTEN."""
    now = now or timezone.now()
    again, id = made_before(Referral, id, lambda row: (row.case_id, row.made_by_id) == (case.pk, actor.pk))
    if again:
        return again
    if case.is_closed:
        raise ValidationError(_("The case is closed: reopen it first."))
    referral = Referral(
        id=id, case=case, dossier=case.dossier, council_id=case.council_id, counted_area_id=case.area_id, owner=actor, made_by=actor,
        since=now, created_at=now, **{"questions": CURRENT, **values},
    )  # fmt: skip
    _check(referral)
    set_ends(referral)
    referral.save()
    write_step(referral, BEGIN, actor, now, came_from="")
    touch(case, now)
    return referral


@service("referral.write", on=lambda referral, **_: referral)
def referral_write(referral, *, actor, now=None, **values) -> Referral:
    """Changes a draft. One that waited for approval waits no more: somebody reads it again before they are asked."""
    now = now or timezone.now()
    held = hold(referral, actor, "referral.write")
    if held.state != State.DRAFT:
        raise NoDraft
    before = {name: getattr(held, name) for name in WRITTEN}
    for name, value in values.items():
        setattr(held, name, value)
    if before == {name: getattr(held, name) for name in WRITTEN}:
        return held
    rewritten(held, actor)
    held.submitted_at = None
    _check(held)
    set_ends(held)
    held.save()
    write_step(held, WRITE, actor, now, came_from=held.state)
    return held


@service("referral.step", on=lambda referral, **_: referral)
def referral_handover(referral, *, actor, to) -> Referral:
    """From now on `to` follows it, who can take its steps themselves."""
    held = hold(referral, actor, "referral.step")
    [other] = at_work([to], held.council_id)
    if not can(other, "referral.step", held):
        raise ValidationError({"to": _("This person cannot take this up.")})
    held.owner = to
    held.save()
    return held


@service("referral.write", on=lambda referral, **_: referral)
def referral_follow_life(referral, *, actor, died, today) -> Referral:
    """After a death its owner is asked that day what becomes of it, and no day of an answer is waited for. Taken back, they are as before."""
    if died:
        referral.due_date, referral.late_date, referral.reminded = today, None, 2
    else:
        referral.reminded = 0
        set_ends(referral)
    referral.save()
    return referral


def hold(referral, actor, action) -> Referral:
    """The row as it is now, locked until the transaction ends: of two who press at once, the second one learns of the first."""
    rows = Referral.objects.visible_to(actor, action).select_related("case", "agency")
    return rows.select_for_update(of=("self",)).get(pk=referral.pk)


def write_step(referral, name, actor, at, *, came_from, **said) -> ReferralStep:
    row = ReferralStep(
        referral=referral, dossier_id=referral.dossier_id, step=name, from_state=came_from, to_state=referral.state, at=at, actor=actor,
        **said,
    )  # fmt: skip
    row.clean_values()
    row.save()
    return row


def set_ends(referral) -> None:
    """The two days of how it stands now. What changes nothing of them leaves what was told of them as it is."""
    before = referral.due_date, referral.late_date
    referral.due_date, referral.late_date = ends_of(referral.kind, referral.state, timezone.localdate(referral.since))
    if before != (referral.due_date, referral.late_date):
        referral.reminded = 0


def _check(referral) -> None:
    """The person's own view stands in each of them, or why it could not be asked."""
    if not referral.wish.strip():
        raise ValidationError({"wish": _("Write what the person wants; if they could not be asked, why.")})
    referral.clean_values()
