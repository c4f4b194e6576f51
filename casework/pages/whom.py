"""Whom a weighty page is about, so that nobody closes, moves or shuts out the wrong one: name, reading and number."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from casework.models import Person
from casework.pages.case_list import NAMES


@dataclass(frozen=True)
class Whom:
    name: str
    kana: str
    number: str


def whom_of(user, record) -> Whom:
    """`record`: a person, or a case or an enrolment, which is about one or about nobody known."""
    subject = (
        record.pk if isinstance(record, Person) else getattr(record, "subject_id", None) or getattr(record, "person_id", None)
    )
    found = Person.objects.visible_to(user, "person.find").filter(pk=subject).only(*NAMES).first() if subject else None
    nameless = _("(not within your reach)") if subject else _("(no name)")
    return Whom(found.name if found else nameless, found.kana if found else "", getattr(record, "number", ""))
