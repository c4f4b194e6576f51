"""Files can be attached to an enrolment of the watch-over."""

from django.utils.translation import gettext_lazy as _

from attachments.parents import Parent, Whose, register
from casework.pages.whom import whom_of
from visits.models import Enrolment


def of_enrolment(user, enrolment) -> Whose:
    return Whose(whom_of(user, enrolment).name, "", enrolment.get_absolute_url())


ENROLMENT = register(
    Parent("enrolment", Enrolment, _("Watch-over enrolment"), "enrolment.read", "enrolment.write", of_enrolment)
)
