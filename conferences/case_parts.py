"""On the page of a case: asking for a conference with a line why, the meetings that speak of it, and the way to one about this person."""

from django.utils import timezone

from casework.case_parts import CasePart, case_part
from conferences.forms.items import AskForm
from conferences.models import CandidateAsk, Conference, Item
from conferences.pages.agenda import title_of, when_of
from privacy.reach import can
from ui.redisplay import page_form

FIRST = 5


@case_part
def conference(request, case):
    user = request.user
    if not can(user, "conference.propose", case):
        return
    ask = CandidateAsk.objects.in_dossier_of(case, user).filter(case=case).open().select_related("asked_by").first()
    form = (
        None
        if case.is_closed
        else page_form(request, AskForm, "ask", saved_by="candidate_ask", initial={"why": ask.why if ask else ""})
    )
    here = Item.objects.visible_to(user).present().filter(case=case)
    ahead = (
        Conference.objects.visible_to(user).filter(pk__in=here.values("conference"), date__gte=timezone.localdate()).lasting()
    )
    rows = [
        (one.get_absolute_url(), title_of(one), when_of(one, user.calendar)) for one in ahead.order_by("date", "id")[:FIRST]
    ]
    may_make = not case.is_closed and can(user, "conference.prepare")
    if form or rows:
        yield CasePart("conferences/_case_part.html", {"ask": ask, "form": form, "rows": rows, "may_make": may_make})
