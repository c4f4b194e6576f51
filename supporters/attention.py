"""What waits among the requests: that nobody has begun, and where who did it does so no more."""

from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.attention import Item, More, attention
from privacy.policy import DUTIES
from privacy.together import question
from supporters.codes import WAITING, State, Task
from supporters.models import HelpRequest
from supporters.pages import state_chip, waiting_words

MOST = 20
# By then somebody should have begun.
WEEK = timedelta(days=7)


@question
def waiting(asker):
    nobody = Q(state__in=WAITING) | Q(state=State.DOING, supporter__ended_date__isnull=False)
    found = asker.sees(HelpRequest, "support.write").filter(nobody)
    return found.select_related("person", "dossier", "district").order_by("asked_date", "id")[:MOST]


@attention(*DUTIES["support.arrange"], asks=[waiting])
def requests(user, today, rows):
    for one in rows:
        facts = " ・ ".join([one.get_kind_display(), str(Task(one.task).label), one.district.label])
        yield Item(
            title=one.person.name, facts=facts, chip=state_chip(one), why=waiting_words(one, today), url=one.get_absolute_url(),
            kind="inbox", due_date=one.asked_date + WEEK if one.state in WAITING else today, early=True,
        )  # fmt: skip
    if rows:
        yield More(_("All requests for help"), reverse("help_requests"))
