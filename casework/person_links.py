"""What other apps know about a person, as links on the person's page and beside a case.

    @person_links(running_enrolments)
    def watch(user, person, rows):
        yield PersonLink(text=..., url=..., icon="eye")

Each app above says in its own `person_links.py` what it knows. The decorator names the questions whose rows it needs.
"""

from collections.abc import Callable
from dataclasses import dataclass

from casework.given import about_person
from privacy.together import Question, ask


@dataclass(frozen=True)
class PersonLink:
    text: str
    url: str
    icon: str
    # Whether it may go on only while the person agrees: it is named before a consent is withdrawn.
    rests_on_consent: bool = False


_givers: list[tuple[tuple[Question, ...], Callable]] = []


def person_links(*asks: Question):
    """Registers `function(user, person, *rows)`, which yields any number of links."""

    def register(function):
        _givers.append((asks, function))
        return function

    return register


def questions() -> list[Question]:
    return [one for asks, _giver in _givers for one in asks]


def links_of(user, person, found=None) -> list[PersonLink]:
    """`found`: the answers, where a page has asked these questions together with its own."""
    if found is None:
        found = ask(user, questions(), about_person(person.pk))
    return [link for asks, giver in _givers for link in giver(user, person, *(found[one] for one in asks))]
