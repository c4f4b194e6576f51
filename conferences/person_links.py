"""The meetings ahead that speak of a person: what is told there to others rests on what the person agreed to, where nothing else carries it."""

from django.utils.translation import gettext as _

from casework.given import PEOPLE
from casework.person_links import PersonLink, person_links
from conferences.codes import Basis, State
from conferences.models import Conference, Item
from conferences.pages.agenda import when_of
from privacy.together import question


@question
def ahead(asker):
    theirs = asker.sees(Item).present().filter(case__subject__in=PEOPLE)
    found = asker.sees(Conference).filter(pk__in=theirs.values("conference"), state=State.PLANNED, date__gte=asker.today)
    return found.order_by("date", "id")


@person_links(ahead)
def meetings(user, person, rows):
    for meeting in rows:
        said = {"kind": meeting.get_kind_display(), "when": when_of(meeting, user.calendar)}
        yield PersonLink(
            _("Spoken of at: %(kind)s (%(when)s)") % said, meeting.get_absolute_url(), "meeting",
            rests_on_consent=meeting.basis == Basis.CONSENT,
        )  # fmt: skip
