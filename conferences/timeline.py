"""What conferences decided about a case, on its timeline, with a link back to the meeting."""

from dataclasses import dataclass
from functools import partial

from django.db.models import Exists, F, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from casework.given import CASE
from casework.timeline import Entry, older, timeline
from conferences.codes import DecisionKind
from conferences.models import Conference, Decision
from ui.chips import picture_of
from ui.dates import at_text


@dataclass(frozen=True)
class DecisionRow:
    id: str
    icon: str
    when: str
    machine_time: str
    url: str
    # As paper names any entry.
    title: str
    text: str
    writer: str
    parts: tuple = ()


def _decisions(asker, limit):
    """`opens`: whether the meeting is open to whoever looks."""
    open_to = asker.within(Conference.read_action)
    theirs = Exists(Conference.objects.filter(pk=OuterRef("item__conference"), dossier__in=open_to))
    found = asker.sees(Decision).standing().filter(older(), item__case=CASE)
    rows = found.annotate(writer=F("by__display_name"), meeting=F("item__conference"), opens=theirs)
    return rows.order_by("-at", "-id")[:limit]


@timeline("conferences", pgettext_lazy("timeline", "Conferences"), _decisions)
def decisions(user, rows):
    for decision in rows:
        draw = partial(_row, decision, decision.opens, user.calendar)
        yield Entry(decision.at, decision.pk, "conferences/_timeline_entry.html", decision, draw)


def _row(decision, opens, calendar) -> DecisionRow:
    """The link stands there for those to whom the meeting is open."""
    return DecisionRow(
        id=str(decision.pk), icon=picture_of("meeting", ""), when=at_text(decision.at, "short", calendar),
        machine_time=decision.at.isoformat(timespec="minutes"),
        url=f"{reverse('meeting_record', args=[decision.meeting])}#item-{decision.item_id}" if opens else "",
        title=_("Decided by a conference: %(what)s") % {"what": DecisionKind(decision.kind).label}, text=decision.text, writer=decision.writer,
    )  # fmt: skip
