"""The way to the quick entry, in one tap from home, for whoever records what a programme did."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.attention import Button, attention
from privacy.policy import roles_for
from privacy.together import question
from programs.helping import ACTION, records_by_role
from programs.models import Helper


@question
def helping(asker):
    return (
        Helper.objects.valid(asker.today)
        .filter(user=asker.user, program__policy__goal__plan__area=asker.council)
        .order_by("id")[:1]
    )


@attention(*roles_for(ACTION), asks=[helping])
def quick_entry(user, today, helpers):
    if helpers or records_by_role(user):
        yield Button(_("Record what was done"), reverse("activity_new"), "pen")
