"""What a person agreed to have told, to whom and until when: whether a consent holds on a day, and whether it is enough for somebody.

Enrolment asks this before visitors learn of a person. Whoever else tells somebody outside of the council asks it here too.
"""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from casework.codes import Decision, GivenBy, Recipient


def in_force(on: date) -> Q:
    """The consents (permissions and refusals) that hold on this day. Until-dates are inclusive; a withdrawal counts from its own day."""
    return Q(
        Q(until_date__isnull=True) | Q(until_date__gte=on),
        Q(withdrawn_date__isnull=True) | Q(withdrawn_date__gt=on),
        given_date__lte=on,
    )


def is_in_force(consent, on: date) -> bool:
    """The same of one consent that is at hand."""
    withdrawn = consent.withdrawn_date is not None and consent.withdrawn_date <= on
    return consent.given_date <= on and not withdrawn and (consent.until_date is None or on <= consent.until_date)


def flaws(consent: dict, recipient: Recipient | None = None) -> dict[str, str]:
    """{field: what is wrong} with a consent as it is written down; with a recipient, also why they may not be told on it."""
    found, until = {}, consent.get("until_date")
    if consent.get("given_by") == GivenBy.PROXY and not consent.get("ground"):
        found["ground"] = _("Write who speaks for the person, and why they may.")
    if until and consent.get("given_date") and until < consent["given_date"]:
        found["until_date"] = _("This lies before the day it was given.")
    if recipient and consent.get("decision") != Decision.GRANTED:
        found["decision"] = _("Without the person's consent this cannot go on.")
    if recipient and recipient not in (consent.get("recipients") or ()):
        found["recipients"] = _("The consent must also name: %(recipient)s.") % {"recipient": recipient.label}
    return found
