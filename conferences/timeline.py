"""What conferences decided about a case, on its timeline, with a link back to the meeting."""

from dataclasses import dataclass
from functools import partial

from django.db.models import BooleanField, ExpressionWrapper, F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from casework.given import CASE
from casework.timeline import Entry, older, timeline
from conferences.codes import DecisionKind
from conferences.models import Conference, Decision
from privacy.reading import show
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
    """`opens`: whether the meeting and the item are open to whoever looks."""
    open_to = asker.within(Conference.read_action)
    theirs = Q(item__dossier__in=open_to, item__conference__dossier__in=open_to)
    found = asker.sees(Decision).standing().filter(older(), item__case=CASE).select_related("item__conference")
    return found.annotate(writer=F("by__display_name"), opens=ExpressionWrapper(theirs, BooleanField())).order_by("-at", "-id")[
        :limit
    ]


@timeline("conferences", pgettext_lazy("timeline", "Conferences"), _decisions)
def decisions(user, rows):
    for decision in rows:
        yield Entry(
            decision.at, decision.pk, "conferences/_timeline_entry.html", decision, partial(_row, decision, user.calendar)
        )


def _row(decision, calendar) -> DecisionRow:
    """The link stands there for those to whom it is open."""
    item = decision.item
    url = f"{reverse('meeting_record', args=[item.conference_id])}#item-{item.pk}" if decision.opens else ""
    if url:
        show([item, item.conference])
    return DecisionRow(
        id=str(decision.pk), icon=picture_of("meeting", ""), when=at_text(decision.at, "short", calendar),
        machine_time=decision.at.isoformat(timespec="minutes"),
        url=url,
        title=_("Decided by a conference: %(what)s") % {"what": DecisionKind(decision.kind).label}, text=decision.text, writer=decision.writer,
    )  # fmt: skip
