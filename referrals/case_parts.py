"""On the page of a case: the line in which a call to an agency is written down."""

from casework.case_parts import CasePart, case_part
from privacy.reach import can
from referrals.forms.liaisons import LiaisonForm
from ui.redisplay import page_form


@case_part
def calls(request, case):
    if not case.is_closed and can(request.user, "note.write", case):
        form = page_form(request, LiaisonForm, "liaison", saved_by="liaison_new", council_id=case.council_id)
        yield CasePart("referrals/liaison/_quick.html", {"form": form})
