"""Referrals that a case conference might speak of: in silence past their day, or sent back."""

from django.db.models import Q
from django.utils.translation import gettext as _

from casework.agenda_candidates import WEIGHTS, Reason, candidate_reason
from referrals.codes import State
from referrals.models import Referral


@candidate_reason
def referrals(asking):
    rows = Referral.objects.visible_to(asking.user).open().filter(Q(due_date__lte=asking.today) | Q(state=State.RETURNED))
    columns = ("pk", "case", "state", "due_date")
    for pk, case, state, due in asking.few(rows.order_by("due_date", "id")).values_list(*columns):
        if state == State.RETURNED:
            yield Reason(case, "returned", WEIGHTS["returned"], (_("Referral sent back"), "warn", "swap"), f"{pk}")
        else:
            days = {"n": (asking.today - due).days}
            yield Reason(
                case,
                "silent",
                WEIGHTS["silent"],
                (_("Referral without an answer %(n)d days") % days, "bad", "clock"),
                f"{pk} {due}",
            )
