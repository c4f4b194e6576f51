"""What a person agreed to have told, to whom and until when: whether a consent holds on a day, and whether it is enough for somebody.

Enrolment asks this before visitors learn of a person. Whoever else tells somebody outside of the council asks it here too.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.codes import Content, Decision, GivenBy, Recipient


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
    if consent.get("decision") == Decision.GRANTED and Recipient.ANYBODY in (consent.get("recipients") or ()):
        found["recipients"] = _("A permission names who may be told: only a refusal can mean everybody.")
    if recipient and consent.get("decision") != Decision.GRANTED:
        found["decision"] = _("Without the person's consent this cannot go on.")
    if recipient and recipient not in (consent.get("recipients") or ()):
        found["recipients"] = _("The consent must also name: %(recipient)s.") % {"recipient": recipient.label}
    return found


class Reason(TextChoices):
    """Why something may not be told."""

    NOTHING = "nothing", gettext_lazy("Nothing is recorded")
    NOT_COVERED = "not_covered", gettext_lazy("What was agreed to does not reach this far")
    NOT_IN_FORCE = "not_in_force", gettext_lazy("The consent has ended or was withdrawn")
    REFUSED = "refused", gettext_lazy("The person does not agree")
    UNCLEAR = "unclear", gettext_lazy("An older refusal is not taken back by the newer consent: ask the person once more")


@dataclass(frozen=True)
class Allowed:
    """`by`: the consent or the ground that it rests on."""

    by: object


@dataclass(frozen=True)
class Denied:
    """`by`: the refusal that stands against it, or the permission that fell short; None where nothing is recorded."""

    reason: Reason
    by: object = None


Decided = Allowed | Denied


def may_disclose(consents, grounds, *, contents, receiver: frozenset[str], purpose: str, on: date) -> dict[str, Decided]:
    """{content: Allowed or Denied} of what would be told about one person.

    `receiver`: every name under which a consent can mean them: the kinds of the agency and "agency:<id>", or "conference" and
    "conference:<kind>"; of somebody who sits in a conference, both, and each of them is asked about alone. `consents` and `grounds`: all
    that are recorded about the person, in any order; nothing is asked of the database.

    A confirmed ground goes before every consent. Of consents, one permission must be newer than each refusal that applies, and reach no
    further than it does: who said 「だれにも言わないで」 and then let one agency know did not let the next one know.
    """
    grounds = [ground for ground in grounds if ground.carries(receiver, purpose, on)]
    return {content: _decide(consents, grounds, content, receiver, purpose, on) for content in contents}


def _decide(consents, grounds, content, receiver, purpose, on):
    if carrying := next((ground for ground in grounds if content in ground.contents), None):
        return Allowed(carrying)
    reaching = [consent for consent in consents if _reaches(consent, content, receiver, purpose)]
    holding = sorted((consent for consent in reaching if is_in_force(consent, on)), key=_age)
    permissions = [consent for consent in holding if consent.decision == Decision.GRANTED]
    refusals = [consent for consent in holding if consent.decision == Decision.REFUSED]
    for permission in reversed(permissions):
        if all(_overrides(permission, refusal, receiver) for refusal in refusals):
            return Allowed(permission)
    if refusals:
        newest = refusals[-1]
        newer = any(_age(permission) > _age(newest) for permission in permissions)
        return Denied(Reason.UNCLEAR if newer else Reason.REFUSED, newest)
    if reaching:
        return Denied(Reason.NOT_IN_FORCE, max(reaching, key=_age))
    return Denied(Reason.NOT_COVERED, max(consents, key=_age)) if consents else Denied(Reason.NOTHING)


def _age(consent):
    """What was said later counts; of one day, what was written down later."""
    return consent.given_date, consent.created_at


def _reaches(consent, content, receiver, purpose) -> bool:
    recipients = set(consent.recipients)
    to_them = Recipient.ANYBODY in recipients or not receiver.isdisjoint(recipients)
    # Who may not know that there is a consultation is told nothing out of it.
    of_this = content in consent.contents or (consent.decision == Decision.REFUSED and Content.EXISTENCE in consent.contents)
    return to_them and of_this and (not consent.purposes or purpose in consent.purposes)


def _overrides(permission, refusal, receiver) -> bool:
    """Newer, and contained in what was refused or equal to it: in contents, in receivers and in purposes."""
    purposes = not refusal.purposes or (permission.purposes and set(permission.purposes) <= set(refusal.purposes))
    return bool(
        _age(permission) > _age(refusal)
        and set(permission.contents) <= set(refusal.contents)
        and all(_within(name, set(refusal.recipients), receiver) for name in permission.recipients)
        and purposes
    )


def _within(name, recipients, receiver) -> bool:
    """Whether this name means nobody whom the wider names do not mean. Of an agency only the asked one's kinds are known.

    An agency lies in no conference and a conference in no agency: whoever sits there is also met elsewhere, and others sit there too.
    """
    if Recipient.ANYBODY in recipients or name in recipients:
        return True
    kind, specific, _id = name.partition(":")
    if kind in Recipient:
        return bool(specific) and kind in recipients
    kinds = {one for one in receiver if one in Recipient} - {Recipient.CONFERENCE}
    return name in receiver and not kinds.isdisjoint(recipients)
