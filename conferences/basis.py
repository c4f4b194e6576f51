"""What one attendee may see of one item: the real name, the person without it, or nothing; why, and what would change it.

A plain function over `casework.disclosure.may_disclose`. It asks the database nothing. Pages, services and whatever makes the papers
ask it (through `answers.py`) and nothing else.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.codes import Content, Purpose
from casework.disclosure import Denied, Reason, may_disclose
from conferences.codes import Answer, Basis, Shown
from conferences.kinds import Way

# What a sheet tells with the name, unless whoever asks knows better.
CONTENTS = (Content.EXISTENCE, Content.IDENTITY, Content.LIVING, Content.NOTES)


class Remedy(TextChoices):
    """What would change an answer."""

    CONSENT = "consent", _("Record a consent")
    MASK = "mask", _("Show it without the name")
    GROUND = "ground", _("Name a legal ground, with a second person")
    LEAVE_OUT = "leave_out", _("Leave this attendee out of this item")
    LET_IN = "let_in", _("Let this attendee in again")
    PLEDGE = "pledge", _("Have everybody acknowledge secrecy")
    REWORD = "reword", _("Write it otherwise, so that it tells nobody of whom it is")
    NAME = "name", _("A manager who holds the case names them to it")


class Standing(TextChoices):
    """How one of the staff stands to an item."""

    OPEN = "open"
    RECUSED = "recused"
    RESTRICTED = "restricted"
    GONE = "gone"


@dataclass(frozen=True)
class Who:
    """`standing`: of one of the staff; empty for everybody else. `receiver`: every name under which a consent can mean them."""

    receiver: frozenset[str] = frozenset()
    standing: str = ""
    left_out: bool = False


@dataclass(frozen=True)
class What:
    """`shown`: what was chosen for this item. `has_case`: a matter without a case names nobody."""

    has_case: bool = True
    shown: str = ""


@dataclass(frozen=True)
class Found:
    """`by`: the consent or the ground it rests on, or the refusal that stands against it."""

    answer: Answer
    why: str | Promise
    remedies: tuple[Remedy, ...] = ()
    by: object = None

    @property
    def holds_back(self) -> bool:
        """Whether somebody has to settle it before this item gets onto paper: who was left out on purpose, and who must not know of
        it at all, hold back nothing."""
        return Remedy.CONSENT in self.remedies or Remedy.PLEDGE in self.remedies


OUTSIDE = (Remedy.CONSENT, Remedy.GROUND, Remedy.LEAVE_OUT)
CLOSED = {
    Standing.RECUSED: (_("Is recused from this person"), (Remedy.LEAVE_OUT,)),
    Standing.RESTRICTED: (_("The case is restricted to those who hold it"), (Remedy.NAME, Remedy.LEAVE_OUT)),
    Standing.GONE: (_("Cannot read conferences any more: left, or without a role"), (Remedy.LEAVE_OUT,)),
}


def answer(who: Who, what: What, way: Way, said, grounds, *, on: date, all_pledged=True, contents=CONTENTS) -> Found:
    """`said` and `grounds`: all that is recorded about the person (`casework.said`). `on`: the day of the meeting. `all_pledged`: whether
    everybody who takes part has acknowledged secrecy."""
    if who.left_out:
        return Found(Answer.NOTHING, _("Is left out of this item"), (Remedy.LET_IN,))
    if way.secrecy_first and not all_pledged:
        return Found(Answer.NOTHING, _("Somebody has not acknowledged secrecy yet"), (Remedy.PLEDGE,))
    if who.standing in CLOSED:
        return Found(Answer.NOTHING, *CLOSED[Standing(who.standing)])
    if not what.has_case:
        return Found(Answer.REAL, _("No case is spoken of"))
    if who.standing:
        return Found(Answer.REAL, _("One of the staff"))
    return _outside(what, way, _decided(who, said, grounds, on, contents))


def _decided(who, said, grounds, on, contents) -> dict:
    return may_disclose(said, grounds, contents=contents, receiver=who.receiver, purpose=Purpose.CONFERENCE, on=on)


def _outside(what: What, way: Way, decided: dict) -> Found:
    """Of somebody who is not of the staff. A refusal is one of being spoken of: in a small district a sheet without a name is known
    by what it tells, so that it stands against the masked sheet too."""
    denied = [one for one in decided.values() if isinstance(one, Denied)]
    refused = next((one for one in denied if one.reason in (Reason.REFUSED, Reason.UNCLEAR)), None)
    by = next((one.by for one in decided.values() if not isinstance(one, Denied)), None)
    if way.by_law:
        return Found(Answer.MASKED if what.shown == Shown.MASKED else Answer.REAL, way.basis.label)
    if refused:
        return Found(Answer.NOTHING, refused.reason.label, OUTSIDE, refused.by)
    if way.basis == Basis.ANONYMISED:
        return Found(Answer.MASKED, _("This meeting speaks without names"))
    if what.shown == Shown.MASKED:
        return Found(Answer.MASKED, _("Chosen: without the name"))
    if denied:
        return Found(Answer.NOTHING, denied[0].reason.label, (Remedy.CONSENT, Remedy.MASK, *OUTSIDE[1:]), denied[0].by)
    if what.shown == Shown.REAL:
        return Found(Answer.REAL, _carried(by), (Remedy.MASK,), by)
    return Found(Answer.MASKED, _carried(by), (), by)


def _carried(by) -> str | Promise:
    return _("By a legal ground") if getattr(by, "kind", "") == "ground" else _("By the person's consent")
