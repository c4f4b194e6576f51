"""What other parts know about a person, as links on the person's page and beside a case.

    @beside_person
    def watch(user, person):
        yield Beside(text=..., url=..., icon="eye")

Apps above register themselves; a function asks the policy itself for what it names.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Beside:
    text: str
    url: str
    icon: str


_givers: list[Callable] = []


def beside_person(function):
    """Registers `function(user, person)`, which yields any number of links."""
    _givers.append(function)
    return function


def links_beside(user, person) -> list[Beside]:
    return [link for giver in _givers for link in giver(user, person)]
