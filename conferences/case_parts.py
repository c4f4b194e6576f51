"""On the page of a case: asking for a conference with a line why, the meetings that speak of it, and the way to one about this person."""

from casework.case_parts import CasePart, case_part
from casework.given import CASE
from conferences.codes import State
from conferences.forms.items import AskForm
from conferences.models import CandidateAsk, Item
from conferences.pages.agenda import when_of
from conferences.titles import title_of
from privacy.reach import can
from privacy.together import question
from ui.redisplay import page_form

MOST = 5


@question
def asked_for(asker):
    return asker.lies_in(CandidateAsk).filter(case=CASE).open().select_related("asked_by")


@question
def ahead(asker):
    found = asker.sees(Item).present().filter(case=CASE, conference__date__gte=asker.today)
    return found.exclude(conference__state=State.CANCELLED).select_related("conference").order_by("conference__date")[:MOST]


@case_part(asked_for, ahead)
def conference(request, case, asks, items):
    user = request.user
    if not can(user, "conference.propose", case):
        return
    ask = asks[0] if asks else None
    form = None
    if not case.is_closed:
        form = page_form(request, AskForm, "ask", saved_by="candidate_ask", initial={"why": ask.why if ask else ""})
    rows = [
        (item.conference.get_absolute_url(), title_of(item.conference), when_of(item.conference, user.calendar))
        for item in items
    ]
    may_make = not case.is_closed and can(user, "conference.prepare")
    if form or rows:
        yield CasePart("conferences/_case_part.html", {"ask": ask, "form": form, "rows": rows, "may_make": may_make})
