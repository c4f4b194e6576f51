"""Whether the network may know of somebody who is watched over: the same rule, and the same record, as of every telling (`casework.disclosure`).

To watch over somebody is to tell the network who they are: nobody is enrolled, and no visitor named, where the rule says no. What changes
afterwards (taken back, run out, refused) stands before the office.
"""

from datetime import date

from casework.codes import Content, Purpose, Recipient
from casework.disclosure import Allowed, may_disclose
from casework.receivers import names_of
from casework.said import Said, said_about_each
from visits.models import Enrolment

NETWORK = names_of(Recipient.NETWORK)
# Without the first nobody can go there; what more a visitor is told, the person says.
NEEDED = Content.IDENTITY
TOLD = (NEEDED, Content.LIVING, Content.HEALTH)


def agreed(said: list[Said], on: date) -> list[str]:
    """What a visitor may be told on that day; nothing where they may not even learn whom they visit."""
    decided = may_disclose(said, [], contents=list(TOLD), receiver=NETWORK, purpose=Purpose.WATCH, on=on)
    may = [content for content, one in decided.items() if isinstance(one, Allowed)]
    return may if NEEDED in may else []


def without_consent(enrolments, on: date) -> list[Enrolment]:
    """Of these, those that go on though the network may not know of them any more."""
    doubted = list(enrolments.in_doubt(on))
    said = said_about_each({enrolment.person_id for enrolment in doubted}) if doubted else {}
    return [enrolment for enrolment in doubted if not agreed(said[enrolment.person_id], on)]
