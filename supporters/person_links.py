"""On a person's page and beside their cases: that they help, and what they ask for."""

from django.utils.translation import gettext as _

from casework.given import PEOPLE
from casework.person_links import PersonLink, person_links
from privacy.reach import can
from privacy.together import question
from supporters.codes import Task
from supporters.models import HelpRequest, Supporter


@question
def registered(asker):
    return asker.sees(Supporter).running().filter(person__in=PEOPLE).order_by("created_at", "id")


@question
def asked_for(asker):
    return asker.sees(HelpRequest).open().filter(person__in=PEOPLE).order_by("created_at", "id")


@person_links(registered, asked_for)
def links(user, person, supporters, requests):
    if not can(user, "support.read"):
        return
    for one in supporters:
        yield PersonLink(_("Registered as a supporter"), one.get_absolute_url(), "user")
    for one in requests:
        said = {"task": Task(one.task).label, "state": one.get_state_display()}
        yield PersonLink(_("Asks for help: %(task)s (%(state)s)") % said, one.get_absolute_url(), "inbox")
