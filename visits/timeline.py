"""What visitors found, on the timeline of the case about the same person."""

from dataclasses import dataclass
from functools import partial

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from casework.given import PEOPLE
from casework.timeline import Entry, older, timeline
from ui.chips import chip, picture_of
from ui.dates import at_text
from visits.codes import APART, Check, Finding, Manner, Outcome
from visits.models import Enrolment, Visit


@dataclass(frozen=True)
class VisitRow:
    id: str
    icon: str
    chip: str
    tags: list[str]
    when: str
    machine_time: str
    changed: str
    note: str
    foot: str
    is_alert: bool
    # As paper names any entry.
    title: str
    text: str
    writer: str
    parts: tuple = ()


def _visits(asker, limit):
    """Of the subject's enrolments that this reader may see."""
    enrolments = asker.sees(Enrolment, "visit.read").filter(person__in=PEOPLE)
    found = asker.sees(Visit).filter(older("visited_at"), enrolment__in=enrolments.values("pk"))
    return found.annotate(writer=F("visitor__display_name")).order_by("-visited_at", "-id")[:limit]


@timeline("visits", pgettext_lazy("timeline", "Watch-over visits"), _visits)
def visits(user, rows):
    for visit in rows:
        yield Entry(visit.visited_at, visit.pk, "visits/_timeline_entry.html", visit, partial(visit_row, visit, user.calendar))


def visit_row(visit, calendar) -> VisitRow:
    """`visit.writer`: the visitor's name, given by the query."""
    outcome, checks = Outcome(visit.outcome), visit.checks or {}
    changed = [str(Check(code).label) for code in Check.values if checks.get(code) == Finding.CHANGED]
    return VisitRow(
        id=str(visit.pk),
        icon=picture_of("door", ""),
        chip=chip(*outcome.chip),
        tags=_tags(visit),
        when=at_text(visit.visited_at, "short", calendar),
        machine_time=visit.visited_at.isoformat(timespec="minutes"),
        changed="、".join(changed),
        note=visit.note,
        foot=_foot(visit, calendar),
        title=_("Visit: %(outcome)s") % {"outcome": outcome.label},
        text=" ".join(filter(None, ["、".join(changed), visit.note])),
        writer=visit.writer,
        is_alert=visit.late not in APART and outcome in (Outcome.CONCERN, Outcome.CONSULT, Outcome.EMERGENCY),
    )


def _tags(visit) -> list[str]:
    found = [_("Counted with another record")] if visit.same_as_id else []
    return [*found, *(str(words) for words in (visit.get_flag_display(), visit.get_late_display()) if words)]


def _foot(visit, calendar) -> str:
    said = [visit.writer, str(Manner(visit.manner).label)]
    if visit.companions:
        said.append(_("%(n)s together") % {"n": len(visit.companions) + 1})
    if visit.minutes:
        said.append(_("%(n)s minutes") % {"n": visit.minutes})
    if visit.corrected_at:
        said.append(_("corrected") + f" {at_text(visit.corrected_at, 'short', calendar)}")
    return " ・ ".join(said)
