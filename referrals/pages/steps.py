"""The course of a referral: each step in words, who took it and what was said; and the steps that exist from here."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from casework.codes import TellingMeans
from privacy.reach import can
from referrals.codes import State
from referrals.models import Referral, ReferralStep
from referrals.transitions import BEGIN, UNDO, WRITE, Standing, Step, from_here, is_barred, missing

# What a step is called once it was taken.
TAKEN: dict[str, Promise] = {
    BEGIN: gettext_lazy("Begun as a draft"), WRITE: gettext_lazy("Rewritten"), "submit": gettext_lazy("Approval was asked for"),
    "approve": pgettext_lazy("referral", "Approved"), "not_yet": gettext_lazy("Sent back to be rewritten"),
    "reported": gettext_lazy("Reported orally"), "send": pgettext_lazy("referral", "Handed over"),
    "acknowledge": gettext_lazy("Received by the agency"), "accept": gettext_lazy("Taken on by the agency"),
    "return": gettext_lazy("Sent back by the agency"), "decline": gettext_lazy("Not taken on by the agency"),
    "rewrite": gettext_lazy("A draft again"), "work": gettext_lazy("The agency has begun"), "finding": gettext_lazy("What the agency found"),
    "end": pgettext_lazy("referral", "Ended"), "withdraw": pgettext_lazy("referral", "Withdrawn"), UNDO: gettext_lazy("Taken back"),
}  # fmt: skip


@dataclass(frozen=True)
class StepRow:
    """`lines`: [(label, words)] of what was said."""

    title: str
    at: datetime
    recorded_at: datetime
    who: str
    lines: list[tuple[str, str]]
    text: str
    chip: tuple[str, str, str] | None
    is_undone: bool = False

    @property
    def is_late(self) -> bool:
        """Written down on a later day than it happened."""
        return (self.recorded_at - self.at).days >= 1


def course(user, referral: Referral) -> list[StepRow]:
    found = ReferralStep.objects.in_dossier_of(referral, user).filter(referral=referral).order_by("recorded_at", "id")
    rows = list(found.annotate(writer=F("actor__display_name")))
    undone = {row.undoes_id for row in rows}
    return [replace(step_row(row), is_undone=row.pk in undone) for row in rows]


def step_row(row) -> StepRow:
    """`row.writer`: given by the query."""
    moved = row.from_state != row.to_state
    return StepRow(
        title=str(TAKEN[row.step]), at=row.at, recorded_at=row.recorded_at, who=row.writer, lines=said(row), text=row.text,
        chip=State(row.to_state).chip if moved else None,
    )  # fmt: skip


def said(row) -> list[tuple[str, str]]:
    means = str(TellingMeans(row.means).label) if row.means else ""
    found = [
        (_("By what means"), means), (_("Spoken to"), row.spoken_to), (_("Number of the receipt"), row.receipt),
        (_("Found by the agency (its words, not ours)"), row.finding),
    ]  # fmt: skip
    return [(label, words) for label, words in found if words]


@dataclass(frozen=True)
class Offer:
    """A step that exists from here: one press, or a page that asks for something. `barred`: why this person does not take it."""

    step: Step
    barred: str = ""

    @property
    def name(self) -> str:
        return self.step.name

    @property
    def label(self) -> str:
        return str(self.step.label)

    @property
    def asks(self) -> bool:
        return bool(self.step.asks)

    @property
    def is_main(self) -> bool:
        """What leads on, and not back or out of it."""
        return self.name not in ("withdraw", UNDO, "not_yet", "decline", "return", "finding")


def offers(user, referral: Referral, standing: Standing) -> list[Offer]:
    return [_offer(user, standing, step) for step in from_here(standing) if can(user, step.action, referral)]


def _offer(user, standing: Standing, step: Step) -> Offer:
    if is_barred(step, standing, user.pk):
        return Offer(step, _("Somebody else decides: you wrote it or asked for it."))
    return Offer(step, missing(step, standing))
