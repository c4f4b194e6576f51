"""What tablets brought and somebody must settle: a number on home, and each emergency above everything else."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.attention import Item, Strip, attention
from field.models import Held
from privacy.policy import roles_for
from privacy.together import number_of, question
from visits.pages.doorstep import names

MOST = 20


@question
def unsettled(asker):
    return number_of(asker.sees(Held).waiting())


@attention(*roles_for("arrival.settle"), asks=[unsettled])
def brought_by_tablets(user, today, numbers):
    if number := sum(number for (number,) in numbers):
        yield Item(
            title=_("Brought by tablets"), url=reverse("arrivals"), kind="alert",
            why=ngettext("%(n)d record waits for you to settle it.", "%(n)d records wait for you to settle them.", number)
            % {"n": number},
        )  # fmt: skip


@attention(*roles_for("arrival.settle"), needs=lambda asker: [asker.sees(Held).waiting().filter(urgent=True)])
def emergencies(user, today):
    """Of a tablet with a wrong clock or out of use, say: somebody may need help all the same."""
    found = list(Held.objects.visible_to(user).waiting().filter(urgent=True).in_order()[:MOST])
    people = yield from names(user, [held.enrolment.person_id for held in found if held.enrolment])
    for held in found:
        person = people.get(held.enrolment.person_id) if held.enrolment else None
        text = _("Brought by a tablet of %(visitor)s, confirmed by nobody") % {
            "visitor": held.arrival.device.visitor.display_name
        }
        yield Strip(
            title=_("Emergency: %(name)s") % {"name": person.name if person else _("(unknown)")}, text=text,
            url=reverse("arrival", args=[held.pk]), action=_("Open"), urgency=90,
        )  # fmt: skip
