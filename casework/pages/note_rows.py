"""A note and a step as the timeline shows them: words, dates and icons ready, since a page has twenty of them.

The timeline's query gives `writer`, the name of who wrote.
"""

from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from casework.codes import SOAIP, Decision, Manner, Means, Source, StepKind
from ui.chips import picture_of
from ui.dates import at_text, day_text

# Steps whose text is an id, for nobody to read.
IDS = (
    StepKind.ASSIGNED, StepKind.MOVED, StepKind.RECUSED, StepKind.LET_IN, StepKind.SUBJECT_OPENED, StepKind.SUBJECT_REFUSED,
)  # fmt: skip
ICONS = {Means.PHONE: "phone", Means.VISIT: "door", Means.MEETING: "meeting", Means.MEMO: "note"}


@dataclass(frozen=True)
class NoteRow:
    id: str
    icon: str
    title: str
    tags: list[str]
    when: str
    machine_time: str
    parts: list[tuple[str, str]]
    text: str
    upcoming: str
    foot: str
    writer: str
    mendable: bool
    movable: bool
    # How many are attached.
    files: int = 0
    circulations: list = field(default_factory=list)


@dataclass(frozen=True)
class StepRow:
    icon: str
    title: str
    text: str
    writer: str
    when: str
    parts: tuple = ()


def step_row(step, calendar) -> StepRow:
    """A change of standing as one bare line; ids that some steps keep are not for reading."""
    title = str(step.get_kind_display())
    if step.kind == StepKind.STATUS:
        title += f" {step.get_status_before_display()} → {step.get_status_after_display()}"
    elif step.reason_code:
        title += f" ・ {step.reason_words}"
    return StepRow(
        icon=picture_of("inbox" if step.kind == StepKind.OPENED else "swap", ""),
        title=title,
        text=_words_of(step),
        writer=step.writer or "",
        when=day_text(step.on_date, "short" if step.on_date.year == timezone.localdate().year else "", calendar),
    )


def _words_of(step) -> str:
    if step.kind in IDS:
        return ""
    if step.kind == StepKind.CONSENT:
        decision, manner = step.text.split()
        return f"{Decision(decision).label} ・ {Manner(manner).label}"
    return step.text


def note_row(note, circulations, mendable, calendar, files=0) -> NoteRow:
    soaip = note.soaip or {}
    means = Means(note.means)
    when = _when(note, calendar)
    if note.minutes:
        when += " ・ " + _("%(n)s minutes") % {"n": note.minutes}
    return NoteRow(
        id=str(note.pk),
        icon=picture_of(ICONS.get(means, "pen"), ""),
        title=f"{means.label} ・ {soaip['focus']}" if soaip.get("focus") else str(means.label),
        tags=[_("Intake")] * note.is_first + [_("About others too")] * note.third_party,
        when=when,
        machine_time=note.met_at.isoformat(timespec="minutes"),
        parts=[(SOAIP[name], soaip[name]) for name in SOAIP if name != "focus" and soaip.get(name)],
        text=note.text,
        upcoming=_upcoming(note, calendar),
        foot=_foot(note, calendar),
        writer=note.writer,
        mendable=mendable,
        movable=not note.is_first,
        circulations=circulations,
        files=files,
    )


def _when(note, calendar) -> str:
    """An intake of a past day was given without a time: it lies at noon, and shows its day alone."""
    local = timezone.localtime(note.met_at)
    if note.is_first and (local.hour, local.minute, local.second) == (12, 0, 0):
        return day_text(local.date(), "short" if local.year == timezone.localdate().year else "week", calendar)
    return at_text(note.met_at, "short", calendar)


def _upcoming(note, calendar) -> str:
    day: date | None = note.next_contact_date
    return f"{_('Next contact')} {day_text(day, 'short', calendar)} {note.next_contact_todo}" if day else ""


def _foot(note, calendar) -> str:
    said = [note.writer]
    if note.with_whom:
        said.append(_("with") + f" {note.with_whom}")
    if note.source:
        said.append(str(Source(note.source).label))
    said.append(_("written") + f" {at_text(note.created_at, 'short', calendar)}")
    if note.corrected_at:
        said.append(_("corrected") + f" {at_text(note.corrected_at, 'short', calendar)}")
    return " ・ ".join(said)
