"""What can be moved in: how its files are read, what they come to, and what the pages say of them. What is made of it: `services/`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from moving.agencies import building as agencies
from moving.agencies.lines import AgencyReader
from moving.agencies.sample import sample as agencies_sample
from moving.enrolments import building as enrolments
from moving.enrolments.lines import EnrolmentReader
from moving.enrolments.sample import sample as enrolments_sample
from moving.ledger import building as ledger
from moving.ledger.lines import LedgerReader
from moving.ledger.sample import sample as ledger_sample
from moving.lines import Reader
from moving.models import Move
from moving.plans import Plan
from privacy.models import Area
from privacy.reach import can


@dataclass(frozen=True)
class Known:
    """What the page says of those who may be known already: its head, how they are found, and that each is to be decided."""

    head: Any
    how: Any
    undecided: Any


@dataclass(frozen=True)
class Subject:
    """`action`: who may take it over, beside the door of all files (`file.bring`); `where`: in which area of the council. `counted`: {column
    of `Move`: what is counted there}. `plan`: (reader, what it found, for whom, what was decided)."""

    action: str
    where: Callable[[Area], Area]
    reader: type[Reader]
    plan: Callable[..., Plan]
    sample: Callable[[], bytes]
    counted: dict[str, Any]
    # Which columns it needs; and what is said where no sheet names them.
    needs: Any
    headless: Any
    known: Known
    # What becomes of a word that was chosen for a code.
    words: Any


PEOPLE = Known(
    _("Perhaps known already"),
    _("The same reading or name, and the same birth date or telephone. Everybody else gets a new record."),
    _("Say of everybody who may be known already whether it is they."),
)
IN_THE_NOTE = _("The word itself is kept in the note. What is chosen is remembered for the next file.")


def whole(council: Area) -> Area:
    """People of every district."""
    return council


def anywhere(council: Area) -> Area:
    """The directory is the whole council's: whoever serves one of its districts writes in it."""
    return Area.objects.unknown_in(council)


SUBJECTS = {
    Move.Subject.LEDGER: Subject(
        "ledger.import", whole, LedgerReader, ledger.ledger_of, ledger_sample,
        {"cases": _("Cases"), "people": _("New people"), "contacts": _("Contacts")},
        _("needs a day and a name"),
        _(
            "None of the first rows of a sheet names its columns in words: a day (相談日) and a name (氏名). "
            "A picture in their place cannot be read."
        ),
        PEOPLE, IN_THE_NOTE,
    ),
    Move.Subject.ENROLMENTS: Subject(
        "ledger.import", whole, EnrolmentReader, enrolments.enrolments_of, enrolments_sample,
        {"cases": _("Enrolments"), "people": _("New people"), "contacts": _("Visitors named")},
        _("needs the first day, a name, how often, and when they agreed"),
        _(
            "None of the first rows of a sheet names its columns in words: a first day (開始日) and a name (氏名). "
            "A picture in their place cannot be read."
        ),
        PEOPLE, IN_THE_NOTE,
    ),
    Move.Subject.AGENCIES: Subject(
        "agency.write", anywhere, AgencyReader, agencies.agencies_of, agencies_sample,
        {"cases": _("New agencies"), "people": _("Agencies corrected"), "contacts": _("Entries corrected")},
        _("needs a name and one thing more; compared with the directory by its names"),
        _(
            "None of the first rows of a sheet names its columns in words: a name (機関名) and one thing more, like 電話. "
            "A picture in their place cannot be read."
        ),
        Known(
            _("Perhaps in the directory already"),
            _("The same telephone under another name, or a name that several bear. Every other row is known by its name."),
            _("Say of every agency that may be in the directory already whether it is the same."),
        ),
        _("What is chosen is remembered for the next file."),
    ),
}  # fmt: skip


def may(user, council: Area, subject: str) -> bool:
    return can(user, SUBJECTS[subject].action, SUBJECTS[subject].where(council))
