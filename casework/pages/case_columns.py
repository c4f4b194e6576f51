"""The columns of the case list: a case as one line, its words and dates ready, since a template that looks up fifty choices takes longer
than the database.

They stand in `templates/casework/list/_rows.html` and, on paper, in `print.html`; what is loaded for them, `case_list.listed` says.
"""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.codes import CaseStatus, Topic, Urgency
from casework.pages.case_list import ListedCase
from casework.people_on_cases import staff_by_case
from ui.chips import chip
from ui.dates import at_text, day_text


@dataclass(frozen=True)
class CaseRow:
    id: str
    url: str
    name: str
    kana: str
    age: str
    number: str
    status: str
    topic: str
    area: str
    staff: str
    activity: str
    next_day: str
    next_todo: str
    is_late: bool
    urgency: str


def case_rows(cases: list[ListedCase], user) -> list[CaseRow]:
    today, base = timezone.localdate(), reverse("case_list")
    staff = staff_by_case([row.case for row in cases])
    status = {value: chip(*CaseStatus(value).chip) for value in {row.case.status for row in cases}}
    topic = {value: str(Topic(value).label) for value in {row.case.main_topic for row in cases}}
    urgent = chip(*Urgency.TODAY.chip)
    return [_row(row, staff[row.case.pk], today, base, status, topic, urgent, user.calendar) for row in cases]


def name_of(listed: ListedCase) -> str:
    """Whose case it is, in words also where there is no name or it is not within reach."""
    case, subject = listed.case, listed.subject
    if subject:
        return subject.name
    if case.is_enquiry:
        return _("Enquiry")
    return _("(not within your reach)") if case.subject_id else _("(no name)")


def _row(listed, staff, today: date, base, status, topic, urgent, calendar) -> CaseRow:
    case, person = listed.case, listed.subject
    upcoming = case.next_contact_date if not case.is_closed else None
    return CaseRow(
        id=str(case.pk),
        url=f"{base}{case.pk}/",
        name=name_of(listed),
        kana=person.kana if person else "",
        age=person.age_words(today) if person else "",
        number=case.number,
        status=status[case.status],
        topic=topic[case.main_topic],
        area=case.area.label,
        staff="、".join(one.display_name for one in staff),
        activity=at_text(case.last_activity_at, "near", calendar),
        next_day=day_text(upcoming, "short", calendar) if upcoming else "",
        next_todo=(case.next_contact_todo or "")[:40] if upcoming else "",
        is_late=bool(upcoming and upcoming < today),
        urgency=urgent if case.urgency == Urgency.TODAY and not case.is_closed else "",
    )
