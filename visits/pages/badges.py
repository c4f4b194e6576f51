"""The numbers beside the menu: who is not yet confirmed safe, what nobody has taken up, and whether somebody has doors to go to.

The menu stands on every page, so it asks once for all of them, and nothing is opened by it.
"""

from django.db.models import CharField, Count, Value
from django.utils import timezone

from privacy.policy import DUTIES
from privacy.reach import can
from visits.models import Alert, Assignment, SafetyCheck

ROUND, SAFETY, ALERTS = "round", "safety", "alerts"


def badges(user) -> dict[str, int]:
    """{name of the page: number}. Of the round only whether it is more than none says something."""
    today = timezone.localdate()
    asked = {}
    found = {}
    if {membership.role for membership in user.memberships.current()} & set(DUTIES["round"]):
        found[ROUND] = 1
    elif can(user, "round.read"):
        asked[ROUND] = Assignment.objects.walked(today).filter(user=user)
    if can(user, "enrolment.read"):
        asked[SAFETY] = SafetyCheck.objects.visible_to(user, "enrolment.read").open()
        asked[ALERTS] = Alert.objects.visible_to(user, "enrolment.read").open().nobodys(today)
    if not asked:
        return found
    first, *rest = (_number(name, rows) for name, rows in asked.items())
    return found | dict(first.union(*rest, all=True))


def _number(name, rows):
    rows = rows.order_by().annotate(page=Value(name, output_field=CharField())).values("page")
    return rows.annotate(number=Count("pk")).values_list("page", "number")
