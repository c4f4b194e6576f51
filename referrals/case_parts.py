"""On the page of a case: the line in which a call to an agency is written down; its referrals, and the way to a new one."""

from casework.case_parts import CasePart, case_part
from casework.given import CASE
from privacy.reach import can
from privacy.together import question
from referrals.codes import FINAL
from referrals.forms.liaisons import LiaisonForm
from referrals.models import Referral
from referrals.pages.telling import telling_in_call
from ui.redisplay import page_form


@case_part()
def calls(request, case):
    if not case.is_closed and can(request.user, "note.write", case):
        form = page_form(request, LiaisonForm, "liaison", saved_by="liaison_new", council_id=case.council_id)
        yield CasePart("referrals/liaison/_quick.html", {"form": form, "telling": telling_in_call(request.user, case, form)})


@question
def referrals_of_case(asker):
    return asker.lies_in(Referral).filter(case=CASE).select_related("agency").order_by("-created_at", "-id")


@case_part(referrals_of_case)
def referrals(request, case, rows):
    rows = sorted(rows, key=lambda row: row.state in FINAL)
    may_begin = not case.is_closed and can(request.user, "referral.write", case)
    if rows or may_begin:
        yield CasePart("referrals/referral/_case_part.html", {"rows": rows, "may_begin": may_begin})
