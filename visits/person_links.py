"""The watch-over on a person's page and beside their cases: the enrolment that runs, or the way to one."""

from django.urls import reverse
from django.utils.translation import gettext as _

from casework.joined import one_with
from casework.person_links import PersonLink, person_links
from privacy.reach import can, reach
from visits.models import Enrolment
from visits.rhythm import rhythm_words


@person_links
def watch(user, person):
    if not can(user, "enrolment.read"):
        return
    enrolment = Enrolment.objects.visible_to(user).running().filter(person__in=one_with(person.pk)).first()
    if enrolment:
        text = _("Watch-over: %(rhythm)s") % {"rhythm": rhythm_words(enrolment)}
        yield PersonLink(text, enrolment.get_absolute_url(), "eye", rests_on_consent=True)
    elif person.dossier.area_id in reach(user, "enrolment.write").areas and not person.death_date:
        yield PersonLink(_("Enrol in the watch-over"), f"{reverse('enrolment_new')}?person={person.pk}", "eye")
