"""On the page of a case: its referrals, and the way to a new one."""

from casework.case_parts import CasePart, case_part
from privacy.reach import can
from referrals.codes import FINAL
from referrals.models import Referral


@case_part
def referrals(request, case):
    if not can(request.user, "referral.read", case):
        return
    rows = Referral.objects.in_dossier_of(case, request.user).filter(case=case).select_related("agency")
    rows = sorted(rows.order_by("-created_at", "-id"), key=lambda row: row.state in FINAL)
    may_begin = not case.is_closed and can(request.user, "referral.write", case)
    if rows or may_begin:
        yield CasePart("referrals/referral/_case_part.html", {"rows": rows, "may_begin": may_begin})
