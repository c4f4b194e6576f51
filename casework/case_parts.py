"""What an app above puts on the page of a case, above its course: a box of its own, with its own template.

    @case_part(referrals_of_case)
    def referrals(request, case, rows):
        yield CasePart("referrals/_referrals.html", {"rows": rows})

The decorator names the questions whose rows the box needs; the page asks them together with its own. The template gets `part` (the
context) and `case`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from privacy.together import Question


@dataclass(frozen=True)
class CasePart:
    template: str
    context: dict = field(default_factory=dict)


_givers: list[tuple[tuple[Question, ...], Callable]] = []


def case_part(*asks: Question):
    def register(function):
        _givers.append((asks, function))
        return function

    return register


def questions() -> list[Question]:
    return [one for asks, _giver in _givers for one in asks]


def parts_of(request, case, found) -> list[CasePart]:
    return [part for asks, giver in _givers for part in giver(request, case, *(found[one] for one in asks))]
