"""The change history as people read it: what a field said before, and what it says now."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.models import User
from attachments.models import Attachment
from casework.addresses import block_names
from casework.models.people import CONTACT
from casework.pages.whom import whom_of
from privacy import context
from privacy.confidential import ConfidentialModel
from privacy.fields import Ciphertext
from ui.dates import at_text, day_text

# Bookkeeping that tells nobody anything.
SILENT = frozenset(
    {
        "id",
        "dossier",
        "tokens",
        "last_activity_at",
        "created_at",
        "council",
        "counted_area",
        "case",
        "person",
        "corrected_at",
        "contact_hidden",
    }
)

MOST_CHANGES = 200
_speakers: dict[tuple[str, str], Callable] = {}


@dataclass
class Line:
    label: str
    before: str
    after: str


@dataclass
class Change:
    """One version: by whom, when, why, and its lines. `first` is the record as it was made."""

    at: datetime
    by: UUID | None
    reason: str
    what: str
    first: bool
    lines: list[Line] = field(default_factory=list)
    who: object = None


def changes_page(request, record, records):
    """変更履歴 of these records, which the reader has open, and of the files that lie with them."""
    files = Attachment.objects.visible_to(request.user, "history.read").filter(about__in=[one.pk for one in records])
    found = changes_of([*records, *files])
    people = User.objects.in_bulk({change.by for change in found if change.by})
    for change in found:
        change.who = people.get(change.by)
    shown = {"record": record, "changes": found[:MOST_CHANGES], "whom": whom_of(request.user, record)}
    return render(request, "casework/history/changes.html", shown)


def changes_of(records) -> list[Change]:
    """Newest first, asked once for each kind of record. The records must be open to the current actor."""
    records, by_model = list(records), defaultdict(list)
    for record in records:
        by_model[type(record)].append(record.pk)
    found = []
    # What an older version says of it is as hidden as what the record said last.
    hidden = {record.pk for record in records if getattr(record, "contact_hidden", False)}
    for model, ids in by_model.items():
        versions = model.history.filter(id__in=ids).order_by("id", "history_date", "history_id")
        for pk, of_one in groupby(versions, key=lambda version: version.id):
            found += _changes(model, of_one, frozenset(CONTACT) if pk in hidden else frozenset())
    return sorted(found, key=lambda change: change.at, reverse=True)


def _changes(model, versions, hidden) -> Iterator[Change]:
    """Of one record, from its first version on."""
    before = None
    for version in versions:
        lines = [] if before is None else _lines(model, before, version, hidden)
        if before is None or lines:
            yield Change(
                at=version.history_date,
                by=version.history_user_id,
                reason=version.history_change_reason or "",
                what=str(model._meta.verbose_name),
                first=before is None,
                lines=lines,
            )
        before = version


def _lines(model, before, after, hidden) -> list[Line]:
    lines, silent = [], SILENT | hidden | (set(model.unhistoried) - {"area"})
    for column in model._meta.concrete_fields:
        if column.name in silent or _points_at_a_record(column):
            continue
        old, new = getattr(before, column.attname), getattr(after, column.attname)
        if old != new:
            lines.append(Line(str(column.verbose_name), _words(model, column, old), _words(model, column, new)))
    return lines


def words_of(model: str, column: str):
    """Registers `function(value)` for a column whose values are codes or ids of its own: "visits.visit", "checks"."""

    def register(function):
        _speakers[model, column] = function
        return function

    return register


def _words(model, column, value) -> str:
    speaker = _speakers.get((model._meta.label_lower, column.name))
    return speaker(value) if speaker and value else shown(column, value)


def _points_at_a_record(column) -> bool:
    """An id of another record tells a reader nothing."""
    return column.is_relation and issubclass(column.related_model, ConfidentialModel)


def shown(column, value) -> str:
    """A value in words."""
    if value is None or value == "":
        return _("(empty)")
    if isinstance(value, Ciphertext):
        return ""
    if column.is_relation:
        found = column.related_model.objects.filter(pk=value).first()
        return getattr(found, "display_name", None) or str(found or _("(empty)"))
    if column.name == "place_key":
        return block_names([value]).get(value) or _("(empty)")
    choices = dict(column.flatchoices or getattr(getattr(column, "base_field", None), "flatchoices", None) or [])
    if isinstance(value, list):
        return "、".join(str(choices.get(item, item)) for item in value)
    if isinstance(value, dict):
        return "\n".join(str(part) for part in value.values())
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return at_text(value, calendar=_calendar())
    if isinstance(value, date):
        return day_text(value, calendar=_calendar())
    return str(choices.get(value, value))


def _calendar() -> str:
    """As whoever reads this counts years."""
    return getattr(context.current().user, "calendar", "wareki")
