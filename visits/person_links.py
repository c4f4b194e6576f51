"""The watch-over on a person's page and beside their cases: the enrolment that runs, or the way to one."""

from django.urls import reverse
from django.utils.translation import gettext as _

from casework.given import PEOPLE
from casework.person_links import PersonLink, person_links
from privacy.reach import can, reach
from privacy.together import question
from visits.models import Enrolment
from visits.rhythm import rhythm_words


@question
def running(asker):
    return asker.sees(Enrolment).running().filter(person__in=PEOPLE).order_by("pk")[:1]


@person_links(running)
def watch(user, person, enrolments):
    if not can(user, "enrolment.read"):
        return
    for enrolment in enrolments:
        text = _("Watch-over: %(rhythm)s") % {"rhythm": rhythm_words(enrolment)}
        yield PersonLink(text, enrolment.get_absolute_url(), "eye", rests_on_consent=True)
    if not enrolments and person.dossier.area_id in reach(user, "enrolment.write").areas and not person.death_date:
        yield PersonLink(_("Enrol in the watch-over"), f"{reverse('enrolment_new')}?person={person.pk}", "eye")
