"""Which reports there are: each a few tables, and a table is what is counted, by what, of which days."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs import indicators
from programs.dimensions import AGENCY, AREA, BAND, KIND, MANNER, MONTH, OUTCOME, ROUTE, SEX, STATE, TOPIC

DIMENSIONS: dict[str, Promise] = {
    MONTH: _("Month"), AREA: _("School district"), TOPIC: _("Topic"), ROUTE: _("Who brought it"), BAND: _("Age"), SEX: _("Sex"),
    MANNER: _("Manner of visit"), OUTCOME: pgettext_lazy("of a visit", "Outcome"), KIND: pgettext_lazy("of a referral or meeting", "Kind"),
    STATE: _("How it stands today"), AGENCY: _("Kind of agency"),
}  # fmt: skip
# Of cases over a period: 期首 + 新規 + 再開 - 終結 = 期末.
FLOW = "flow"


@dataclass(frozen=True)
class Section:
    """One table. `rows`: a dimension, else what is counted stands there; `columns`: a dimension, else the same. With both, of one number."""

    title: Promise | str
    indicators: tuple[str, ...]
    rows: str = ""
    columns: str = ""


@dataclass(frozen=True)
class Report:
    code: str
    label: Promise | str
    about: Promise | str
    sections: tuple[Section, ...]


CONSULTATIONS = ("consultation.new", "consultation.people", "consultation.contacts", "consultation.enquiries")
OF_CASES = CONSULTATIONS[:3]
WATCH = (
    "watch.enrolled", "watch.planned", "watch.visits", "watch.absences", "watch.people", "watch.alerts", "watch.alerts_in_time",
)  # fmt: skip
ANSWERS = ("watch.alerts", "watch.alerts_in_time", "watch.alerts_late", "watch.hours_taken", "watch.hours_closed")
RIGHTS = ("rights.referrals", "rights.late", "rights.days", "rights.contacts", "rights.people", "rights.liaisons")
MEETINGS = (
    "conferences.held",
    "conferences.items",
    "conferences.people",
    "conferences.decisions",
    "conferences.due",
    "conferences.in_time",
)

REPORTS = {report.code: report for report in (
    Report("monthly", _("Report of the work"), _("Consultations, watch-over, rights advocacy and meetings: of a month, a quarter or a year."), (
        Section(_("Consultations"), CONSULTATIONS, columns=MONTH),
        Section(_("Cases over the period"), (FLOW,), rows=AREA),
        Section(_("Consultations by topic (a case with two counts under both)"), OF_CASES, rows=TOPIC),
        Section(_("Consultations by who brought them"), OF_CASES, rows=ROUTE),
        Section(_("Consultations by age"), OF_CASES, rows=BAND),
        Section(_("Consultations by sex"), OF_CASES, rows=SEX),
        Section(_("Consultations by school district"), CONSULTATIONS, rows=AREA),
        Section(_("Watch-over"), WATCH, columns=MONTH),
        Section(_("Watch-over by school district"), WATCH, rows=AREA),
        Section(_("Rights advocacy and referrals"), RIGHTS, columns=MONTH),
        Section(_("Referrals by kind"), RIGHTS[:3], rows=KIND),
        Section(_("Meetings about cases"), MEETINGS, columns=MONTH),
        Section(_("Meetings by kind"), MEETINGS[:3], rows=KIND),
    )),
    Report("answers", _("How soon the watch-over was answered"), _("From an alert until somebody took it up and closed it."), (
        Section(_("Answers by month"), ANSWERS, columns=MONTH),
        Section(_("Answers by school district"), ANSWERS, rows=AREA),
        Section(_("Hours until somebody took it up"), ("watch.hours_taken",), AREA, MONTH),
        Section(_("Hours until it was closed"), ("watch.hours_closed",), AREA, MONTH),
        Section(_("Alerts answered too late"), ("watch.alerts_late",), AREA, MONTH),
    )),
    Report("districts", _("Consultations by topic and school district"), _("Restricted cases: unknown district, other topic."), (
        Section(_("New cases"), ("consultation.new",), TOPIC, AREA),
        Section(_("Contacts"), ("consultation.contacts",), TOPIC, AREA),
        Section(_("Distinct people"), ("consultation.people",), TOPIC, AREA),
    )),
    Report("ages", _("Consultations by age, sex and topic"), _("Who comes, and with what."), (
        Section(_("Distinct people"), ("consultation.people",), BAND, SEX),
        Section(_("New cases"), ("consultation.new",), TOPIC, BAND),
        Section(_("Contacts"), ("consultation.contacts",), TOPIC, BAND),
    )),
)}  # fmt: skip
OWN = "own"


def own(code: str, rows: str, columns: str) -> Report | None:
    """A table as somebody asks for it, or nothing where there is none like that."""
    found = indicators.get(code)
    if found is None or not {rows, columns} - {""} <= set(found.dimensions) or (rows == columns and rows):
        return None
    return Report(OWN, found.label, "", (Section(found.label, (code,), rows, columns),))
