"""What an opened item says, as the services of the watch-over take it. Pure: what it names is looked up by `services/placing.py`."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from field.codes import NOTE_LENGTH, RESULT_LENGTH, Reason
from visits.codes import Answered, Check, Finding, Manner, Outcome, Step
from visits.questions import LONGEST_VISIT, TRIED

VERSION = 1
MOST_COMPANIONS = 10
MOST_STEPS = 20
YEARS = range(2000, 2100)


class Unreadable(Exception):
    """`reason` is one of `codes.Reason`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Recorded:
    """`is_unfinished`: its form was shut before anybody said that this is it; it may say no outcome."""

    enrolment: UUID
    recorded_at: datetime
    corrects: UUID | None
    is_paper: bool
    values: dict
    steps: tuple
    is_unfinished: bool = False

    def by(self, offset: timedelta) -> "Recorded":
        """As a right clock would have said it. What was copied from paper has the time of a wall."""
        if not offset or self.is_paper:
            return self
        values = self.values | {"visited_at": self.values["visited_at"] + offset}
        steps = tuple((step, at + offset, result) for step, at, result in self.steps)
        return replace(self, values=values, steps=steps)


def read(content: dict) -> Recorded:
    """Raises Unreadable. Keys that are not known are left alone: what a newer app says besides is not lost where it waits for a person."""
    if content.get("v") != VERSION:
        raise Unreadable(Reason.VERSION)
    try:
        return _read(content)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        raise Unreadable(Reason.INVALID) from None


def enrolment_of(content: dict) -> UUID | None:
    """Of which door it speaks, as far as that can be read."""
    try:
        return _id(content["enrolment"])
    except (KeyError, TypeError, ValueError):
        return None


def device_of(content: dict) -> UUID | None:
    """Under which tablet it was recorded: one that several visitors share has a key for each of them."""
    try:
        return _id(content["device"])
    except (KeyError, TypeError, ValueError):
        return None


def recorded_at_of(content: dict) -> datetime | None:
    try:
        return _moment(content["recorded_at"])
    except (KeyError, TypeError, ValueError, OverflowError):
        return None


def corrects_of(content: dict) -> UUID | None:
    try:
        return _id(content["corrects"])
    except (KeyError, TypeError, ValueError):
        return None


def _read(content) -> Recorded:
    checks = {_one(Check, code): _one(Finding, finding) for code, finding in (content.get("checks") or {}).items()}
    companions = content.get("companions") or []
    steps = content.get("steps") or []
    if not isinstance(companions, list) or not isinstance(steps, list):
        raise TypeError
    if len(companions) > MOST_COMPANIONS or len(steps) > MOST_STEPS:
        raise ValueError
    is_unfinished = content.get("unfinished") is True
    values = {
        "outcome": _one(Outcome, content["outcome"], blank=is_unfinished),
        "visited_at": _moment(content["visited_at"]),
        "manner": _one(Manner, content.get("manner") or "", blank=True),
        "answered": _one(Answered, content.get("answered") or "", blank=True),
        "minutes": _minutes(content.get("minutes")),
        "companions": sorted({_id(one) for one in companions}),
        "checks": checks or None,
        "note": _text(content.get("note") or "", NOTE_LENGTH),
    }
    corrects = content.get("corrects")
    return Recorded(
        enrolment=_id(content["enrolment"]), recorded_at=_moment(content["recorded_at"]), values=values,
        corrects=_id(corrects) if corrects is not None else None, is_paper=content.get("paper") is True,
        steps=tuple(_step(step) for step in steps), is_unfinished=is_unfinished,
    )  # fmt: skip


def _step(step) -> tuple:
    code = _one(Step, step["step"])
    if code not in TRIED:
        raise ValueError
    return code, _moment(step["at"]), _text(step.get("result") or "", RESULT_LENGTH)


def _one(choices, code, *, blank=False) -> str:
    if blank and code == "":
        return ""
    return str(choices(code).value)


def _id(text) -> UUID:
    if not isinstance(text, str):
        raise TypeError
    return UUID(text)


def _moment(text) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None or moment.year not in YEARS:
        raise ValueError
    return moment


def _minutes(number) -> int | None:
    if number is None:
        return None
    if type(number) is not int or not 0 <= number <= LONGEST_VISIT:
        raise ValueError
    return number


def _text(text, longest) -> str:
    if not isinstance(text, str) or len(text) > longest:
        raise ValueError
    return text.replace("\0", "")
