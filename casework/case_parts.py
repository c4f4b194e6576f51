"""What an app above puts on the page of a case, above its course: a box of its own, with its own template.

    @case_part
    def calls(request, case):
        yield CasePart("referrals/_calls.html", {"form": …})

A function asks the policy itself for what it shows. The template gets `part` (the context) and `case`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class CasePart:
    template: str
    context: dict = field(default_factory=dict)


_givers: list[Callable] = []


def case_part(function):
    _givers.append(function)
    return function


def parts_of(request, case) -> list[CasePart]:
    return [part for giver in _givers for part in giver(request, case)]
