"""The page of a meeting: its agenda with times, who takes part in what and on what basis, and what was decided last time.

As many questions to the database for twelve items as for one.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework.models import Case
from casework.pages.case_columns import name_of
from casework.pages.case_list import ListedCase, open_cases
from conferences.answers import Answers, answers_of
from conferences.basis import Found, Remedy
from conferences.codes import Answer
from conferences.models import ActionItem, Attendee, Conference, Item, Sheet
from ui.dates import day_text

ANSWERS = {Answer.REAL: ("ok", "check"), Answer.MASKED: ("now", "shield"), Answer.NOTHING: ("warn", "tri")}


@dataclass(frozen=True)
class Part:
    """One attendee at one item."""

    attendee: Attendee
    found: Found

    @property
    def takes_part(self) -> bool:
        return Remedy.LET_IN not in self.found.remedies

    @property
    def chip(self) -> tuple[str, str, str]:
        return (str(self.found.answer.label), *ANSWERS[self.found.answer])


@dataclass
class Row:
    """One line of the agenda. `item`: None for what the reader is not shown: another matter of so many minutes. `flaws` hold back its
    papers (those that the page of the papers finds too), `doubts` do not."""

    at: str
    minutes: int
    order: int
    item: Item | None = None
    number: int = 0
    listed: ListedCase | None = None
    parts: list[Part] = field(default_factory=list)
    flaws: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    form: object = None
    is_last: bool = False
    has_sheet: bool = False

    @property
    def before(self) -> int:
        return self.order - 1

    @property
    def after(self) -> int | None:
        return None if self.is_last else self.order + 1

    @property
    def name(self) -> str:
        return name_of(self.listed) if self.listed else (self.item.title if self.item else "")

    @property
    def case(self) -> Case | None:
        return self.listed.case if self.listed else None

    @property
    def outside(self) -> list[Part]:
        """Those who are not of the staff, and take part."""
        return [part for part in self.parts if not part.attendee.is_staff and part.takes_part]

    @property
    def held_back(self) -> list[Part]:
        return [part for part in self.parts if part.found.holds_back]

    @property
    def shut(self) -> list[Part]:
        """Of the staff who come, those to whom this item does not open."""
        return [
            part for part in self.parts if part.attendee.is_staff and part.takes_part and part.found.answer == Answer.NOTHING
        ]

    @property
    def remedies(self) -> set[str]:
        return {str(remedy.value) for part in self.held_back for remedy in part.found.remedies}

    @property
    def rests_on(self) -> str:
        """On what those outside see it, in a word."""
        found = [part.found for part in self.outside if part.found.answer != Answer.NOTHING]
        return str(found[0].why) if found else ""

    @property
    def seen_as(self) -> str:
        real = any(part.found.answer == Answer.REAL for part in self.outside)
        return _("with the real name") if real else _("%(letter)s-san, without the name") % {"letter": self.item.letter}

    @property
    def without_chair(self) -> bool:
        return any(part.found.remedies and part.attendee.user_id == self.item.conference.chair_id for part in self.shut)

    @property
    def who_else(self) -> str:
        """Who of the staff could take the chair here."""
        able = [part.attendee for part in self.parts if part.attendee.is_staff and part.found.answer == Answer.REAL]
        return "、".join(one.shown_name for one in able if one.user_id != self.item.conference.chair_id)


@dataclass(frozen=True)
class Agenda:
    conference: Conference
    rows: list[Row]
    attendees: list[Attendee]
    answers: Answers
    opening_at: str
    review_at: str
    closing_at: str
    total: int
    last: str
    following: date | None

    @property
    def cases(self) -> int:
        return sum(1 for row in self.rows if row.case)

    @property
    def left(self) -> int:
        return self.conference.minutes - self.total

    @property
    def flawed(self) -> list[Row]:
        return [row for row in self.rows if row.flaws]

    @property
    def doubted(self) -> list[Row]:
        return [row for row in self.rows if row.doubts]

    @property
    def outsiders(self) -> int:
        return sum(1 for one in self.attendees if not one.is_staff)

    @property
    def bar(self):
        """The minutes as one strip, cases apart from what frames them."""
        whole = max(self.total, self.conference.minutes) or 1
        parts = [("frame", self.conference.opening), ("frame", self.conference.review)]
        parts += [("case", row.minutes) for row in self.rows] + [("frame", self.conference.closing)]
        drawn, x = [], 0.0
        for name, minutes in parts:
            width = 1000 * minutes / whole
            drawn.append((name, round(x, 1), round(width, 1)))
            x += width
        return format_html_join("", '<rect class="{} edge" x="{}" y="0" width="{}" height="24"/>', drawn)


def agenda_of(user, conference) -> Agenda:
    items = {item.pk: item for item in _items(user, conference)}
    attendees = list(Attendee.objects.in_dossier_of(conference, user).filter(conference=conference).present().with_names())
    attendees.sort(key=lambda one: (not one.is_staff, one.invited_at))
    answers = answers_of(user, conference, list(items.values()), attendees)
    listed = {row.case.pk: row for row in open_cases(user, [item.case_id for item in items.values() if item.case_id])}
    clock = datetime.combine(conference.date, conference.begins)
    opening_at, review_at = _clock(clock), _clock(clock + timedelta(minutes=conference.opening))
    clock += timedelta(minutes=conference.opening + conference.review)
    rows = []
    sheets = set(Sheet.objects.visible_to(user).filter(item__in=items).values_list("item", flat=True))
    slots = _slots(conference)
    for order, (pk, minutes) in enumerate(slots):
        item = items.get(pk)
        row = Row(_clock(clock), minutes, order, item, len([one for one in rows if one.item]) + 1 if item else 0)
        row.is_last = order == len(slots) - 1
        if item is not None:
            row.listed = listed.get(item.case_id)
            row.has_sheet = pk in sheets
            row.parts = [Part(one, answers[pk, one.pk]) for one in attendees]
            row.flaws, row.doubts = _flaws(item, row, sheets), _doubts(item, row)
        rows.append(row)
        clock += timedelta(minutes=minutes)
    total = conference.opening + conference.review + sum(row.minutes for row in rows) + conference.closing
    last = _last_time(user, conference)
    following = _of_series(conference).filter(date__gt=conference.date).order_by("date").values_list("date", flat=True).first()
    return Agenda(conference, rows, attendees, answers, opening_at, review_at, _clock(clock), total, last, following)


def when_of(conference, calendar) -> str:
    return f"{day_text(conference.date, 'week', calendar)} {conference.begins:%H:%M}–{conference.ends:%H:%M}"


def _items(user, conference):
    rows = Item.objects.visible_to(user).filter(conference=conference).present()
    return rows.select_related("case__dossier", "conference", "presenter__user", "presenter__agency", "presenter__contact")


def _slots(conference):
    """(id, minutes) of everything on the agenda, also of what the reader is not shown: the times are the same for everybody."""
    return list(
        Item.objects.filter(conference=conference).present().order_by("order", "added_at", "id").values_list("pk", "minutes")
    )


def _flaws(item, row: Row, sheets: set) -> list[str]:
    """What holds back the papers of this item, and of no other. Places that are not settled only the page of the papers looks for."""
    found = []
    if item.case_id and item.lacks_question:
        found.append(_("What is to be decided is not written yet."))
    if row.held_back:
        names = "、".join(part.attendee.shown_name for part in row.held_back)
        found.append(_("There is no basis on which it may be shown to: %(names)s.") % {"names": names})
    if item.case_id and item.case.is_closed:
        found.append(_("The case was closed meanwhile: take it off, or reopen it."))
    if item.case_id and item.pk not in sheets and any(part.found.answer != Answer.NOTHING for part in row.parts):
        found.append(_("There is no case sheet yet."))
    return found


def _doubts(item, row: Row) -> list[str]:
    """What somebody has to look at before the meeting, though its papers can be made."""
    found = []
    if item.case_id is None and item.lacks_question:
        found.append(_("What is to be decided is not written yet."))
    if item.case_id and row.listed is None:
        found.append(_("The case is not within your reach any more."))
    if row.case is not None and row.listed.subject is not None and row.listed.subject.death_date:
        found.append(_("The person has died: decide whether they are still spoken of."))
    presenter = next((part for part in row.parts if part.attendee.pk == item.presenter_id), None)
    if item.presenter_id and (presenter is None or presenter.found.answer == Answer.NOTHING):
        found.append(_("Who presents it cannot do so any more: choose somebody else."))
    return found


def _of_series(conference):
    """Every meeting of its series that takes place; of a meeting by itself, none."""
    return Conference.objects.filter(series=conference.series_id, series__isnull=False).lasting()


def _last_time(user, conference) -> str:
    """前回決定事項の進捗: of the meeting of the series before this one."""
    if conference.series_id is None:
        return ""
    before = _of_series(conference).filter(date__lt=conference.date).order_by("-date")
    pk: UUID | None = before.values_list("pk", flat=True).first()
    actions = (
        ActionItem.objects.visible_to(user).filter(item__conference=pk, removed_at=None).values_list("done_date", "until_date")
    )
    found = list(actions)
    done = sum(1 for done, _until in found if done)
    late = sum(1 for done, until in found if not done and until < conference.date)
    words = ngettext("%(n)d thing to do", "%(n)d things to do", len(found)) % {"n": len(found)}
    detail = _("done %(done)d, open %(open)d, late by then %(late)d") % {"done": done, "open": len(found) - done, "late": late}
    return f"{words}（{detail}）" if found else ""


def _clock(moment: datetime) -> str:
    return f"{moment:%H:%M}"
