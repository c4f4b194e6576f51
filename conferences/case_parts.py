"""On the page of a case: asking for a conference with a line why, the meetings that speak of it, and the way to one about this person."""

from casework.case_parts import CasePart, case_part
from casework.given import CASE
from conferences.forms.items import AskForm
from conferences.models import CandidateAsk, Conference, Item
from conferences.pages.agenda import when_of
from conferences.titles import title_of
from privacy.reach import can
from privacy.together import question
from ui.redisplay import page_form

FIRST = 5


@question
def asked_for(asker):
    return asker.lies_in(CandidateAsk).filter(case=CASE).open().select_related("asked_by")


@question
def ahead(asker):
    here = asker.sees(Item).present().filter(case=CASE)
    found = asker.sees(Conference).filter(pk__in=here.values("conference"), date__gte=asker.today).lasting()
    return found.order_by("date", "id")[:FIRST]


@case_part(asked_for, ahead)
def conference(request, case, asks, meetings):
    user = request.user
    if not can(user, "conference.propose", case):
        return
    ask = asks[0] if asks else None
    form = None
    if not case.is_closed:
        form = page_form(request, AskForm, "ask", saved_by="candidate_ask", initial={"why": ask.why if ask else ""})
    rows = [(one.get_absolute_url(), title_of(one), when_of(one, user.calendar)) for one in meetings]
    may_make = not case.is_closed and can(user, "conference.prepare")
    if form or rows:
        yield CasePart("conferences/_case_part.html", {"ask": ask, "form": form, "rows": rows, "may_make": may_make})
