"""On the page of a case: asking for a conference with a line why, the meetings that speak of it, and the way to one about this person."""

from django.utils import timezone

from casework.case_parts import CasePart, case_part
from conferences.forms.items import AskForm
from conferences.models import CandidateAsk, Item
from conferences.pages.agenda import title_of, when_of
from privacy.reach import can
from ui.redisplay import page_form


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
    ahead = Item.objects.visible_to(user).present().filter(case=case, conference__date__gte=timezone.localdate())
    ahead = ahead.exclude(conference__state="cancelled").select_related("conference").order_by("conference__date")
    rows = [
        (item.conference.get_absolute_url(), title_of(item.conference), when_of(item.conference, user.calendar))
        for item in ahead[:5]
    ]
    may_make = not case.is_closed and can(user, "conference.prepare")
    if form or rows:
        yield CasePart("conferences/_case_part.html", {"ask": ask, "form": form, "rows": rows, "may_make": may_make})
