"""One merged history of a case: each app adds its own kind of entry, the case page shows them newest first.

    @timeline("steps", _("Changes"), steps_of_case)
    def steps(user, rows):
        yield from (Entry(at=..., id=..., template="…", record=..., draw=...) for …)

`steps_of_case(asker, limit)` is a question (`privacy.together`) about the newest `limit` rows that are older than what is shown already
(`older`). Only what is shown is opened: `draw()` makes the row that the template shows out of `record`.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache, partial
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from attachments.pages.listing import number_of_each
from casework.given import CASE, ENTRY, MOMENT
from casework.models import CaseStep, Circulation, ProgressNote
from casework.pages.note_rows import note_row, step_row
from privacy.confidential import ConfidentialModel
from privacy.reading import show
from privacy.together import Question

SIZE = 20


@dataclass(frozen=True)
class Entry:
    at: datetime
    id: UUID
    template: str
    record: ConfidentialModel
    draw: Callable[[], object]

    @cached_property
    def row(self):
        return self.draw()

    @property
    def month(self):
        return timezone.localtime(self.at).date().replace(day=1)


@dataclass(frozen=True)
class Giver:
    name: str
    label: str
    asks: tuple[Callable, ...]
    function: Callable

    def entries(self, user, found, size) -> list[Entry]:
        return list(self.function(user, *(found[_newest(one, size)] for one in self.asks)))


_givers: dict[str, Giver] = {}


def timeline(name, label, *asks):
    def register(function):
        _givers[name] = Giver(name, label, asks, function)
        return function

    return register


def givers() -> list[Giver]:
    return list(_givers.values())


def questions(kind="", size=SIZE) -> list[Question]:
    return [_newest(one, size) for giver in _chosen(kind) for one in giver.asks]


def entries(user, found, kind="", size=SIZE) -> tuple[list[Entry], bool]:
    """(the next `size` entries of one kind or of all, whether there are more) out of what was `found` for the `questions`."""
    given = [entry for giver in _chosen(kind) for entry in giver.entries(user, found, size)]
    newest = heapq.nlargest(size + 1, given, key=lambda entry: (entry.at, entry.id))
    show(entry.record for entry in newest[:size])
    return newest[:size], len(newest) > size


def _chosen(kind) -> list[Giver]:
    return [giver for giver in givers() if kind in ("", giver.name)]


@lru_cache
def _newest(asks, size) -> Question:
    """One more than is shown tells whether there are more."""
    return Question(partial(asks, limit=size + 1), looks_through=True)


def older(moment="at") -> Q:
    """The keyset condition of a question whose rows are ordered by (moment, id)."""
    return Q(**{f"{moment}__lt": MOMENT}) | Q(**{moment: MOMENT, "id__lt": ENTRY})


def _notes(asker, limit):
    found = asker.lies_in(ProgressNote).filter(older("met_at"), case=CASE)
    return found.annotate(writer=F("author__display_name")).newest_first()[:limit]


def _circulations(asker, limit):
    sent = asker.lies_in(Circulation).filter(note__in=_notes(asker, limit).values("pk"))
    return sent.annotate(reader_name=F("reader__display_name"))


def _files(asker, limit):
    return number_of_each(asker, "note", _notes(asker, limit).values("pk"))


@timeline("notes", pgettext_lazy("timeline", "Notes"), _notes, _circulations, _files)
def notes(user, rows, sent, files):
    read = {}
    for circulation in sent:
        read.setdefault(circulation.note_id, []).append(circulation)
    now, files = timezone.now(), dict(files)
    for note in rows:
        draw = partial(
            _note_row, note, read.get(note.pk, []), note.is_mendable(user, now), user.calendar, files.get(note.pk, 0)
        )
        yield Entry(note.met_at, note.pk, "casework/case/_note.html", note, draw)


def _note_row(note, circulations, mendable, calendar, files):
    return note_row(note, show(circulations), mendable, calendar, files)


def _steps(asker, limit):
    found = asker.lies_in(CaseStep).filter(older(), case=CASE)
    return found.annotate(writer=F("actor__display_name")).order_by("-at", "-id")[:limit]


@timeline("steps", _("Changes"), _steps)
def steps(user, rows):
    for step in rows:
        yield Entry(step.at, step.pk, "casework/case/_step.html", step, partial(step_row, step, user.calendar))
