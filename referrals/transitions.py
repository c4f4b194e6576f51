"""The steps of a referral, as one table: from where, to where, who may take it, what it asks for, whether it can be taken back.

The page shows what stands here and nothing else, and the service refuses whatever does not. The table asks the database nothing.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from referrals.codes import ABUSE, OPEN, State

# What must be right before it is handed over.
READY = ("agency", "matter", "contents", "letter", "case")
BEGIN, WRITE, UNDO = "begin", "write", "undo"
# Whoever takes one of these has a hand in what is asked, and says no yes to it.
AUTHORING = frozenset({BEGIN, WRITE, "submit"})


@dataclass(frozen=True)
class Step:
    """`to`: None where the state stays as it is. `needs` and `takes` are fields of `ReferralStep`.

    `waiting`: only while it waits for approval (True), or only while it does not (False); `waits`: that it does afterwards, or no more.
    `wants`: of which flaws there must be none. `tells`: it is a telling, which rests on consents or a law.
    `by_another`: not by whoever had a hand in it, whatever their roles.
    """

    name: str
    sources: tuple[State, ...]
    to: State | None
    label: Promise
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    action: str = "referral.step"
    kinds: tuple[str, ...] = ()
    waiting: bool | None = None
    waits: bool | None = None
    wants: tuple[str, ...] = ()
    tells: bool = False
    by_another: bool = False
    undoable: bool = True

    @property
    def asks(self) -> tuple[str, ...]:
        return (*self.needs, *self.takes)


# fmt: off
STEPS: dict[str, Step] = {step.name: step for step in (
    Step("submit", (State.DRAFT,), None, pgettext_lazy("referral", "Ask for approval"), waiting=False, waits=True, wants=READY,
         undoable=False),
    Step("approve", (State.DRAFT,), State.APPROVED, pgettext_lazy("referral", "Approve"), action="referral.approve", waiting=True,
         wants=READY, by_another=True),
    Step("not_yet", (State.DRAFT,), None, pgettext_lazy("referral", "Send back to be rewritten"), needs=("text",), action="referral.approve",
         waiting=True, waits=False, by_another=True, undoable=False),
    Step("reported", (State.DRAFT,), State.SENT, _("Reported by telephone already"), needs=("at", "means", "spoken_to", "receipt"),
         takes=("text",), kinds=ABUSE, wants=("agency", "contents"), tells=True, undoable=False),
    Step("send", (State.APPROVED,), State.SENT, _("It was handed over"), needs=("at", "means"), takes=("spoken_to", "text"),
         wants=READY, tells=True, undoable=False),
    Step("acknowledge", (State.SENT,), State.ACKNOWLEDGED, _("The agency received it"), needs=("at",), takes=("spoken_to", "receipt", "text")),
    Step("accept", (State.ACKNOWLEDGED,), State.ACCEPTED, _("The agency takes it on"), needs=("at",), takes=("spoken_to", "text")),
    Step("return", (State.ACKNOWLEDGED,), State.RETURNED, _("The agency sends it back"), needs=("at", "text"), takes=("spoken_to",)),
    Step("decline", (State.ACKNOWLEDGED,), State.DECLINED, _("The agency does not take it on"), needs=("at", "text"), takes=("spoken_to",)),
    Step("rewrite", (State.RETURNED,), State.DRAFT, _("Rewrite it"), waits=False),
    Step("work", (State.ACCEPTED,), State.IN_PROGRESS, _("The agency has begun"), needs=("at",), takes=("spoken_to", "text")),
    Step("finding", (State.ACKNOWLEDGED, State.ACCEPTED, State.IN_PROGRESS), None, _("Enter what the agency found"), needs=("at", "finding"),
         takes=("spoken_to",), kinds=ABUSE),
    Step("end", (State.IN_PROGRESS,), State.ENDED, _("End it"), needs=("at", "text"), takes=("spoken_to",)),
    Step("withdraw", OPEN, State.WITHDRAWN, _("Withdraw it"), needs=("text",)),
    Step(UNDO, tuple(State), None, _("Take back the last step"), needs=("text",), undoable=False),
)}
# fmt: on


@dataclass(frozen=True)
class Taken:
    """One step that was taken. `id` is what a page says that it showed."""

    id: UUID
    step: str
    came_from: str
    led_to: str
    actor: UUID
    at: datetime


@dataclass(frozen=True)
class Standing:
    """How a referral stands. `taken`: its steps, the newest one last. `flaws`: {what is wrong: in words}."""

    state: State
    kind: str
    is_waiting: bool
    taken: tuple[Taken, ...]
    flaws: dict[str, str] = field(default_factory=dict)

    @property
    def newest(self) -> Taken:
        return self.taken[-1]

    @property
    def authors(self) -> frozenset[UUID]:
        return frozenset(one.actor for one in self.taken if one.step in AUTHORING)

    def since(self, state: str) -> datetime:
        """When it last came into a state; what a step that was taken back left stands as before."""
        return next(
            one.at for one in reversed(self.taken) if one.step != UNDO and one.led_to == state and one.came_from != state
        )


def exists(step: Step, standing: Standing) -> bool:
    """Whether there is this step from here at all."""
    if step.name == UNDO:
        newest = STEPS.get(standing.newest.step)
        return bool(newest and newest.undoable)
    return (
        standing.state in step.sources
        and (not step.kinds or standing.kind in step.kinds)
        and step.waiting in (None, standing.is_waiting)
    )


def is_barred(step: Step, standing: Standing, user_id: UUID) -> bool:
    """The second person is never the first one, whatever second role they hold."""
    return step.by_another and user_id in standing.authors


def missing(step: Step, standing: Standing) -> str:
    """What must be mended first, in words."""
    return " ".join(words for name, words in standing.flaws.items() if name in step.wants)


def from_here(standing: Standing) -> list[Step]:
    return [step for step in STEPS.values() if exists(step, standing)]


def leads_to(step: Step, standing: Standing) -> State:
    if step.name == UNDO:
        return State(standing.newest.came_from)
    return standing.state if step.to is None else step.to
