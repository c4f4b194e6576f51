"""What can be moved in: how its files are read, what they come to, and what the pages say of them. What is made of it: `services/`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from moving.enrolments import building as enrolments
from moving.enrolments.lines import EnrolmentReader
from moving.enrolments.sample import sample as enrolments_sample
from moving.ledger import building as ledger
from moving.ledger.lines import LedgerReader
from moving.ledger.sample import sample as ledger_sample
from moving.lines import Reader
from moving.models import Move
from moving.plans import Plan


@dataclass(frozen=True)
class Subject:
    """`counted`: {column of `Move`: what is counted there}. `plan`: (reader, what it found, for whom, what was decided)."""

    reader: type[Reader]
    plan: Callable[..., Plan]
    sample: Callable[[], bytes]
    counted: dict[str, Any]
    headless: Any


SUBJECTS = {
    Move.Subject.LEDGER: Subject(
        LedgerReader, ledger.ledger_of, ledger_sample,
        {"cases": _("Cases"), "people": _("New people"), "contacts": _("Contacts")},
        _(
            "None of the first rows of a sheet names its columns in words: a day (相談日) and a name (氏名). "
            "A picture in their place cannot be read."
        ),
    ),
    Move.Subject.ENROLMENTS: Subject(
        EnrolmentReader, enrolments.enrolments_of, enrolments_sample,
        {"cases": _("Enrolments"), "people": _("New people"), "contacts": _("Visitors named")},
        _(
            "None of the first rows of a sheet names its columns in words: a first day (開始日) and a name (氏名). "
            "A picture in their place cannot be read."
        ),
    ),
}  # fmt: skip
