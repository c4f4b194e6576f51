"""After the meeting: what was said, what was decided, and on to what follows from it."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.models import Case
from casework.services.drafts import desk_of, draft_save
from casework.views.drafts import working_council
from conferences.codes import DecisionKind, State
from conferences.models import Conference, Decision
from conferences.pages.meeting import people_at, still_open
from conferences.pages.record import came, records
from conferences.titles import title_of
from privacy.access import allow, get_or_404
from privacy.methods import require_GET, require_POST
from privacy.reach import can
from referrals.codes import Kind


@require_GET
@allow("conference.read", about=Conference)
def meeting_record(request, pk):
    conference = get_or_404(request, Conference.objects.select_related("dossier", "chair"), pk)
    user = request.user
    shown, closed = records(user, conference)
    there, away = came(people_at(user, conference))
    context = {
        "conference": conference, "title": title_of(conference), "records": shown, "closed": closed, "there": there, "away": away,
        "may_record": can(user, "conference.record", conference), "still_open": still_open(user, conference),
        "may_begin": conference.state in (State.PLANNED, State.HELD) and conference.date <= timezone.localdate()
        and not any(row.there.is_locked for row in shown),
        "referral_kinds": Kind.choices,
    }  # fmt: skip
    return render(request, "conferences/meeting/record.html", context)


@require_POST
@allow("decision.read", about=Decision)
def decision_follow(request, pk):
    """つなぐ: the referral's form, with what was decided in it, as a draft on one's own desk. 見守りへ: the enrolment's, filled from the
    person's record."""
    decision = get_or_404(request, Decision.objects.select_related("item"), pk)
    case = get_or_404(request, Case.objects.select_related("dossier"), decision.item.case_id or pk)
    if decision.kind == DecisionKind.WATCH and case.subject_id:
        return HttpResponseRedirect(f"{reverse('enrolment_new')}?{urlencode({'person': case.subject_id})}")
    kind = request.POST.get("kind", "")
    if decision.kind != DecisionKind.CONNECT or kind not in Kind.values:
        messages.info(request, _("Nothing follows from this decision by itself."))
        return redirect("case", case.pk)
    fields = {"kind": [kind], "matter": [decision.text], "urgency": ["normal"], "purpose": ["support"]}
    draft = draft_save(
        actor=request.user, desk=desk_of(request.user, working_council(request)), form="referral_new", about=case.pk,
        payload={"fields": fields, "checked": False, "page": f"{reverse('referral_new', args=[case.pk])}?kind={kind}"},
    )  # fmt: skip
    return HttpResponseRedirect(f"{reverse('referral_new', args=[case.pk])}?{urlencode({'kind': kind, 'draft': draft.pk})}")
