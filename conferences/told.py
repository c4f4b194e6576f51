"""What a paper says besides its sheets without names: how the meeting is called and where it is, its matters, as what somebody comes, and
the sheets with names. Nobody may learn there of whom they are not told by name.

Nothing of it is replaced or settled place by place: whoever wrote it writes it otherwise. What is perhaps only a word (森 of 森の家) stays.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from conferences.answers import Answers
from conferences.at_table import Tables
from conferences.basis import Found, Remedy
from conferences.codes import Answer
from conferences.masking import Identity, Rules, Sure, Who, findings
from conferences.models import Attendee, Conference, Item
from conferences.sheets import Laid

NOTHING = Found(Answer.NOTHING, "")


@dataclass(frozen=True)
class Flaw:
    """Why an item, or all papers, are held back. `whom`: the attendee whom it is about, if it is about one."""

    why: str | Promise
    whom: str = ""
    remedies: tuple[Remedy, ...] = ()


@dataclass(frozen=True)
class Told:
    """`real`, `masked`: the items of which somebody gets the sheet with the name, without it. `hidden`: those of which not everybody may
    know the name. `strangers`: {item: those hidden from somebody who gets its sheet with the name}. `tables`: None where nothing is hidden."""

    real: frozenset[UUID]
    masked: frozenset[UUID]
    hidden: frozenset[UUID]
    strangers: dict[UUID, set[UUID]]
    tables: Tables | None
    rules: Rules

    def of_meeting(self, conference: Conference, attendees: list[Attendee]) -> list[Flaw]:
        if self.tables is None:
            return []
        people, relations = self._people(self.hidden), self.tables.relations_of(self.hidden)
        flaws = [
            *_named(conference.title, people, self.rules, _("In the title of the meeting stands “%(words)s”.")),
            *_named(conference.place, people, self.rules, _("In the place of the meeting stands “%(words)s”.")),
        ]
        for one in attendees:
            flaws += _named(one.role, people, self.rules, _("As what they come stands “%(words)s”."), one.shown_name)
            flaws += _named(one.organisation, people, self.rules, _("In the organisation stands “%(words)s”."), one.shown_name)
            if not one.is_staff and (said := next((word for word in sorted(relations) if word in one.role), "")):
                flaws.append(_flaw(_("As what they come stands “%(words)s”."), said, one.shown_name))
        return flaws

    def of_matter(self, item: Item) -> list[Flaw]:
        if self.tables is None:
            return []
        return _named(item.title, self._people(self.hidden), self.rules, _("In the matter stands “%(words)s”."))

    def of_case(self, item: Item, laid: Laid) -> list[Flaw]:
        """Who gets its sheet with the name learns there nothing of another case. What they share, a family name, is this person's."""
        strangers = self.strangers.get(item.pk)
        if not strangers or self.tables is None:
            return []
        own = self.tables.people_of([item.pk])
        others = [
            one for one in self._people(strangers) if one.who is Who.SUBJECT and one.key not in {mine.key for mine in own}
        ]
        said = _("In the sheet with the name stands “%(words)s”, of another case.")
        return [flaw for text in laid.texts for flaw in _named(text.text, others, self.rules, said, own=own)]

    def _people(self, items: Iterable[UUID]) -> tuple[Identity, ...]:
        """An address counts by its number: meetings are held in the same blocks."""
        people = self.tables.people_of(items) if self.tables else ()
        return tuple(replace(one, addresses=tuple(replace(place, town="") for place in one.addresses)) for one in people)


def told_of(conference, user, items: list[Item], attendees: list[Attendee], answers: Answers, order) -> Told:
    """What whoever asks cannot see is hidden from everybody."""
    seen = {item.pk: {one.pk: answers.get((item.pk, one.pk), NOTHING).answer for one in attendees} for item in items}
    about = {item.pk for item in items if item.case_id}
    real, masked = (
        frozenset(pk for pk, said in seen.items() if how in said.values()) & about for how in (Answer.REAL, Answer.MASKED)
    )
    unseen = {pk for pk, _minutes in order} - set(seen)
    hidden = frozenset(pk for pk in about if set(seen[pk].values()) - {Answer.REAL}) | unseen
    tables = Tables(conference.pk, user) if hidden else None
    strangers = {
        pk: {
            other
            for other in hidden - {pk}
            if any(how == Answer.REAL and seen.get(other, {}).get(one) != Answer.REAL for one, how in seen[pk].items())
        }
        for pk in real
    }
    return Told(real, masked, hidden, strangers, tables, tables.rules_of_meeting(conference.council_id) if tables else Rules())


def _named(text: str, people, rules: Rules, said, whom="", own=()) -> list[Flaw]:
    """One flaw for each word, however often it stands there."""
    theirs = {id(one) for one in people}
    found = findings(text, [*own, *people], rules) if text and people else []
    words = [text[one.start : one.end] for one in found if one.sure is not Sure.WORD and id(one.identity) in theirs]
    return [_flaw(said, word, whom) for word in dict.fromkeys(words)]


def _flaw(said, words: str, whom: str) -> Flaw:
    return Flaw(said % {"words": words}, whom, (Remedy.REWORD,))
