"""What conferences decided about a case, on its timeline, with a link back to the meeting."""

from dataclasses import dataclass
from functools import partial

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

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


@timeline("conferences", pgettext_lazy("timeline", "Conferences"))
def decisions(user, case, before, limit):
    found = Decision.objects.visible_to(user).standing().filter(older(before), item__case=case)
    rows = found.annotate(writer=F("by__display_name"), meeting=F("item__conference"))
    rows = list(rows.order_by("-at", "-id")[:limit])
    theirs = (
        Conference.objects.visible_to(user).filter(pk__in=[row.meeting for row in rows]) if rows else Conference.objects.none()
    )
    opens = set(theirs.values_list("pk", flat=True))
    for decision in rows:
        draw = partial(_row, decision, decision.meeting in opens, user.calendar)
        yield Entry(decision.at, decision.pk, "conferences/_timeline_entry.html", decision, draw)


def _row(decision, opens, calendar) -> DecisionRow:
    """The link stands there for those to whom the meeting is open."""
    return DecisionRow(
        id=str(decision.pk), icon=picture_of("meeting", ""), when=at_text(decision.at, "short", calendar),
        machine_time=decision.at.isoformat(timespec="minutes"),
        url=f"{reverse('meeting_record', args=[decision.meeting])}#item-{decision.item_id}" if opens else "",
        title=_("Decided by a conference: %(what)s") % {"what": DecisionKind(decision.kind).label}, text=decision.text, writer=decision.writer,
    )  # fmt: skip
