"""The numbers beside the menu: who is not yet confirmed safe, what nobody has taken up, and whether somebody has doors to go to.

The menu stands on every page, so it asks once for all of them, and nothing is opened by it.
"""

from privacy.policy import DUTIES
from privacy.reach import can
from privacy.together import ask, number_of, question
from visits.models import Alert, Assignment, SafetyCheck

ROUND, SAFETY, ALERTS = "round", "safety", "alerts"


@question
def doors(asker):
    return number_of(Assignment.objects.walked_today(asker.today).filter(user=asker.user))


@question
def missing(asker):
    return number_of(asker.sees(SafetyCheck, "enrolment.read").open())


@question
def not_taken(asker):
    return number_of(asker.sees(Alert, "enrolment.read").open().nobodys(asker.today))


def badges(user) -> dict[str, int]:
    """{name of the page: number}. Of the round only whether it is more than none says something."""
    asked = {}
    found = {}
    if {membership.role for membership in user.memberships.current()} & set(DUTIES["round"]):
        found[ROUND] = 1
    elif can(user, "round.read"):
        asked[ROUND] = doors
    if can(user, "enrolment.read"):
        asked |= {SAFETY: missing, ALERTS: not_taken}
    answers = ask(user, asked.values())
    return found | {name: number for name, one in asked.items() for (number,) in answers[one]}
