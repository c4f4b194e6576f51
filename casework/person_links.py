"""What other apps know about a person, as links on the person's page and beside a case.

    @person_links
    def watch(user, person):
        yield PersonLink(text=..., url=..., icon="eye")

Each app above says in its own `person_links.py` what it knows; a function asks the policy itself for what it names.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class PersonLink:
    text: str
    url: str
    icon: str
    # Whether it may go on only while the person agrees: it is named before a consent is withdrawn.
    rests_on_consent: bool = False


_givers: list[Callable] = []


def person_links(function):
    """Registers `function(user, person)`, which yields any number of links."""
    _givers.append(function)
    return function


def links_of(user, person) -> list[PersonLink]:
    return [link for giver in _givers for link in giver(user, person)]
