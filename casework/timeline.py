"""One merged history of a case: each app adds its own kind of entry, the case page shows them newest first.

    @timeline("notes", pgettext_lazy("timeline", "Notes"))
    def notes(user, case, before, limit):
        yield from (Entry(at=..., id=..., template="…", record=..., draw=...) for …)

`before` is (moment, id) of the oldest entry shown, or None. Each giver answers with its newest `limit` entries older
than that. Only what is shown is opened: `draw()` makes the row that the template shows out of `record`.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.models import CaseStep, Circulation, ProgressNote
from casework.pages.note_rows import note_row, step_row
from privacy.confidential import ConfidentialModel
from privacy.reading import show, unshown

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
    function: Callable


_givers: dict[str, Giver] = {}


def timeline(name, label):
    def register(function):
        _givers[name] = Giver(name, label, function)
        return function

    return register


def givers() -> list[Giver]:
    return list(_givers.values())


def entries(user, case, *, kind="", before=None, size=SIZE) -> tuple[list[Entry], bool]:
    """(the next `size` entries, whether there are more), of one kind or of all."""
    chosen = [giver for giver in _givers.values() if kind in ("", giver.name)]
    with unshown():
        found = [entry for giver in chosen for entry in giver.function(user, case, before, size + 1)]
    newest = heapq.nlargest(size + 1, found, key=lambda entry: (entry.at, entry.id))
    show(entry.record for entry in newest[:size])
    return newest[:size], len(newest) > size


def older(before, moment="at") -> Q:
    """The keyset condition of a giver whose rows are ordered by (moment, id)."""
    if before is None:
        return Q()
    at, pk = before
    return Q(**{f"{moment}__lt": at}) | Q(**{moment: at, "id__lt": pk})


@timeline("notes", pgettext_lazy("timeline", "Notes"))
def notes(user, case, before, limit):
    found = ProgressNote.objects.in_dossier_of(case, user).filter(older(before, "met_at"), case=case)
    rows = list(found.annotate(writer=F("author__display_name")).newest_first()[:limit])
    read = {}
    sent = Circulation.objects.in_dossier_of(case, user).filter(note__in=rows)
    for circulation in sent.annotate(reader_name=F("reader__display_name")):
        read.setdefault(circulation.note_id, []).append(circulation)
    now = timezone.now()
    for note in rows:
        draw = partial(_note_row, note, read.get(note.pk, []), note.is_mendable(user, now), user.calendar)
        yield Entry(note.met_at, note.pk, "casework/case/_note.html", note, draw)


def _note_row(note, circulations, mendable, calendar):
    return note_row(note, show(circulations), mendable, calendar)


@timeline("steps", _("Changes"))
def steps(user, case, before, limit):
    rows = CaseStep.objects.in_dossier_of(case, user).filter(older(before), case=case)
    for step in rows.annotate(writer=F("actor__display_name")).order_by("-at", "-id")[:limit]:
        yield Entry(step.at, step.pk, "casework/case/_step.html", step, partial(step_row, step, user.calendar))
